-- Ways of freight that only people of some tiers may choose. Empty: everybody.
alter table freight_methods add column for_tiers text[] not null default '{}';
-- Against silent overwrite.
alter table freight_methods add column row_version integer not null default 1;

-- The same of ways to pay, which are the shop's own words. A way without a row is everybody's.
create table payment_ways (
    shop_id uuid not null references shops (id),
    method text not null,
    for_tiers text[] not null default '{}',
    row_version integer not null default 1,
    primary key (shop_id, method)
);
