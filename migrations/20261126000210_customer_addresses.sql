-- Addresses that a customer keeps for the checkout (A7).
create table customer_addresses (
    id uuid primary key,
    customer_id uuid not null references customers (id),
    name text not null,
    company text not null default '',
    street text not null,
    street2 text not null default '',
    postcode text not null,
    city text not null,
    country char(2) not null,
    phone text not null default '',
    is_default boolean not null default false,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    row_version integer not null default 1
);
create index customer_addresses_customer_idx on customer_addresses (customer_id, created_at);
create unique index customer_addresses_default_key on customer_addresses (customer_id) where is_default;
