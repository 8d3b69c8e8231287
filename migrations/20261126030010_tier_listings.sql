-- By what people of a tier, whose prices are not guests', have lists put in order and narrowed: a price for each product and branch, as the tier sees it, with
-- VAT or without. Everything else stands in the rows that everybody reads, which guests' lists go on reading alone. A row here is a fifth of one of those.

-- A tier in a shop whose prices are kept so. The program makes and ends these by itself.
create table tier_listings (
    id integer generated always as identity primary key,
    shop_id uuid not null references shops (id),
    tier_code text not null references tiers (code),
    -- Whether its prices are with VAT.
    shows_vat boolean not null,
    -- Up to which product its rows have been made anew; none: all have.
    made_to uuid default '00000000-0000-0000-0000-000000000000',
    -- Whether all rows have been made since its prices are shown so; until then nobody reads them.
    is_made boolean not null default false,
    -- Else the tier's prices are guests' again, and the rows are on their way out.
    is_wanted boolean not null default true,
    constraint tier_listings_tier_key unique (shop_id, tier_code)
);

create table tier_entries (
    listing_id integer not null,
    product_id uuid not null,
    -- The nil UUID stands for the whole shop.
    category_id uuid not null,
    price_minor bigint not null,
    primary key (listing_id, product_id, category_id)
);
create index tier_entries_price_idx on tier_entries (listing_id, category_id, price_minor, product_id);

-- Products of which a tier pays another price, while guests pay what they did: nothing else of them is made anew.
create table tier_marks (
    id bigint generated always as identity primary key,
    product_id uuid not null
);

-- What a private article costs without VAT, for whoever sees prices so. None: its rows are from before; they are made anew now.
alter table private_listing_entries add column net_minor bigint;
insert into listing_marks (product_id, marked_at) select distinct product_id, now() from private_listing_entries;
