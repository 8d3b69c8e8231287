-- no-transaction
create index concurrently if not exists customers_email_trgm_idx on customers using gin (lower(email) gin_trgm_ops);
