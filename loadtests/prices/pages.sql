-- Companies in a shop that `pages.sh` has filled: :companies of them, :listed with :each prices of their own each, and a Pro list of :pro prices in
-- four quantities each; what stands there already is left out. The prices are not written here: they are given as CSV, to be taken in by COPY. For a throw-away shop
-- only: parents are left out.
set session_replication_role = replica;
set synchronous_commit = off;
create temp table looked_at as
select v.id, row_number() over (order by e.place, v.id) as n from (
    select product_id, min(place) as place from (
        select product_id, category_id, row_number() over (partition by category_id order by popularity desc, product_id) as place from listing_entries) e
    where place <= case when category_id = '00000000-0000-0000-0000-000000000000' then 480 else 24 end group by product_id) e
join variants v on v.product_id = e.product_id;
create temp table ranked as
select v.id, row_number() over (order by l.n nulls last, v.id) as n from variants v left join looked_at l on l.id = v.id;
create unique index on ranked (n);
analyze ranked;
insert into companies (id, number, name, country, org_number, tier_code, created_at, updated_at)
select md5('company' || n)::uuid, 'FTG-' || 900000 + n, 'F', 'SE', n::text, 'pro', now(), now() from generate_series(1, :companies) n on conflict do nothing;
insert into customers (id, number, email, name, locale, created_at, updated_at)
select md5('customer' || n)::uuid, 'KND-' || 900000 + n, 'k' || n || '@last.example', 'K', 'sv', now(), now() from generate_series(1, :companies) n
on conflict do nothing;
insert into company_members (company_id, customer_id, role, created_at, updated_at)
select md5('company' || n)::uuid, md5('customer' || n)::uuid, 'buyer', now(), now() from generate_series(1, :companies) n on conflict do nothing;
insert into customer_sessions (id, customer_id, token_hash, proved_by, proved_at, created_at, last_seen_at, expires_at, company_id)
select md5('session' || n)::uuid, md5('customer' || n)::uuid,
       sha256(translate(rtrim(encode(sha256(('session' || n)::bytea), 'base64'), '='), '+/', '-_')::bytea),
       'password', now(), now(), now(), now() + interval '1 day', md5('company' || n)::uuid from generate_series(1, :companies) n on conflict do nothing;
insert into price_lists (id, code, name, shop_id, currency, includes_vat, audience, company_id, created_at)
select md5('list' || n)::uuid, 'last-' || n, 'Avtal', s.id, s.currency, false, 'company', md5('company' || n)::uuid, now()
from generate_series(1, :listed) n cross join (select id, currency from shops order by id limit 1) s on conflict do nothing;
-- Half of a company's articles are among those that are looked at, the same for all of them. Every tenth pays less for one than anything else in the shop costs.
copy (
    select gen_random_uuid(), l.id, r.id, q, 180000000 - q, now() - interval '90 days', now(), 'fill'
    from ranked r cross join unnest(array[1, 10, 100, 1000]) q
    cross join (select id from price_lists where audience = 'tier' and tier_code = 'pro' order by id limit 1) l
    where r.n <= :pro / 4 and not exists (select from prices p where p.variant_id = r.id and p.price_list_id = l.id)
    union all
    select gen_random_uuid(), md5('list' || c)::uuid, r.id, 1, case when c % 10 = 0 and a.n = 1 then 10000000 else 150000000 end, now() - interval '90 days', now(), 'fill'
    from generate_series(1, :listed) c cross join generate_series(1, :each) a (n)
    join ranked r on r.n = case when a.n <= 100 then a.n else 101 + (c * 7919 + a.n * 104729) % (select count(*) - 101 from ranked) end
    where not exists (select from prices p where p.price_list_id = md5('list' || c)::uuid and p.variant_id = r.id)
) to stdout (format csv);
