-- Tiers with what they decide (A1, B2), companies with their people and places (A5), and applications for a tier. Sums are in the shop's currency,
-- which stands beside them.

alter table tiers add column currency char(3) not null default 'SEK' constraint tiers_currency_check check (currency ~ '^[A-Z]{3}$');
alter table tiers add column payment_days smallint not null default 0 constraint tiers_payment_days_check check (payment_days between 0 and 180);
-- What a company of this tier may owe at most on invoice, unless it has its own. Null: nothing.
alter table tiers add column credit_limit_minor bigint constraint tiers_credit_limit_check check (credit_limit_minor >= 0);
-- Goods, as the tier sees their sum: without VAT where it is shown prices without.
alter table tiers add column minimum_order_minor bigint not null default 0 constraint tiers_minimum_order_check check (minimum_order_minor >= 0);
alter table tiers add column functions text[] not null default '{}'
    constraint tiers_functions_check check (functions <@ array['lists', 'quick_order', 'invoice', 'quotes', 'api']);
alter table tiers add column support_level text not null default 'standard'
    constraint tiers_support_level_check check (support_level in ('standard', 'priority', 'dedicated'));
alter table tiers add column can_be_applied_for boolean not null default false;
alter table tiers add column row_version integer not null default 1;
alter table tiers add column updated_at timestamptz not null default now();
-- The System owner is a role of staff, never a tier of customers.
alter table tiers add constraint tiers_code_check check (code not in ('owner', 'system_owner', 'system-owner', 'staff'));

-- The four groups of the requirement. Names and places that were changed stay.
insert into tiers (code, name, position, shows_vat, payment_days, credit_limit_minor, functions, support_level, can_be_applied_for) values
    ('consumer', '{"sv": "Konsument", "en": "Consumer"}', 1, true, 0, null, '{}', 'standard', false),
    ('user', '{"sv": "Användare", "en": "User"}', 2, true, 0, null, '{lists}', 'standard', false),
    ('pro', '{"sv": "Pro", "en": "Pro"}', 3, false, 30, 2500000, '{lists,quick_order,invoice,quotes}', 'priority', true),
    ('premium', '{"sv": "Premium", "en": "Premium"}', 4, false, 30, 10000000, '{lists,quick_order,invoice,quotes,api}', 'dedicated', true)
on conflict (code) do update set payment_days = excluded.payment_days, credit_limit_minor = excluded.credit_limit_minor,
    functions = excluded.functions, support_level = excluded.support_level, can_be_applied_for = excluded.can_be_applied_for;

create sequence company_numbers start 1001;

-- A company that buys.
create table companies (
    id uuid primary key,
    -- For people, never a secret.
    number text not null constraint companies_number_key unique,
    name text not null,
    country char(2) not null,
    -- Ten digits for Sweden; elsewhere letters and digits as that country has them.
    org_number text not null,
    vat_number text,
    tier_code text not null references tiers (code),
    -- closed: nobody acts for it any more. What it bought stays.
    state text not null default 'active' constraint companies_state_check check (state in ('active', 'closed')),
    -- Null: as the tier says.
    payment_days smallint constraint companies_payment_days_check check (payment_days between 0 and 180),
    credit_limit_minor bigint constraint companies_credit_limit_check check (credit_limit_minor >= 0),
    may_invoice boolean,
    credit_currency char(3) not null default 'SEK' constraint companies_credit_currency_check check (credit_currency ~ '^[A-Z]{3}$'),
    -- What is ordered on invoice and not yet paid: taken by one conditional statement, so that orders at once never pass the limit.
    credit_used_minor bigint not null default 0 constraint companies_credit_used_check check (credit_used_minor >= 0),
    invoice_email text not null default '',
    invoice_street text not null default '',
    invoice_street2 text not null default '',
    invoice_postcode text not null default '',
    invoice_city text not null default '',
    gln text constraint companies_gln_check check (gln ~ '^[0-9]{13}$'),
    -- Peppol: scheme and number, as 0007:5590000000.
    e_invoice_id text,
    -- Whether each order must name whose it is.
    requires_reference boolean not null default false,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    row_version integer not null default 1,
    constraint companies_org_number_key unique (country, org_number)
);
create index companies_listing_idx on companies (created_at desc, id desc);
create index companies_tier_idx on companies (tier_code, created_at desc, id desc);
create index companies_state_idx on companies (state, created_at desc, id desc);
create index companies_name_trgm_idx on companies using gin (lower(name) gin_trgm_ops);

-- Who acts for a company, and as what. A person may belong to several.
create table company_members (
    company_id uuid not null references companies (id),
    customer_id uuid not null references customers (id),
    role text not null constraint company_members_role_check check (role in ('buyer', 'approver', 'administrator')),
    -- An order up to this sum needs nobody's approval. Null: none does.
    approval_limit_minor bigint constraint company_members_limit_check check (approval_limit_minor >= 0),
    -- Given with each of the person's orders, when it is not empty.
    cost_place text not null default '',
    created_at timestamptz not null,
    updated_at timestamptz not null,
    row_version integer not null default 1,
    primary key (company_id, customer_id)
);
create index company_members_customer_idx on company_members (customer_id);

-- An invitation to act for a company, by mail. Its key follows from the id and the program's secret, so nothing stored here opens anything.
create table company_invitations (
    id uuid primary key,
    company_id uuid not null references companies (id),
    email text not null,
    role text not null constraint company_invitations_role_check check (role in ('buyer', 'approver', 'administrator')),
    approval_limit_minor bigint constraint company_invitations_limit_check check (approval_limit_minor >= 0),
    cost_place text not null default '',
    locale text not null constraint company_invitations_locale_check check (locale in ('sv', 'en')),
    invited_by uuid references customers (id),
    created_at timestamptz not null,
    expires_at timestamptz not null,
    accepted_at timestamptz,
    withdrawn_at timestamptz
);
create unique index company_invitations_open_key on company_invitations (company_id, lower(email)) where accepted_at is null and withdrawn_at is null;
create index company_invitations_invited_by_idx on company_invitations (invited_by);

-- Where a company's goods go.
create table company_places (
    id uuid primary key,
    company_id uuid not null references companies (id),
    -- What the company calls it.
    label text not null,
    -- Who receives.
    name text not null,
    phone text not null default '',
    street text not null,
    street2 text not null default '',
    postcode text not null,
    city text not null,
    country char(2) not null,
    gln text constraint company_places_gln_check check (gln ~ '^[0-9]{13}$'),
    -- Written on the parcels.
    marking text not null default '',
    is_default boolean not null default false,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    row_version integer not null default 1
);
create unique index company_places_label_key on company_places (company_id, lower(label));
create unique index company_places_default_key on company_places (company_id) where is_default;

-- A wish to become Pro or Premium, with what it rests on.
create table tier_applications (
    id uuid primary key,
    customer_id uuid not null references customers (id),
    tier_code text not null references tiers (code),
    company_name text not null,
    country char(2) not null,
    org_number text not null,
    vat_number text,
    invoice_email text not null,
    note text not null default '',
    state text not null default 'waiting' constraint tier_applications_state_check check (state in ('waiting', 'approved', 'refused', 'withdrawn')),
    -- Told to the applicant.
    reason text not null default '',
    decided_by uuid references staff (id),
    decided_at timestamptz,
    company_id uuid references companies (id),
    locale text not null constraint tier_applications_locale_check check (locale in ('sv', 'en')),
    created_at timestamptz not null,
    updated_at timestamptz not null,
    row_version integer not null default 1,
    constraint tier_applications_decided_check check ((state = 'waiting') = (decided_at is null)),
    constraint tier_applications_reason_check check (state <> 'refused' or reason <> ''),
    constraint tier_applications_company_check check ((state = 'approved') = (company_id is not null))
);
create index tier_applications_listing_idx on tier_applications (created_at desc, id desc);
create index tier_applications_state_idx on tier_applications (state, created_at desc, id desc);
create index tier_applications_name_trgm_idx on tier_applications using gin (lower(company_name) gin_trgm_ops);
create index tier_applications_customer_idx on tier_applications (customer_id, created_at desc);
create index tier_applications_number_idx on tier_applications (country, org_number);
create index tier_applications_decided_by_idx on tier_applications (decided_by) where decided_by is not null;
create index tier_applications_company_idx on tier_applications (company_id) where company_id is not null;
create unique index tier_applications_waiting_key on tier_applications (customer_id) where state = 'waiting';

-- For whom a log-in acts; null: for the person. Whoever no longer belongs to the company acts for themselves.
alter table customer_sessions add column company_id uuid references companies (id);
create index customer_sessions_company_idx on customer_sessions (company_id) where company_id is not null;

-- Prices agreed with one company.
alter table price_lists add column company_id uuid references companies (id);
alter table price_lists add constraint price_lists_company_check check ((audience = 'company') = (company_id is not null));
create index price_lists_company_idx on price_lists (company_id) where company_id is not null;
create index price_lists_tier_idx on price_lists (shop_id, tier_code) where tier_code is not null;
