-- What a process keeps of a product in its memory holds for as long as nobody has changed what the product's page says: a row for each transaction that has. A row of its
-- own each time, as in listing_marks, so that nobody waits for anybody: which have come is told by their number and sum. They are forgotten after hours, long after
-- whatever was kept before them (commerce/src/catalogue/product/kept.rs).
create table catalogue_changes (
    id bigint generated always as identity constraint catalogue_changes_pkey primary key,
    changed_at timestamptz not null default clock_timestamp()
);

create function note_catalogue_change() returns trigger language plpgsql as $$
begin
    if current_setting('torg.catalogue_noted', true) is distinct from pg_current_xact_id()::text then
        insert into catalogue_changes default values;
        perform set_config('torg.catalogue_noted', pg_current_xact_id()::text, true);
    end if;
    return null;
end
$$;
