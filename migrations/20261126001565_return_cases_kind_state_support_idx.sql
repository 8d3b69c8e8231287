-- no-transaction
create index concurrently if not exists return_cases_kind_state_support_idx on return_cases (kind, state, support_rank desc, id desc);
