-- no-transaction
create index concurrently if not exists audit_entries_actor_idx on audit_entries (actor_id, at desc, id desc) where actor_id is not null;
