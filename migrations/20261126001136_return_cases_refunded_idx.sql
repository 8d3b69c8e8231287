-- no-transaction
create index concurrently if not exists return_cases_refunded_idx on return_cases (closed_at) where state = 'refunded';
