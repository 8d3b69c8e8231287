-- A setting that is a whole number, as statements read it: what is laid down where it is a whole number within bounds, else the usual one, as the program
-- reads it. Whatever else stands there by somebody's hand, it is no error.
create function whole_setting(shop uuid, of_key text, lowest integer, highest integer, usual integer) returns integer language sql stable as $$
    select case when w.number between $3 and $4 then w.number else $5 end
    from (select case when jsonb_typeof(h.held) = 'number' and (h.held #>> '{}') ~ '^-?[0-9]{1,9}$' then (h.held #>> '{}')::integer end as number
          from (select settings_of($1) -> $2 as held) h) w
$$;
