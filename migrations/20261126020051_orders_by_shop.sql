-- no-transaction
create index concurrently if not exists orders_shop_idx on orders (shop_id, prepared_at desc, id desc);
