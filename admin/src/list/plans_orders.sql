do $$
declare
    size constant integer := 60000;
begin
    -- Parents would only take time.
    set local session_replication_role = replica;
    insert into orders (id, number, shop_id, cart_id, state, payment_status, fulfilment_status, confirmed_hash, tier_code, locale, currency,
                        email, phone, customer_name, items_minor, freight_minor, vat_minor, total_minor, freight_label, terms_document_id,
                        delivery_to, prepared_at, placed_at, updated_at)
    select gen_random_uuid(), 'NB-' || 100000 + n, gen_random_uuid(), gen_random_uuid(),
           case when n % 100 < 93 then 'placed' when n % 100 < 97 then 'lapsed' when n % 100 < 99 then 'prepared' else 'cancelled' end,
           case when n % 100 < 93 then 'paid' when n % 100 < 97 then 'void' when n % 100 < 98 then 'refused' when n % 100 < 99 then 'pending'
                else 'refunded' end,
           -- What is left to send is new; and some that lapsed long ago still call themselves so.
           case when n % 100 >= 93 then case when n % 3 = 0 then 'unfulfilled' else 'void' end
                when n > size - 500 then 'unfulfilled' when n % 1000 = 7 then 'returned' else 'delivered' end,
           '\x00', 'consumer', 'sv', 'SEK', 'kund' || n % 20000 || '@example.se', '070',
           case when n % 10 < 6 then 'Anna Andersson' when n % 9973 = 1 then 'Xerxes Xylofon' else 'Kund ' || md5(n::text) end,
           n % 100000, 0, 0, n % 100000, 'Paket', gen_random_uuid(),
           -- Of what is left to send, the oldest is late.
           (now() - (size - n) * interval '20 minutes')::date + 5,
           now() - (size - n) * interval '20 minutes', now() - (size - n) * interval '20 minutes', now()
    from generate_series(1, size) n;
    insert into mails (id, kind, sender, recipient, subject, body_text, locale, state, created_at)
    select gen_random_uuid(), 'order-confirmation', 'hej@nordbod.example', 'kund' || n % 20000 || '@example.se', 'Tack för din order NB-' || n,
           'Hej', 'sv', case when n % 1000 = 1 then 'failed' when n % 1000 = 2 then 'pending' else 'sent' end,
           now() - (size - n) * interval '20 minutes'
    from generate_series(1, size) n;
    insert into outbox_facts (aggregate_kind, aggregate_id, sequence, name, version, payload, actor_kind, actor_name, occurred_at, relayed_at)
    select 'order', gen_random_uuid(), 1, case when n % 5000 = 1 then 'RefundFellDue' else 'OrderPlaced' end, 1, '{}', 'system', 'x', now(), now()
    from generate_series(1, size) n;
    insert into deliveries (id, fact_id, destination, state, attempts, last_error, created_at, updated_at)
    select gen_random_uuid(), id, case when id % 50 = 1 then 'lager' else 'mail' end,
           case when id % 2000 = 1 then 'dead' when id % 2000 = 2 then 'failed' when id % 2000 < 9 then 'pending' else 'acknowledged' end, 1,
           case when id % 2000 < 3 then 'lagret svarade inte' end, now() - (size - id) * interval '20 minutes', now()
    from outbox_facts;
    insert into jobs (id, queue, name, payload, state, run_at, attempts, max_attempts, leased_until, lease, last_error, created_at, updated_at)
    select gen_random_uuid(), case when n % 10 = 1 then 'default' else 'media' end, 'media.make-pictures', '{}',
           case when n % 3000 = 1 then 'failed' when n % 3000 = 2 then 'running' else 'ready' end, now(), case when n % 900 = 5 then 2 else 0 end, 9,
           case when n % 3000 = 2 then now() end, case when n % 3000 = 2 then gen_random_uuid() end,
           case when n % 3000 = 1 then 'bilden gick inte att läsa' end, now() - (size - n) * interval '1 second', now()
    from generate_series(1, size) n;
    insert into staff (id, email, name, created_at, updated_at)
    select gen_random_uuid(), 'p' || n || '@nordbod.example', case when n = 7 then 'Sara Lind' else 'Person ' || n end, now(), now()
    from generate_series(1, 500) n;
    insert into gift_cards (id, shop_id, kind, code_hash, code_hint, currency, issued_minor, balance_minor, state, expires_at, created_at, updated_at)
    select gen_random_uuid(), gen_random_uuid(), 'gift_card', decode(md5(n::text), 'hex'), upper(left(md5(n::text), 4)), 'SEK', 100, 100,
           case when n % 500 = 1 then 'blocked' else 'active' end, now(), now() - (size - n) * interval '1 minute', now()
    from generate_series(1, size) n;
    insert into credit_notes (id, shop_id, number, order_id, amount_minor, vat_minor, currency, issued_at)
    select gen_random_uuid(), gen_random_uuid(), 10000 + n, o.id, 24900, 4980, 'SEK', now() - (size - n) * interval '20 minutes'
    from generate_series(1, size) n, (select id from orders limit 1) o;
    insert into order_invoices (order_id, company_id, amount_minor, currency, due_on, state, created_at, closed_at)
    select o.id, md5('f' || o.n)::uuid, 24900, 'SEK', current_date - 30, s.state, o.prepared_at, case when s.state <> 'open' then now() end
    from (select id, prepared_at, row_number() over (order by prepared_at) as n from orders) o
    cross join lateral (select case when o.n % 1000 = 1 then 'open' when o.n % 500 = 2 then 'void' when o.n % 500 = 3 then 'credited' else 'paid' end as state) s;
    insert into invoices (id, shop_id, number, order_id, order_number, ordered_at, issued_at, due_on, payment_reference, locale, currency, vat_ground,
                          net_minor, vat_minor, total_minor, prepaid_minor, seller_name, seller_org_number, seller_vat_number, seller_street,
                          seller_postcode, seller_city, seller_country, seller_email, seller_phone, seller_bankgiro, seller_iban, seller_bic)
    select gen_random_uuid(), gen_random_uuid(), 10000 + o.n, o.id, 'ORD-' || o.n, o.prepared_at, o.prepared_at, current_date, '1', 'sv', 'SEK', 'home',
           19920, 4980, 24900, 0, '', '', '', '', '', '', 'SE', '', '', '', '', ''
    from (select id, prepared_at, row_number() over (order by prepared_at) as n from orders) o;
    insert into payment_differences (id, order_id, kind, expected_minor, expected_currency, received_minor, received_currency, state, deed, found_at, settled_at)
    select gen_random_uuid(), o.id, 'vendor', 100, 'SEK', 200, 'SEK', case when o.n % 1000 = 1 then 'open' else 'settled' end,
           case when o.n % 1000 = 1 then null else 'accept' end, now() - (size - o.n) * interval '20 minutes', case when o.n % 1000 = 1 then null else now() end
    from (select id, row_number() over (order by prepared_at) as n from orders) o;
    insert into return_cases (id, number, order_id, order_number, kind, state, name, email, locale, reason, made_at, due_at, goods_minor, updated_at,
                              support_rank)
    select gen_random_uuid(), 'RET-' || (10000 + n), (select min(id::text)::uuid from orders), 'ORD-' || (100000 + n), case when n % 10 = 1 then 'complaint' else 'withdrawal' end,
           case when n % 2000 = 1 then 'open' when n % 2000 = 2 then 'awaiting_goods' when n % 2000 = 3 then 'to_refund' when n % 2000 = 4 then 'refunding'
                when n % 2000 = 5 then 'settled' when n % 100 = 6 then 'refused' else 'refunded' end,
           'Elin Ek', 'kund' || n || '@example.se', 'sv', case when n % 10 = 1 then 'defective' end, now() - (size - n) * interval '1 minute',
           now() - (size - n) * interval '1 minute' + interval '14 days', 100, now(),
           case when n % 300 = 1 then 2 when n % 50 = 2 then 1 else 0 end
    from generate_series(1, size) n;
    insert into reviews (id, product_id, order_id, order_number, email, state, stars, heading, body, shown_name, locale, refusal, reports,
                         written_at, published_at, updated_at)
    select gen_random_uuid(), md5('p' || n)::uuid, (select min(id::text)::uuid from orders), 'ORD-' || (100000 + n), 'kund' || n || '@example.se',
           case when n % 2000 = 1 then 'pending' when n % 500 = 2 then 'refused' else 'published' end, 1 + n % 5, 'Bra', md5(n::text), 'Elin E.', 'sv',
           case when n % 2000 <> 1 and n % 500 = 2 then 'off_topic' end, case when n % 3000 = 3 then 1 else 0 end,
           now() - (size - n) * interval '1 minute', now() - (size - n) * interval '1 minute', now()
    from generate_series(1, size) n;
    -- Nearly everything is done by the system to orders; one of the staff does most of the rest, and seldom anything to tiers.
    insert into audit_entries (id, at, actor_kind, actor_id, actor_name, action, subject_kind, subject_id)
    select gen_random_uuid(), now() - (size - n) * interval '1 minute', case when n % 3 = 0 then 'staff' when n % 50 = 1 then 'customer' else 'system' end,
           case when n % 3 = 0 then (select id from staff where name = 'Sara Lind') when n % 50 = 1 then md5('k' || n)::uuid end, 'x',
           case when n % 9000 = 3 then 'tier.changed' when n % 7 = 3 then 'order.noted' else 'order.placed' end,
           case when n % 9000 = 3 then 'tier' else 'order' end, case when n % 9000 <> 3 then md5('o' || n % 20000)::uuid end
    from generate_series(1, 2 * size) n;
end
$$;
