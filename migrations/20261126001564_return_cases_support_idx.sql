-- no-transaction
create index concurrently if not exists return_cases_support_idx on return_cases (support_rank desc, id desc);
