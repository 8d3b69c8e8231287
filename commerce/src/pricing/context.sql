with asked as (
    select $2::text as tier_code, $3::uuid as company_id where $4::uuid is null
    union all
    select c.tier_code, m.company_id from customer_sessions s join customers c on c.id = s.customer_id
    left join company_members m on m.company_id = s.company_id and m.customer_id = s.customer_id where s.id = $4),
who as materialized (
    select coalesce(co.tier_code, a.tier_code) as tier_code, co.id as company_id, co.buys_in
    from asked a left join companies co on co.id = a.company_id and co.state = 'active')
select l.id as "id?", b.currency as "currency!", (b.currency = s.currency) as "is_home!", t.shows_vat as "shows_vat!", t.code as "tier!", w.company_id as "company_id?",
       a.id as "assortment_id?", coalesce(a.built_version > 0, false) as "is_listed!",
       coalesce(a.version, 0) as "version!", coalesce(a.built_version = a.version, false) as "is_current!", o.id as "order_id?", coalesce(l.place = 2, false) as "is_tiers!"
from who w join tiers t on t.code = w.tier_code join shops s on s.id = $1
cross join lateral (select coalesce(w.buys_in, t.buys_in, s.currency) as currency) b
left join assortments a on a.tier_code = t.code and a.is_limited
-- The order is one of lists in the shop's own currency. In another a tier's own lists are asked by priority.
left join tier_price_orders o on o.tier_code = t.code and o.shop_id = s.id and b.currency = s.currency
left join lateral (
    -- Without an order the tier's own and guests' lists; with one those of guests' that it does not name.
    select f.id, f.currency, f.priority, (f.tier_code = $6 and t.code <> $6) as is_fallback, 2 as place, f.valid_to
    from price_lists f where f.shop_id = s.id and f.tier_code in (t.code, $6) and f.audience = 'tier' and (o.id is null or f.tier_code = $6)
        and not exists (select from tier_price_lists e where e.order_id = o.id and e.price_list_id = f.id and e.asked_to is null)
    union all
    select p.id, p.currency, e.place, false, 2, p.valid_to from tier_price_lists e join price_lists p on p.id = e.price_list_id
    where e.order_id = o.id and e.asked_to is null and p.shop_id = s.id and p.audience = 'tier'
    union all
    select id, currency, priority, false, 0, valid_to from price_lists where company_id = w.company_id and shop_id = s.id
    union all
    select id, currency, priority, false, 1, valid_to from price_lists
    where shop_id = s.id and audience = 'campaign' and (for_tiers = '{}' or t.code = any(for_tiers))) l
    on l.currency = b.currency and (l.valid_to is null or l.valid_to > $5)
order by l.is_fallback, l.place, l.priority, l.id
