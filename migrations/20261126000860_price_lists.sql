-- Price lists that hold for a while, campaigns for some tiers, and what the account of a price needs.

-- When a list as a whole holds. Null: no end on that side.
alter table price_lists add column valid_from timestamptz;
alter table price_lists add column valid_to timestamptz;
alter table price_lists add constraint price_lists_period_check check (valid_to > valid_from);
-- A campaign's tiers; empty: everyone.
alter table price_lists add column for_tiers text[] not null default '{}';
alter table price_lists add constraint price_lists_for_tiers_check check (audience = 'campaign' or for_tiers = '{}');
alter table price_lists add column updated_at timestamptz not null default now();
alter table price_lists add column row_version integer not null default 1;
create index price_lists_listing_idx on price_lists (updated_at desc, id desc);
create index price_lists_audience_idx on price_lists (audience, updated_at desc, id desc);
create index price_lists_campaign_idx on price_lists (shop_id, valid_to) where audience = 'campaign';
create index price_lists_begin_idx on price_lists (valid_from) where valid_from is not null;
create index price_lists_end_idx on price_lists (valid_to) where valid_to is not null;
create index price_lists_name_trgm_idx on price_lists using gin (lower(name) gin_trgm_ops);

-- Perishable goods: the prior price of 30 days is not asked of them (prisinformationslagen 7 a §).
alter table products add column is_perishable boolean not null default false;
-- Why a line cost what it did, as it was reckoned when it was bought.
alter table order_lines add column price_why jsonb;
