-- no-transaction
create index concurrently if not exists credit_notes_issued_idx on credit_notes (issued_at desc, id desc);
