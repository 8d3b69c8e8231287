-- no-transaction
create index concurrently if not exists customers_unused_told_idx on customers (unused_told_at) where unused_told_at is not null
