-- no-transaction
create index concurrently if not exists orders_oss_idx on orders (shop_id, placed_at) include (state, total_minor, vat_minor) where oss_country is not null;
