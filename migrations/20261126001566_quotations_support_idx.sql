-- no-transaction
create index concurrently if not exists quotations_support_idx on quotations (support_rank desc, id desc);
