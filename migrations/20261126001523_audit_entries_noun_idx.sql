-- no-transaction
create index concurrently if not exists audit_entries_noun_idx on audit_entries (subject_kind, actor_kind, at desc, id desc);
