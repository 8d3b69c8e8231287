-- no-transaction
create index concurrently if not exists orders_named_idx on orders (placed_at) where placed_at is not null and customer_name <> '';
