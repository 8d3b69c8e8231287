-- Two batches of an import are applied at the same time; the later one may be done first. Rows from ahead_from up to ahead_to are applied, those between
-- rows_read and ahead_from are not yet.
alter table imports add column ahead_from bigint;
alter table imports add column ahead_to bigint;
alter table imports add constraint imports_ahead_check check ((ahead_from is null) = (ahead_to is null) and ahead_from > rows_read and ahead_to > ahead_from) not valid;
