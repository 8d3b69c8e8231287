-- no-transaction
-- Staff's list of deliveries in a state, latest first.
create index concurrently if not exists deliveries_state_idx on deliveries (state, created_at desc, id desc);
