-- no-transaction
-- Orders that were over before the program said so of their goods. A thousand at a time, so that nobody waits for a lock; only old ones,
-- because the version that still serves may yet place a younger one that is paid too late, and would not take the word back.
do $$
declare
    changed integer;
begin
    loop
        update orders set fulfilment_status = 'void'
        where id in (select id from orders where state in ('lapsed', 'cancelled') and fulfilment_status = 'unfulfilled'
                         and prepared_at < now() - interval '30 days' limit 1000 for update skip locked);
        get diagnostics changed = row_count;
        exit when changed = 0;
        commit;
    end loop;
end
$$;
