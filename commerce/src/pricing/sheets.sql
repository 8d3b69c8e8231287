-- What is asked for is hidden behind sub-selects, moments too: seen as constants, each call would be planned anew, and that takes longer than the answer.
with wanted as materialized (
    select id, product_id, min_quantity, content_milli, content_unit from variants where product_id = any((select $1::uuid[])::uuid[]) and is_active
    union
    select id, product_id, min_quantity, content_milli, content_unit from variants where id = any((select $2::uuid[])::uuid[])),
limits as materialized (select id from assortments where id = any((select $3::uuid[])::uuid[])),
given as materialized (select u.id, u.place from unnest((select $3::uuid[])) with ordinality as u (id, place)),
-- What stands in a tier's order, and what stood in it: the order's own id is given where its lists have their place.
ordered as materialized (
    select g.place as slot, o.place, o.price_list_id, o.asked_from, o.asked_to
    from given g join tier_price_lists o on o.order_id = g.id and (o.asked_to is null or o.asked_to > (select $4::timestamptz))),
asked as materialized (
    select x.slot, x.place, x.asked_from, x.asked_to, l.id, l.name, l.audience, l.includes_vat, l.valid_from, l.valid_to, l.tier_name
    from (
        select g.place as slot, 0 as place, g.id, null::timestamptz as asked_from, null::timestamptz as asked_to from given g
        where not exists (select from ordered o where o.price_list_id = g.id and o.asked_to is null)
        union all
        select slot, place, price_list_id, asked_from, asked_to from ordered) x
    cross join lateral (
        select p.id, p.name, p.audience, p.includes_vat, p.valid_from, p.valid_to, (select t.name::text from tiers t where t.code = p.tier_code) as tier_name
        from price_lists p where p.id = x.id and (p.valid_to is null or p.valid_to > (select $4::timestamptz)) offset 0) l)
select w.id as "variant_id!", w.product_id as "product_id!", w.min_quantity as "fewest!", w.content_milli, w.content_unit,
       pr.vat_class as "vat_class!", pr.is_perishable as "is_perishable!", pr.is_hidden as "is_hidden!", l.id as "list_id!", l.name as "list_name!",
       l.tier_name as "tier_name?", l.audience as "audience!", l.includes_vat as "includes_vat!", l.valid_from as "list_from?: Timestamp",
       l.valid_to as "list_to?: Timestamp", l.asked_from as "asked_from?: Timestamp", l.asked_to as "asked_to?: Timestamp",
       p.min_quantity as "min_quantity?", p.unit_price_e4 as "unit_price_e4?",
       p.valid_from as "valid_from?: Timestamp", p.valid_to as "valid_to?: Timestamp"
from wanted w cross join lateral (
    select vat_class, is_perishable, exists (select from limits x where not assortment_shows(x.id, w.product_id)) as is_hidden
    from products where id = w.product_id offset 0) pr
cross join asked l
left join lateral (
    select min_quantity, unit_price_e4, valid_from, valid_to from prices
    where variant_id = w.id and price_list_id = l.id and valid_from <= (select $5::timestamptz) and (valid_to is null or valid_to > (select $4::timestamptz)) offset 0) p on true
order by w.id, l.slot, l.place, l.asked_from nulls first, l.id, p.min_quantity, p.valid_from
