-- When the owner of an account that nobody has used for years was told that it will be erased.

alter table customers add column unused_told_at timestamptz;
