-- no-transaction
-- The same to one destination.
create index concurrently if not exists deliveries_destination_state_idx on deliveries (destination, state, created_at desc, id desc);
