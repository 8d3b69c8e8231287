-- A shop with :products products of three variants, and prices for :companies companies of 200 articles each; the Pro list has :pro prices of four
-- quantities each. May be run again with larger numbers of companies and prices. For a throw-away, migrated database only: parents are left out.
set session_replication_role = replica;
set synchronous_commit = off;
insert into shops (id, code, name, legal_name, org_number, vat_number, street, postcode, city, country, email, phone, currency, default_locale, countries, created_at)
values (md5('shop')::uuid, 'shop', 'S', 'S', '1', '1', '', '', '', 'SE', '', '', 'SEK', 'sv', '{SE}', now()) on conflict do nothing;
insert into products (id, code, vat_class, created_at, updated_at)
select md5('p' || n)::uuid, 'p' || n, 'standard', now(), now() from generate_series(0, :products - 1) n on conflict do nothing;
insert into variants (id, product_id, sku, option_key, created_at, updated_at)
select md5('v' || n)::uuid, md5('p' || n / 3)::uuid, 'V-' || n, n::text, now(), now() from generate_series(0, :products * 3 - 1) n on conflict do nothing;
insert into price_lists (id, code, name, shop_id, currency, includes_vat, audience, tier_code, created_at)
values (md5('consumer')::uuid, 'consumer', 'Konsument', md5('shop')::uuid, 'SEK', true, 'tier', 'consumer', now()),
       (md5('pro')::uuid, 'pro', 'Pro', md5('shop')::uuid, 'SEK', false, 'tier', 'pro', now()) on conflict do nothing;
insert into companies (id, number, name, country, org_number, tier_code, created_at, updated_at)
select md5('company' || n)::uuid, 'FTG-' || n, 'F', 'SE', n::text, 'pro', now(), now() from generate_series(1, :companies) n on conflict do nothing;
insert into company_members (company_id, customer_id, role, created_at, updated_at)
select md5('company' || n)::uuid, md5('customer' || n)::uuid, 'buyer', now(), now() from generate_series(1, :companies) n on conflict do nothing;
insert into customers (id, number, email, name, locale, created_at, updated_at)
select md5('customer' || n)::uuid, 'KND-' || n, 'k' || n || '@x.se', 'K', 'sv', now(), now() from generate_series(1, :companies) n on conflict do nothing;
insert into customer_sessions (id, customer_id, token_hash, proved_by, proved_at, created_at, last_seen_at, expires_at, company_id)
select md5('session' || n)::uuid, md5('customer' || n)::uuid, decode(md5('session' || n), 'hex'), 'password', now(), now(), now(), now() + interval '1 day',
       md5('company' || n)::uuid from generate_series(1, :companies) n on conflict do nothing;
insert into price_lists (id, code, name, shop_id, currency, includes_vat, audience, company_id, created_at)
select md5('list' || n)::uuid, 'avtal-' || n, 'Avtal', md5('shop')::uuid, 'SEK', false, 'company', md5('company' || n)::uuid, now()
from generate_series(1, :companies) n on conflict do nothing;
-- Two years of campaigns for everyone, one a month, the last of them running; each lowers the 24 products that are looked at.
insert into price_lists (id, code, name, shop_id, currency, includes_vat, audience, valid_from, valid_to, created_at)
select md5('campaign' || n)::uuid, 'kampanj-' || n, 'Kampanj', md5('shop')::uuid, 'SEK', true, 'campaign', now() - n * interval '30 days',
       now() - n * interval '30 days' + interval '14 days', now() from generate_series(0, 23) n on conflict do nothing;
insert into prices (id, price_list_id, variant_id, unit_price_e4, valid_from, created_at, created_by)
select md5('k' || c || '-' || n)::uuid, md5('campaign' || c)::uuid, md5('v' || n)::uuid, 199000000 - c * 1000000, now() - c * interval '30 days', now(), 'fill'
from generate_series(0, 23) c cross join generate_series(0, 71) n on conflict do nothing;
-- Consumers' prices; Pro's by quantity; each company's 200 articles, the same 24 products (72 variants) among them for all.
insert into prices (id, price_list_id, variant_id, unit_price_e4, valid_from, created_at, created_by)
select md5('c' || n)::uuid, md5('consumer')::uuid, md5('v' || n)::uuid, 249000000, now() - interval '90 days', now(), 'fill' from generate_series(0, :products * 3 - 1) n
on conflict do nothing;
insert into prices (id, price_list_id, variant_id, min_quantity, unit_price_e4, valid_from, created_at, created_by)
select md5('pro' || n || '-' || q)::uuid, md5('pro')::uuid, md5('v' || n)::uuid, q, 180000000 - q, now() - interval '90 days', now(), 'fill'
from generate_series(0, :pro / 4 - 1) n cross join unnest(array[1, 10, 100, 1000]) q on conflict do nothing;
insert into prices (id, price_list_id, variant_id, unit_price_e4, valid_from, created_at, created_by)
select md5('l' || c || '-' || n)::uuid, md5('list' || c)::uuid, md5('v' || case when n < 72 then n else 72 + (n * 1000::bigint + c) % (:products * 3 - 72) end)::uuid, 150000000,
       now() - interval '90 days', now(), 'fill'
from generate_series(1, :companies) c cross join generate_series(0, 199) n on conflict do nothing;
vacuum analyze;
