-- no-transaction
create index concurrently if not exists audit_entries_actor_kind_idx on audit_entries (actor_kind, at desc, id desc);
