-- no-transaction
create index concurrently if not exists products_vat_class_idx on products (vat_class) where status = 'active';
