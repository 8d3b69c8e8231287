-- no-transaction
-- The same in one queue.
create index concurrently if not exists jobs_queue_state_idx on jobs (queue, state, created_at desc, id desc);
