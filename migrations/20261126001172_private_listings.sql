-- Articles that guests have no price of, but some list of a tier, a company or a campaign for some has. They stand apart from the tables that guests'
-- lists and searches read, so that those stay as they are however many companies have articles of their own. A row for each list that has a price now.
create table private_listing_entries (
    price_list_id uuid not null references price_lists (id),
    -- The nil UUID stands for the whole shop.
    category_id uuid not null,
    product_id uuid not null,
    shop_id uuid not null,
    -- The list's own, VAT included.
    price_minor bigint not null,
    popularity integer not null,
    published_at timestamptz not null,
    name_sort text collate "sv-x-icu" not null,
    is_in_stock boolean not null,
    tags integer[] not null,
    primary key (price_list_id, category_id, product_id)
);
create index private_listing_entries_product_idx on private_listing_entries (product_id, shop_id);
create table private_listing_cards (
    shop_id uuid not null,
    product_id uuid not null,
    locale text not null,
    card text not null,
    primary key (shop_id, product_id, locale)
);
create table private_search_documents (
    shop_id uuid not null,
    product_id uuid not null,
    locale text not null,
    name text not null,
    popularity integer not null,
    price_minor bigint not null,
    is_in_stock boolean not null,
    document tsvector not null,
    words text not null,
    primary key (shop_id, product_id, locale)
);
create index private_search_documents_document_idx on private_search_documents using gin (document);
create index private_search_documents_words_idx on private_search_documents using gin (words gin_trgm_ops);

-- What has such prices already is found once its lists have been made anew.
insert into listing_dirty (product_id, marked_at)
select distinct v.product_id, now()
from price_lists l join prices p on p.price_list_id = l.id and (p.valid_to is null or p.valid_to > now()) join variants v on v.id = p.variant_id
where l.tier_code is distinct from 'consumer' and not (l.audience = 'campaign' and (l.for_tiers = '{}' or 'consumer' = any(l.for_tiers)))
  and not exists (select from listing_entries e where e.shop_id = l.shop_id and e.product_id = v.product_id
                  and e.category_id = '00000000-0000-0000-0000-000000000000')
on conflict (product_id) do nothing;
