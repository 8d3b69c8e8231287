-- What people of a tier see and can buy of the catalogue. A tier without a row, or whose row limits nothing, sees all of it. One row for each tier: the
-- rules are few and are weighed where something is sold; the rows behind lists are made from them beforehand.
create table assortments (
    id uuid primary key,
    tier_code text not null references tiers (code) constraint assortments_tier_key unique,
    -- Only what a rule names that does not hide. Kept by itself: a rule that goes with its category must not open all the rest.
    is_only boolean not null,
    -- Whether there is any rule: else nothing is asked of it.
    is_limited boolean not null,
    -- Grows with each change of the rules; beside it the one that the lists were made by, 0 as long as there are none.
    version integer not null default 1,
    built_version integer not null default 0,
    created_at timestamptz not null,
    updated_at timestamptz not null
);

-- One thing that a rule names: a product, a category with all below it, who makes it, or a choice of an attribute. What hides wins.
create table assortment_rules (
    assortment_id uuid not null references assortments (id),
    hides boolean not null,
    product_id uuid references products (id) on delete cascade,
    category_id uuid references categories (id) on delete cascade,
    manufacturer_id uuid references manufacturers (id) on delete cascade,
    value_id integer references attribute_values (id) on delete cascade,
    constraint assortment_rules_one_check check (num_nonnulls(product_id, category_id, manufacturer_id, value_id) = 1)
);
-- Asked from the product's side; the same rows are looked up when what they name goes.
create unique index assortment_rules_product_key on assortment_rules (product_id, assortment_id) where product_id is not null;
create unique index assortment_rules_category_key on assortment_rules (category_id, assortment_id) where category_id is not null;
create unique index assortment_rules_manufacturer_key on assortment_rules (manufacturer_id, assortment_id) where manufacturer_id is not null;
create unique index assortment_rules_value_key on assortment_rules (value_id, assortment_id) where value_id is not null;
create index assortment_rules_assortment_idx on assortment_rules (assortment_id);

-- Whether a product is in an assortment: the one place that weighs the rules, a handful of look-ups by key. An assortment that there is not hides nothing.
create function assortment_shows(assortment uuid, product uuid) returns boolean language sql stable parallel safe as $$
    select coalesce((
        select (not a.is_only or coalesce(m.is_shown, false)) and not coalesce(m.is_hidden, false)
        from assortments a left join lateral (
            select bool_or(not r.hides) as is_shown, bool_or(r.hides) as is_hidden from (
                select hides from assortment_rules where assortment_id = a.id and product_id = $2
                union all
                select r.hides from products p join assortment_rules r on r.assortment_id = a.id and r.manufacturer_id = p.manufacturer_id where p.id = $2
                union all
                select r.hides from product_attributes v join assortment_rules r on r.assortment_id = a.id and r.value_id = v.value_id
                where v.product_id = $2
                union all
                select r.hides from product_categories pc join categories c on c.id = pc.category_id cross join lateral unnest(c.path) as up (id)
                join assortment_rules r on r.assortment_id = a.id and r.category_id = up.id where pc.product_id = $2) r) m on true
        where a.id = $1 and a.is_limited), true)
$$;

-- The rows behind lists, once more for each assortment that limits anything: of what is in it. Whoever is not limited never reads them.
create table assortment_entries (
    assortment_id uuid not null,
    shop_id uuid not null,
    -- The nil UUID stands for the whole shop.
    category_id uuid not null,
    product_id uuid not null,
    price_minor bigint not null,
    popularity integer not null,
    published_at timestamptz not null,
    name_sort text collate "sv-x-icu" not null,
    is_in_stock boolean not null,
    tags integer[] not null,
    primary key (assortment_id, shop_id, category_id, product_id)
);
create index assortment_entries_popular_idx on assortment_entries (assortment_id, shop_id, category_id, popularity desc, product_id);
create index assortment_entries_newest_idx on assortment_entries (assortment_id, shop_id, category_id, published_at desc, product_id);
create index assortment_entries_price_idx on assortment_entries (assortment_id, shop_id, category_id, price_minor, product_id);
create index assortment_entries_name_idx on assortment_entries (assortment_id, shop_id, category_id, name_sort, product_id);
create index assortment_entries_product_idx on assortment_entries (product_id, assortment_id, shop_id);
create index assortment_entries_tags_idx on assortment_entries using gin (tags) where category_id = '00000000-0000-0000-0000-000000000000';

create table assortment_counts (
    assortment_id uuid not null,
    shop_id uuid not null,
    category_id uuid not null,
    tag integer not null,
    products bigint not null,
    primary key (assortment_id, shop_id, category_id, tag)
) with (fillfactor = 70);
