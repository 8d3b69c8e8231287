-- no-transaction
create index concurrently if not exists orders_oss_held_idx on orders (shop_id) include (cart_id, total_minor, vat_minor) where oss_country is not null and state = 'prepared';
