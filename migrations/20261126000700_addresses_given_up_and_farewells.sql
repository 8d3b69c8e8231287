-- Addresses that an account had before, each proved by its owner then: what was sent there is theirs, to be handed out and to be taken away.
create table customer_former_emails (
    id uuid primary key,
    customer_id uuid not null references customers (id),
    email text not null,
    held_until timestamptz not null
);
create index customer_former_emails_customer_idx on customer_former_emails (customer_id);
create index customer_former_emails_email_idx on customer_former_emails (lower(email));
insert into customer_former_emails (id, customer_id, email, held_until)
    select gen_random_uuid(), customer_id, old_email, used_at from customer_links
    where purpose = 'change_email' and customer_id is not null and old_email is not null and used_at is not null;

-- The last mail to somebody whose account has been erased, one for each address: where it goes and what it says. The row goes when the mail has gone.
create table customer_farewells (
    id uuid primary key,
    customer_id uuid not null references customers (id),
    email text not null,
    locale text not null constraint customer_farewells_locale_check check (locale in ('sv', 'en')),
    -- What stays.
    orders integer not null,
    kept_until date,
    under_way integer not null,
    waiting integer not null,
    created_at timestamptz not null
);
create index customer_farewells_customer_idx on customer_farewells (customer_id);
