-- no-transaction
create index concurrently if not exists carts_customer_idx on carts (customer_id, updated_at desc) where customer_id is not null;
