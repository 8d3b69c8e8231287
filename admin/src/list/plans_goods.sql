do $$
declare
    size constant integer := 60000;
begin
    -- Parents would only take time.
    set local session_replication_role = replica;
    insert into products (id, code, vat_class, status, created_at, updated_at)
    select md5('p' || n)::uuid, 'kod-' || n, 'standard', case when n % 4000 = 1 then 'draft' when n % 4000 = 2 then 'archived' else 'active' end,
           now(), now() - (size - n) * interval '1 minute'
    from generate_series(1, size) n;
    insert into product_translations (product_id, locale, name)
    select md5('p' || n)::uuid, 'sv', case when n % 10 < 6 then 'Mugg i stengods' when n % 9973 = 1 then 'Xylofon' else 'Sak ' || md5(n::text) end
    from generate_series(1, size) n;
    insert into variants (id, product_id, sku, is_main, created_at, updated_at)
    select md5('v' || n)::uuid, md5('p' || n)::uuid, 'SKU-' || n, true, now(), now() from generate_series(1, size) n;
    insert into watched_variants (id, shop_id, variant_id, product_id, waiting)
    select gen_random_uuid(), md5('s')::uuid, md5('v' || n)::uuid, md5('p' || n)::uuid, case when n % 50 = 1 then n else 0 end
    from generate_series(1, size, 5) n;
    insert into stock_watches (id, shop_id, variant_id, customer_id, locale, state, asked_at, confirmed_at, created_at)
    select gen_random_uuid(), md5('s')::uuid, md5('v' || (case when n % 50 = 1 then n else 1 end))::uuid, md5('k' || n)::uuid, 'sv', 'waiting', now(), now(), now()
    from generate_series(1, size) n;
    insert into price_lists (id, code, name, shop_id, currency, includes_vat, audience, company_id, created_at, updated_at)
    select gen_random_uuid(), 'avtal-' || n, case when n % 10 < 6 then 'Avtal' else 'Lista ' || md5(n::text) end, gen_random_uuid(), 'SEK', false,
           case when n % 3000 = 1 then 'campaign' else 'company' end, case when n % 3000 = 1 then null else gen_random_uuid() end,
           now(), now() - (size - n) * interval '1 minute'
    from generate_series(1, size) n;
    insert into rehearsals (id, number, shop_id, country, tier_code, name, currency, shows_vat, asked_at, at, state, articles, done_at)
    select gen_random_uuid(), 'REP-' || n, md5('s')::uuid, 'SE', 'pro', 'Pro', 'SEK', false, now(), now(), 'done', 0, now()
    from unnest(array[1, 2, 3, 900000]) n;
    -- Nearly all are of one answer, and few of them to be looked over.
    insert into rehearsal_differences (rehearsal, rank, variant_id, product_id, sku, quantity, now_e4, then_e4, is_below_margin, lacks_prior, is_by_promotion)
    select case when n % 100 < 3 then 'REP-' || 1 + n % 100 else 'REP-900000' end, case when n % 1000 = 7 then 2000000000000 else 0 end - n,
           md5('v' || n)::uuid, md5('p' || n)::uuid, 'ART-' || n, 1, 100, 90, n % 1000 = 7, n % 500 = 8, n % 3 = 0
    from generate_series(1, size) n;
    insert into promotions (id, shop_id, name, label, state, kind, currency, starts_at, created_at, updated_at)
    select gen_random_uuid(), gen_random_uuid(), case when n = 7 then 'Jul' else 'Kampanj ' || n end, '{}',
           case when n % 10 = 1 then 'active' when n % 10 = 2 then 'draft' when n % 10 = 3 then 'paused' else 'ended' end, 'free_freight', 'SEK', now(),
           now() - n * interval '1 hour', now()
    from generate_series(1, 3000) n;
    insert into companies (id, number, name, country, org_number, tier_code, state, created_at, updated_at)
    select md5('f' || n)::uuid, 'FTG-' || n, case when n % 10 < 6 then 'Bolaget AB' when n % 9973 = 1 then 'Xylofon AB' else 'Firma ' || md5(n::text) end,
           'SE', lpad(n::text, 10, '0'), 'pro', case when n % 4000 = 1 then 'closed' else 'active' end,
           now() - (size - n) * interval '1 minute', now()
    from generate_series(1, size) n;
    insert into customers (id, number, email, name, phone, locale, state, erased_at, tier_code, created_at, updated_at)
    select md5('k' || n)::uuid, 'KND-' || n, 'kund' || n || '@example.se', case when n % 9973 = 1 then 'Xerxes Xylofon' else 'Kund ' || n end,
           '+4670' || lpad(n::text, 7, '0'), 'sv', case when n % 4000 = 1 then 'closed' when n % 50 = 2 then 'erased' else 'active' end,
           case when n % 4000 <> 1 and n % 50 = 2 then now() end, case when n % 300 = 1 then 'pro' else 'user' end,
           now() - (size - n) * interval '1 minute', now()
    from generate_series(1, size) n;
    insert into quotations (id, number, company_id, asked_by, shop_id, locale, currency, state, version, valid_until, total_minor, closed_by, order_id,
                            created_at, updated_at)
    select gen_random_uuid(), 'O-' || n, md5('f' || n)::uuid, md5('k' || n)::uuid, md5('s' || n)::uuid, 'sv', 'SEK',
           s.state, case when s.state in ('asked', 'withdrawn') then 0 else 1 end, case when s.state not in ('asked', 'withdrawn') then current_date end,
           case when s.state not in ('asked', 'withdrawn') then 100 end, case when s.state in ('declined', 'withdrawn') then 'customer' end,
           case when s.state = 'ordered' then md5('qo' || n)::uuid end, now() - (size - n) * interval '1 minute', now()
    from generate_series(1, size) n
    cross join lateral (select case when n % 4000 = 1 then 'asked' when n % 4000 = 2 then 'offered' when n % 50 = 3 then 'declined' when n % 50 = 4 then 'withdrawn'
                                    when n % 3 = 0 then 'expired' else 'ordered' end as state) s;
    insert into tier_applications (id, customer_id, tier_code, company_name, country, org_number, invoice_email, state, reason, decided_at, company_id,
                                   locale, created_at, updated_at)
    select gen_random_uuid(), md5('k' || n)::uuid, 'pro', case when n % 10 < 6 then 'Bolaget AB' when n % 9973 = 1 then 'Xylofon AB' else md5(n::text) end,
           'SE', lpad(n::text, 10, '0'), 'x@example.se', case when n % 4000 = 1 then 'waiting' when n % 50 = 2 then 'refused' else 'approved' end, 'x',
           case when n % 4000 <> 1 then now() end, case when n % 4000 <> 1 and n % 50 <> 2 then md5('f' || n)::uuid end, 'sv',
           now() - (size - n) * interval '1 minute', now()
    from generate_series(1, size) n;
end
$$;
