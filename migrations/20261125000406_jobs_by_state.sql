-- no-transaction
-- Staff's list of jobs in a state, latest first.
create index concurrently if not exists jobs_state_idx on jobs (state, created_at desc, id desc);
