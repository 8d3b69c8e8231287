-- no-transaction
create index concurrently if not exists quotations_state_support_idx on quotations (state, support_rank desc, id desc);
