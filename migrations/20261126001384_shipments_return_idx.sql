-- no-transaction
create index concurrently if not exists shipments_return_idx on shipments (return_id) where return_id is not null;
