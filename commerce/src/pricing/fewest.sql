-- What decides the price of the fewest pieces that are sold of each variant of some products (the first parameter) at a moment (the third): of the lists (the second) of
-- tiers and companies the first that has one, and every campaign's. Other lists are not looked into. Sub-selects as in sheets.sql.
with wanted as materialized (
    select id, product_id, min_quantity, content_milli, content_unit from variants where product_id = any((select $1::uuid[])::uuid[]) and is_active),
limits as materialized (select id from assortments where id = any((select $2::uuid[])::uuid[])),
given as materialized (select u.id, u.place from unnest((select $2::uuid[])) with ordinality as u (id, place)),
ordered as materialized (
    select g.place as slot, o.place, o.price_list_id, o.asked_from, o.asked_to from given g join tier_price_lists o on o.order_id = g.id),
asked as materialized (
    select x.slot, x.place, x.asked_from, x.asked_to, l.id, l.name, l.audience, l.includes_vat, l.valid_from, l.valid_to, l.tier_name
    from (
        select g.place as slot, 0 as place, g.id, null::timestamptz as asked_from, null::timestamptz as asked_to from given g
        where not exists (select from ordered o where o.price_list_id = g.id and o.asked_to is null)
        union all
        select slot, place, price_list_id, asked_from, asked_to from ordered
        where (asked_from is null or asked_from <= (select $3::timestamptz)) and (asked_to is null or asked_to > (select $3::timestamptz))) x
    cross join lateral (
        select p.id, p.name, p.audience, p.includes_vat, p.valid_from, p.valid_to, (select t.name::text from tiers t where t.code = p.tier_code) as tier_name
        from price_lists p where p.id = x.id and (p.valid_from is null or p.valid_from <= (select $3::timestamptz))
            and (p.valid_to is null or p.valid_to > (select $3::timestamptz)) offset 0) l)
select w.id as "variant_id!", w.product_id as "product_id!", w.min_quantity as "fewest!", w.content_milli, w.content_unit,
       pr.vat_class as "vat_class!", pr.is_perishable as "is_perishable!", pr.is_hidden as "is_hidden!", d.id as "list_id!", d.name as "list_name!",
       d.tier_name as "tier_name?", d.audience as "audience!", d.includes_vat as "includes_vat!", d.list_from as "list_from?: Timestamp",
       d.list_to as "list_to?: Timestamp", d.asked_from as "asked_from?: Timestamp", d.asked_to as "asked_to?: Timestamp",
       d.min_quantity as "min_quantity?", d.unit_price_e4 as "unit_price_e4?",
       d.valid_from as "valid_from?: Timestamp", d.valid_to as "valid_to?: Timestamp"
from wanted w cross join lateral (
    select vat_class, is_perishable, exists (select from limits x where not assortment_shows(x.id, w.product_id)) as is_hidden
    from products where id = w.product_id offset 0) pr
cross join lateral (
    (select l.slot, l.place, l.id, l.name, l.tier_name, l.audience, l.includes_vat, l.valid_from as list_from, l.valid_to as list_to, l.asked_from, l.asked_to, p.*
     -- In their order already, so that the first with a price ends the search.
     from (select * from asked where audience <> 'campaign' order by slot, place, asked_from nulls first, id offset 0) l cross join lateral (
         select min_quantity, unit_price_e4, valid_from, valid_to from prices
         where variant_id = w.id and price_list_id = l.id and min_quantity <= w.min_quantity
             and valid_from <= (select $3::timestamptz) and (valid_to is null or valid_to > (select $3::timestamptz)) order by min_quantity desc limit 1) p
     order by l.slot, l.place, l.asked_from nulls first, l.id limit 1)
    union all
    (select l.slot, l.place, l.id, l.name, l.tier_name, l.audience, l.includes_vat, l.valid_from, l.valid_to, l.asked_from, l.asked_to, p.*
     from asked l cross join lateral (
         select min_quantity, unit_price_e4, valid_from, valid_to from prices
         where variant_id = w.id and price_list_id = l.id and min_quantity <= w.min_quantity
             and valid_from <= (select $3::timestamptz) and (valid_to is null or valid_to > (select $3::timestamptz)) order by min_quantity desc limit 1) p
     where l.audience = 'campaign')) d
order by w.id, d.slot, d.place, d.asked_from nulls first, d.id
