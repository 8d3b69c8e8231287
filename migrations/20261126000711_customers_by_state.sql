-- no-transaction
create index concurrently if not exists customers_state_idx on customers (state, created_at desc, id desc);
