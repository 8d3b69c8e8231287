-- Beside what `pages.sql` has made: a campaign for Pro that runs, with a price of each of :campaign articles, those that are looked at first; and :private
-- products that guests have no price of any more and Pro has, the least sold ones, which stand in no guest's list. The program makes their rows; it is to
-- be waited for until `listing_marks` is empty. For a throw-away shop only: parents are left out.
set session_replication_role = replica;
set synchronous_commit = off;
create temp table looked_at as
select v.id, row_number() over (order by v.id) as n from variants v where v.product_id in (
    select product_id from (select product_id, category_id, row_number() over (partition by category_id order by popularity desc, product_id) as place
                            from listing_entries) e
    where place <= case when category_id = '00000000-0000-0000-0000-000000000000' then 480 else 24 end);
create temp table ranked as
select v.id, v.product_id, row_number() over (order by l.n nulls last, v.id) as n, l.id is not null as is_looked_at
from variants v left join looked_at l on l.id = v.id;
analyze ranked;
insert into price_lists (id, code, name, shop_id, currency, includes_vat, audience, for_tiers, valid_from, created_at)
select md5('many')::uuid, 'last-kampanj', 'Kampanj', id, currency, false, 'campaign', '{pro}', now() - interval '1 day', now() from shops order by id limit 1
on conflict do nothing;
insert into prices (id, price_list_id, variant_id, unit_price_e4, valid_from, created_at, created_by)
select md5('many' || n)::uuid, md5('many')::uuid, id, 120000000, now() - interval '1 day', now(), 'fill' from ranked where n <= :campaign on conflict do nothing;
create temp table hidden as
select e.product_id from listing_entries e where e.category_id = '00000000-0000-0000-0000-000000000000'
    and not exists (select from ranked r where r.product_id = e.product_id and r.is_looked_at)
order by e.popularity, e.product_id desc limit :private;
insert into prices (id, price_list_id, variant_id, unit_price_e4, valid_from, created_at, created_by)
select md5('own' || r.n)::uuid, l.id, r.id, 170000000, now() - interval '90 days', now(), 'fill' from hidden h join ranked r on r.product_id = h.product_id
cross join (select id from price_lists where audience = 'tier' and tier_code = 'pro' order by id limit 1) l on conflict do nothing;
update prices p set valid_to = now() from price_lists l, hidden h join ranked r on r.product_id = h.product_id
where l.id = p.price_list_id and l.tier_code = 'consumer' and p.variant_id = r.id and p.valid_to is null and p.valid_from < now();
set session_replication_role = origin;
insert into listing_marks (product_id, marked_at) select product_id, now() from hidden;
insert into jobs (id, queue, name, payload, run_at, max_attempts, created_at, updated_at)
values (gen_random_uuid(), 'catalogue', 'commerce.refresh-listing', '{}', now(), 12, now(), now());
vacuum analyze;
