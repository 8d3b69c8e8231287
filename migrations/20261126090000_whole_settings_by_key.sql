-- The same answers as before, found by the setting's key instead of in all settings of the shop put together: a cart asks for one number when it is opened and
-- whenever it is changed, and freight for another.
create or replace function whole_setting(shop uuid, of_key text, lowest integer, highest integer, usual integer) returns integer language plpgsql stable as $$
declare
    held constant jsonb := coalesce(
        (select s.value from settings s where s.shop_id = $1 and s.key = $2 and s.value <> 'null'::jsonb),
        (select s.value from settings s where s.shop_id is null and s.key = $2 and s.value <> 'null'::jsonb));
    number integer;
begin
    if jsonb_typeof(held) = 'number' and (held #>> '{}') ~ '^-?[0-9]{1,9}$' then
        number := (held #>> '{}')::integer;
    end if;
    return case when number between $3 and $4 then number else $5 end;
end
$$;
