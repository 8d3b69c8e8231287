-- no-transaction
-- Staff's list of products in a status, latest changed first.
create index concurrently if not exists products_status_idx on products (status, updated_at desc, id desc);
