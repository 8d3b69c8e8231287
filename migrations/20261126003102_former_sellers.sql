-- Who sold until a moment: receipts and credit notes that were issued before it tell these facts, whatever the shop is called since. Invoices keep them themselves.
-- What changed before this table was there is not known.
create table former_sellers (
    shop_id uuid not null references shops (id),
    until timestamptz not null,
    legal_name text not null,
    org_number text not null,
    vat_number text not null,
    street text not null,
    postcode text not null,
    city text not null,
    country char(2) not null,
    email text not null,
    phone text not null,
    primary key (shop_id, until)
);
create trigger former_sellers_are_final before update or delete on former_sellers for each row execute function refuse_change();
create trigger former_sellers_are_not_emptied before truncate on former_sellers for each statement execute function refuse_change();
