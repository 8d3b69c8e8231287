-- no-transaction
create index concurrently if not exists orders_customer_idx on orders (customer_id, prepared_at desc, id desc) where customer_id is not null;
