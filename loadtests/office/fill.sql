-- A lopsided shop of :size orders, each with a row, a fact, a delivery and a mail, for measuring the back office's lists. For a throw-away,
-- migrated database only: parents are left out, and the indexes are taken away and made anew.
set session_replication_role = replica;
set synchronous_commit = off;
create temp table defs as select indexname, indexdef from pg_indexes where schemaname='public' and tablename in ('orders','mails','deliveries','outbox_facts','order_lines') and indexname not in (select conname from pg_constraint);
select format('drop index %I', indexname) from defs \gexec
insert into orders (id, number, shop_id, cart_id, state, payment_status, fulfilment_status, confirmed_hash, tier_code, locale, currency, email, phone, customer_name, items_minor, freight_minor, vat_minor, total_minor, freight_label, terms_document_id, prepared_at, placed_at, updated_at)
select md5('o'||n)::uuid, 'NB-' || 100000 + n, '00000000-0000-0000-0000-000000000001', md5('c'||n)::uuid,
 case when n % 100 < 93 then 'placed' when n % 100 < 97 then 'lapsed' when n % 100 < 99 then 'prepared' else 'cancelled' end,
 case when n % 100 < 93 then 'paid' when n % 100 < 97 then 'void' when n % 100 < 98 then 'refused' when n % 100 < 99 then 'pending' else 'refunded' end,
 case when n % 100 >= 93 then case when n % 3 = 0 then 'unfulfilled' else 'void' end when n > :size - 600 then 'unfulfilled' when n % 1000 = 7 then 'returned' else 'delivered' end,
 '\x00', 'consumer', 'sv', 'SEK', 'kund' || n % 500000 || '@example.se', '070',
 (array['Anna','Karin','Bo','Per','Lars','Eva','Maria','Nils','Åsa','Örjan'])[1 + (n * 7) % 10] || ' ' || case when n % 10 < 3 then 'Andersson' when n % 9973 = 1 then 'Xylofon' else initcap(substr(md5((n % 50000)::text), 1, 8)) end,
 n % 1000000, 0, 0, n % 1000000, 'Paket', '00000000-0000-0000-0000-000000000002',
 now() - (:size - n) * interval '10 seconds', now() - (:size - n) * interval '10 seconds', now()
from generate_series(1, :size) n;
insert into order_lines (id, order_id, position, kind, sku, name, quantity, unit_price_e4, total_minor, vat_class, vat_rate_bp, vat_reason, vat_minor)
select md5('l'||n)::uuid, md5('o'||n)::uuid, 1, 'item', 'X', 'Mugg', 1, 1000000, 100, 'standard', 2500, 'S', 20 from generate_series(1, :size) n;
insert into outbox_facts (aggregate_kind, aggregate_id, sequence, name, version, payload, actor_kind, actor_name, occurred_at, relayed_at)
select 'order', md5('o'||n)::uuid, 1, case when n % 5000 = 1 then 'RefundFellDue' else 'OrderPlaced' end, 1, '{}', 'system', 'x', now(), now() from generate_series(1, :size) n;
insert into deliveries (id, fact_id, destination, state, attempts, last_error, created_at, updated_at)
select md5('d'||id)::uuid, id, case when id % 50 = 1 then 'lager' else 'mail' end, case when id % 20000 = 1 then 'dead' when id % 20000 = 2 then 'failed' when id % 20000 < 9 then 'pending' else 'acknowledged' end, 1, case when id % 20000 < 3 then 'lagret svarade inte' end, now() - (:size - id) * interval '10 seconds', now() from outbox_facts;
insert into mails (id, kind, subject_kind, subject_id, sender, recipient, subject, body_text, locale, state, created_at)
select md5('m'||n)::uuid, 'order-confirmation', 'order', md5('o'||n)::uuid, 'hej@nordbod.example', 'kund' || n % 500000 || '@example.se', 'Tack för din order NB-' || 100000+n, 'Hej', 'sv', case when n % 10000 = 1 then 'failed' when n % 10000 = 2 then 'pending' else 'sent' end, now() - (:size - n) * interval '10 seconds' from generate_series(1, :size) n;
select indexdef from defs \gexec
vacuum analyze;
