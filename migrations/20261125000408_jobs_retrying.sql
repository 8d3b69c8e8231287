-- no-transaction
-- Jobs that wait after a try that failed.
create index concurrently if not exists jobs_retrying_idx on jobs (created_at desc, id desc) where state = 'ready' and attempts > 0;
