-- Beside what `fill.sql` has made: a campaign that runs, with a price of each of :campaign articles, those that are looked at among them, lower than what is
-- otherwise paid. For a throw-away database only: parents are left out.
set session_replication_role = replica;
set synchronous_commit = off;
insert into price_lists (id, code, name, shop_id, currency, includes_vat, audience, valid_from, created_at)
values (md5('many')::uuid, 'kampanj-stor', 'Kampanj', md5('shop')::uuid, 'SEK', true, 'campaign', now() - interval '1 day', now()) on conflict do nothing;
insert into prices (id, price_list_id, variant_id, unit_price_e4, valid_from, created_at, created_by)
select md5('many' || n)::uuid, md5('many')::uuid, md5('v' || n)::uuid, 120000000, now() - interval '1 day', now(), 'fill'
from generate_series(0, least(:campaign, :products * 3) - 1) n on conflict do nothing;
vacuum analyze;
