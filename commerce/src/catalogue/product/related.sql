-- What goes with a product, of an assortment's lists ($4) where one limits, with the cards that everybody may see.
with candidates as (
    (select related_id as id, 0 as rank, position::bigint as n from related_products where product_id = $1 order by position limit 8)
    union all
    (select product_id, 1, row_number() over (order by popularity desc, product_id) from (
        (select product_id, popularity from listing_entries
         where $4::uuid is null and shop_id = $2 and category_id = coalesce((select category_id from product_categories where product_id = $1 and is_primary), '00000000-0000-0000-0000-000000000000')
         order by popularity desc, product_id limit 9)
        union all
        (select product_id, popularity from assortment_entries
         where assortment_id = $4 and shop_id = $2 and category_id = coalesce((select category_id from product_categories where product_id = $1 and is_primary), '00000000-0000-0000-0000-000000000000')
         order by popularity desc, product_id limit 9)) as neighbours)),
chosen as (select id, min(rank) as rank, min(n) as n from candidates where id <> $1 group by id order by 2, 3 limit 8)
select c.id as "id!", d.card as "card?" from chosen c
left join listing_cards d on d.shop_id = $2 and d.product_id = c.id and d.locale = $3
order by c.rank, c.n
