-- no-transaction
create index concurrently if not exists media_unnamed_idx on media (created_at) where file_name is null;
