-- no-transaction
create index concurrently if not exists product_attributes_product_idx on product_attributes (product_id, position);
