-- Of a product by its id ($1) or its address ($5) what moves though nobody changes the product: its publication, stock and stars, the cards of what goes with it; and
-- by which changes of the catalogue is to be told whether what is kept of it still holds.
with asked as materialized (
    select target_id as id, is_current from slugs where kind = 'product' and locale = $4 and slug = $5
    union all
    select $1::uuid, true where $1::uuid is not null
    limit 1)
select a.id as "id!", a.is_current as "is_current!", u.published_from as "published_from?: Timestamp", k.changes as "changes!", k.mark as "mark!",
       (select c.slug from slugs c where not a.is_current and c.target_id = a.id and c.locale = $4 and c.is_current) as moved_to,
       (select json_build_array(r.one, r.two, r.three, r.four, r.five)::text from product_ratings r where r.product_id = a.id) as rating,
       (select json_agg(json_build_array(f.variant_id, f.free, f.here, f.restock_at))::text from (
           select s.variant_id, sum(greatest(s.on_hand - s.reserved - s.allocated + s.backorder_limit, 0))::bigint as free,
                  sum(greatest(s.on_hand - s.reserved - s.allocated, 0))::bigint as here, min(s.restock_at) as restock_at
           from variants v join stock_levels s on s.variant_id = v.id join locations l on l.id = s.location_id and l.is_active
           where v.product_id = a.id and v.is_active group by s.variant_id) f) as stock,
       array(select d.card from (
           select n.id, min(n.rank) as rank, min(n.n) as n from (
               (select related_id as id, 0 as rank, position::bigint as n from related_products where product_id = a.id order by position limit 8)
               union all
               (select product_id, 1, row_number() over (order by popularity desc, product_id) from (
                   select product_id, popularity from listing_entries
                   where shop_id = $2 and category_id = coalesce((select category_id from product_categories where product_id = a.id and is_primary), '00000000-0000-0000-0000-000000000000')
                   order by popularity desc, product_id limit 9) as neighbours)) n
           where a.is_current and n.id <> a.id group by n.id order by 2, 3 limit 8) c
           join listing_cards d on d.shop_id = $2 and d.product_id = c.id and d.locale = $4 order by c.rank, c.n) as "related!"
from asked a cross join (select count(*) as changes, coalesce(bit_xor(hashint8extended(id, 0)), 0) as mark from catalogue_changes) k
left join product_publications u on u.product_id = a.id and u.shop_id = $2 and u.published_from <= $3 and (u.published_to is null or u.published_to > $3)
