-- What a price was is evidence (prisinformationslagen § 7 a): the database itself refuses to rewrite it. Only its end may be set.
create trigger prices_are_final before update on prices for each row
    when (row(old.id, old.price_list_id, old.variant_id, old.min_quantity, old.unit_price_e4, old.valid_from, old.created_at, old.created_by)
          is distinct from
          row(new.id, new.price_list_id, new.variant_id, new.min_quantity, new.unit_price_e4, new.valid_from, new.created_at, new.created_by))
    execute function refuse_change();

-- A price that has begun is not taken away either; one that was only planned may be, when another is planned for its moment. The program says what its
-- moment is; without a word the database's own clock holds, with a minute for clocks that differ.
create function refuse_to_lose_price() returns trigger language plpgsql as $$
begin
    if old.valid_from < coalesce(nullif(current_setting('torg.moment', true), '')::timestamptz, now() - interval '1 minute') then
        raise exception 'a price that has been in force is never deleted' using errcode = 'restrict_violation';
    end if;
    return old;
end
$$;
create trigger prices_stay before delete on prices for each row execute function refuse_to_lose_price();
create trigger prices_are_not_emptied before truncate on prices for each statement execute function refuse_change();

-- Two prices never hold at the same moment. Looked up once for all rows of a statement, by the index on the interval's beginning.
create function refuse_overlapping_prices() returns trigger language plpgsql as $$
begin
    if exists (
        select from fresh f join prices p on p.variant_id = f.variant_id and p.price_list_id = f.price_list_id
            and p.min_quantity = f.min_quantity and p.id <> f.id
            and p.valid_from < coalesce(f.valid_to, 'infinity') and f.valid_from < coalesce(p.valid_to, 'infinity')
    ) then
        raise exception 'two prices would hold at the same moment' using errcode = 'exclusion_violation';
    end if;
    return null;
end
$$;
create trigger prices_do_not_overlap after insert on prices referencing new table as fresh
    for each statement execute function refuse_overlapping_prices();
create trigger prices_do_not_grow_together after update on prices referencing new table as fresh
    for each statement execute function refuse_overlapping_prices();
