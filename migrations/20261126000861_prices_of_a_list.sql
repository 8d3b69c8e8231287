-- no-transaction
create index concurrently if not exists prices_list_idx on prices (price_list_id, created_at desc, id desc);
