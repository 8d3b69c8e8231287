-- Against silent overwrite of a shop's facts. The version before this one writes them without it; the next change by this one counts on.
alter table shops add column row_version integer not null default 1;
