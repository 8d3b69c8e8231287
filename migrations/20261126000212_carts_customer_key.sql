-- no-transaction
create unique index concurrently if not exists carts_customer_key on carts (shop_id, customer_id) where state = 'open' and customer_id is not null;
