-- no-transaction
create index concurrently if not exists customers_state_tier_idx on customers (state, tier_code, created_at desc, id desc);
