-- no-transaction
create index concurrently if not exists customers_tier_idx on customers (tier_code, created_at desc, id desc);
