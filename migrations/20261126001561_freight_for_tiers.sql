-- Ways of freight that only people of some tiers may choose. Empty: everybody.
alter table freight_methods add column for_tiers text[] not null default '{}';
-- Against silent overwrite.
alter table freight_methods add column row_version integer not null default 1;
