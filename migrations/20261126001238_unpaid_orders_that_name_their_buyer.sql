-- no-transaction
create index concurrently if not exists orders_unpaid_named_idx on orders (prepared_at) where placed_at is null and customer_name <> '';
