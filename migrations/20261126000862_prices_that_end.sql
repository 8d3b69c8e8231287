-- no-transaction
create index concurrently if not exists prices_end_idx on prices (valid_to) where valid_to is not null;
