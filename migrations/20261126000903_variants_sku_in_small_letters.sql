-- no-transaction
create index concurrently if not exists variants_sku_lower_idx on variants (lower(sku));
