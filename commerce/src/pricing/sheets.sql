-- Arrays are hidden behind sub-selects: seen as constants, each call would be planned anew, and that takes longer than the answer.
with wanted as materialized (
    select id, product_id, min_quantity, content_milli, content_unit from variants where product_id = any((select $1::uuid[])::uuid[]) and is_active
    union
    select id, product_id, min_quantity, content_milli, content_unit from variants where id = any((select $2::uuid[])::uuid[])),
limits as materialized (select id from assortments where id = any((select $3::uuid[])::uuid[]))
select w.id as "variant_id!", w.product_id as "product_id!", w.min_quantity as "fewest!", w.content_milli, w.content_unit,
       pr.vat_class as "vat_class!", pr.is_perishable as "is_perishable!", pr.is_hidden as "is_hidden!", l.id as list_id, l.name as list_name, l.audience, l.includes_vat,
       l.valid_from as list_from, l.valid_to as list_to, p.min_quantity as "min_quantity?", p.unit_price_e4 as "unit_price_e4?",
       p.valid_from as "valid_from?: Timestamp", p.valid_to as "valid_to?: Timestamp"
from wanted w cross join lateral (
    select vat_class, is_perishable, exists (select from limits x where not assortment_shows(x.id, w.product_id)) as is_hidden
    from products where id = w.product_id offset 0) pr
cross join unnest((select $3::uuid[])) with ordinality as u (id, place)
join price_lists l on l.id = u.id and (l.valid_to is null or l.valid_to > $4)
left join lateral (
    select min_quantity, unit_price_e4, valid_from, valid_to from prices
    where variant_id = w.id and price_list_id = u.id and valid_from <= $5 and (valid_to is null or valid_to > $4) offset 0) p on true
order by w.id, u.place, p.min_quantity, p.valid_from
