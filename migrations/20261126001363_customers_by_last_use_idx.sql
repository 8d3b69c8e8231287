-- no-transaction
create index concurrently if not exists customers_by_last_use_idx on customers (coalesce(last_log_in_at, created_at)) where state = 'active'
