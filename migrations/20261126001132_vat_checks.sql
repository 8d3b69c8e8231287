-- What registers said of companies' VAT numbers, and by what terms a shop taxes what crosses borders.

-- By shop; where there is no row, what the defaults say holds.
create table vat_settings (
    shop_id uuid primary key references shops (id),
    -- The first day on which VAT on sales to consumers in other countries of the Union is accounted for by the One Stop Shop. Null: not registered.
    oss_since date,
    -- What is done when the register of VAT numbers does not answer. charge: VAT. earlier: an earlier answer, at most a month old, stands in.
    unanswered text not null default 'charge' constraint vat_settings_unanswered_check check (unanswered in ('charge', 'earlier')),
    -- How long an answer may be used again.
    answer_hours integer not null default 24 constraint vat_settings_hours_check check (answer_hours between 1 and 720),
    updated_at timestamptz not null,
    row_version integer not null default 1
);

-- Evidence for sales without VAT: each question to a register with its answer. Never changed.
create table vat_checks (
    id uuid primary key,
    -- With its country's letters.
    vat_number text not null,
    -- The seller's own number, for which the register gives a consultation number.
    requester text not null,
    register text not null,
    outcome text not null constraint vat_checks_outcome_check check (outcome in ('valid', 'invalid', 'unanswered')),
    -- As the register has them; empty where the country does not tell.
    name text not null,
    address text not null,
    consultation_number text,
    -- The answer as it came.
    raw jsonb not null,
    asked_at timestamptz not null
);
create index vat_checks_number_idx on vat_checks (vat_number, asked_at desc, id desc);
create trigger vat_checks_are_final before update or delete on vat_checks
    for each row execute function refuse_change();

-- The answer that an order without VAT rests on. Checked for old rows in the next migration.
alter table orders add column vat_check_id uuid;
alter table orders add constraint orders_vat_check_fkey foreign key (vat_check_id) references vat_checks (id) not valid;
