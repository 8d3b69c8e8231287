-- People who log in to the shop (A1, A6, A7).

create sequence customer_numbers start 10001;

-- A person with a log-in of their own. The row is made when the address has been proved, so there is none with an unproved address.
create table customers (
    id uuid primary key,
    -- For people, never a secret.
    number text not null constraint customers_number_key unique,
    email text not null,
    name text not null,
    phone text not null default '',
    -- PHC string; null for whoever logs in by link alone.
    password_hash text,
    locale text not null constraint customers_locale_check check (locale in ('sv', 'en')),
    -- closed: staff have shut it. erased: the person's data are gone, the row stays for the books that refer to it.
    state text not null default 'active' constraint customers_state_check check (state in ('active', 'closed', 'erased')),
    tier_code text not null default 'user' references tiers (code),
    created_at timestamptz not null,
    updated_at timestamptz not null,
    last_log_in_at timestamptz,
    erased_at timestamptz,
    row_version integer not null default 1,
    constraint customers_erased_check check ((state = 'erased') = (erased_at is not null))
);
create unique index customers_email_key on customers (lower(email)) where state <> 'erased';
create index customers_listing_idx on customers (created_at desc, id desc);
create index customers_name_trgm_idx on customers using gin (lower(name) gin_trgm_ops);

-- Links by mail: what they prove is that their reader has the address. The link's key follows from the id and the program's secret, so nothing
-- stored here opens anything.
create table customer_links (
    id uuid primary key,
    purpose text not null constraint customer_links_purpose_check
        check (purpose in ('register', 'known', 'log_in', 'reset', 'change_email')),
    -- Null while there is no customer yet.
    customer_id uuid references customers (id) on delete cascade,
    email text not null,
    name text not null default '',
    locale text not null,
    -- Where to go on afterwards: a path of the shop.
    next_path text not null default '',
    created_at timestamptz not null,
    expires_at timestamptz not null,
    used_at timestamptz,
    constraint customer_links_owner_check check ((purpose = 'register') = (customer_id is null))
);
create index customer_links_customer_idx on customer_links (customer_id) where used_at is null;
create index customer_links_expiry_idx on customer_links (expires_at);

create table customer_sessions (
    id uuid primary key,
    customer_id uuid not null references customers (id),
    token_hash bytea not null constraint customer_sessions_token_key unique,
    proved_by text not null constraint customer_sessions_proved_by_check check (proved_by in ('password', 'link', 'passkey')),
    -- When it was last proved who this is: changing the address or erasing everything wants it fresh.
    proved_at timestamptz not null,
    created_at timestamptz not null,
    last_seen_at timestamptz not null,
    expires_at timestamptz not null,
    revoked_at timestamptz,
    address text,
    user_agent text
);
create index customer_sessions_customer_idx on customer_sessions (customer_id, created_at desc);
create index customer_sessions_expiry_idx on customer_sessions (expires_at);

-- Browsers that have logged in before; see staff_devices.
create table customer_devices (
    id uuid primary key,
    customer_id uuid not null references customers (id),
    token_hash bytea not null constraint customer_devices_token_key unique,
    created_at timestamptz not null,
    expires_at timestamptz not null
);
create index customer_devices_customer_idx on customer_devices (customer_id);

-- Whose an order is. Older ones and guests' have none. Checked for new rows at once, without reading the old ones, which are all null.
alter table orders add column customer_id uuid;
alter table orders add constraint orders_customer_fkey foreign key (customer_id) references customers (id) not valid;

-- The four groups of the requirement (A1). Tiers are data; one that is there already keeps its name and order.
insert into tiers (code, name, position, shows_vat) values
    ('consumer', '{"sv": "Konsument", "en": "Consumer"}', 1, true),
    ('user', '{"sv": "Användare", "en": "User"}', 2, true),
    ('pro', '{"sv": "Pro", "en": "Pro"}', 3, false),
    ('premium', '{"sv": "Premium", "en": "Premium"}', 4, false)
on conflict (code) do nothing;
