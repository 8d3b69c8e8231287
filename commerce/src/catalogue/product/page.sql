-- A product by its id ($1) or its address ($5), whole, with the cards that everybody may see of what goes with it (as in related.sql). Where $7, in whatever state.
with asked as materialized (
    select target_id as id, is_current from slugs where kind = 'product' and locale = $4 and slug = $5
    union all
    select $1::uuid, true where $1::uuid is not null
    -- Said to the planner, who would else take a plan for any values for twice as dear as one for these, and plan at each call.
    limit 1)
select a.id as "id!", x.page as "page?", k.changes as "changes!", k.mark as "mark!",
       (select c.slug from slugs c where not a.is_current and c.target_id = a.id and c.locale = $4 and c.is_current) as moved_to,
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
from asked a cross join (select count(*) as changes, coalesce(bit_xor(hashint8extended(id, 0)), 0) as mark from catalogue_changes) k left join lateral (
    select row_to_json(y)::text as page from (
        select p.code, p.status = 'active' and u.product_id is not null and t.locale is not null as is_shown,
               p.kind = 'gift_card' as is_card, p.origin_country, p.withdrawal_exception, coalesce(u.published_from, $3) as published_at,
               coalesce(t.locale, $4) as locale, coalesce(t.name, '') as name, coalesce(t.subtitle, '') as subtitle,
               coalesce(t.description, '') as description, coalesce(t.safety_warning, '') as safety_warning, t.seo_title, t.seo_description,
               pc.category_id as category,
               case when m.id is not null then json_build_object(
                   'name', m.name, 'postal_address', m.postal_address, 'electronic_address', m.electronic_address, 'country', m.country,
                   'responsible_name', m.responsible_name, 'responsible_postal_address', m.responsible_postal_address,
                   'responsible_electronic_address', m.responsible_electronic_address) end as maker,
               (select json_build_array(r.one, r.two, r.three, r.four, r.five) from product_ratings r where r.product_id = p.id) as rating,
               (select json_agg(json_build_array(c.locale, c.slug) order by c.locale) from slugs c where c.target_id = p.id and c.is_current) as slugs,
               (select json_agg(json_build_object('code', o.code, 'label', o.label, 'values', (
                           select json_agg(json_build_object('code', v.code, 'label', v.label, 'swatch', v.swatch) order by v.position, v.id)
                           from product_option_values v
                           where v.option_id = o.id
                             and exists (select from variant_option_values w join variants b on b.id = w.variant_id and b.is_active
                                         where w.option_value_id = v.id))) order by o.position, o.id)
                from product_options o where o.product_id = p.id) as options,
               (select json_agg(json_build_object('code', a.code, 'label', a.label, 'unit', a.unit, 'words', coalesce(v.label, f.text_value),
                                                  'number_milli', f.number_milli) order by a.position, a.code, f.position, v.position)
                from product_attributes f join attributes a on a.id = f.attribute_id left join attribute_values v on v.id = f.value_id
                where f.product_id = p.id) as facts,
               (select json_agg(json_build_object('variant_id', g.variant_id, 'alt', g.alt, 'focal_x', g.focal_x, 'focal_y', g.focal_y,
                                                  'media_id', i.id, 'hash', encode(i.hash, 'hex'), 'width', i.width, 'height', i.height,
                                                  'has_alpha', i.has_alpha, 'placeholder', i.placeholder, 'dominant_colour', i.dominant_colour)
                                order by g.position, g.id)
                from product_media g join media i on i.id = g.media_id where g.product_id = p.id) as pictures,
               (select json_agg(row_to_json(z) order by z.position, z.sku) from (
                    select v.position, v.id, v.sku, v.gtin, v.is_main, v.option_key, v.weight_g, v.width_mm, v.depth_mm, v.height_mm, v.min_quantity,
                           case when p.kind = 'gift_card' then $6::bigint else l.free end as free,
                           case when p.kind = 'gift_card' then $6::bigint else l.here end as here, l.restock_at, g.least_minor, g.most_minor
                    from variants v left join gift_card_ranges g on g.variant_id = v.id cross join lateral (
                        select coalesce(sum(greatest(s.on_hand - s.reserved - s.allocated + s.backorder_limit, 0)), 0)::bigint as free,
                               coalesce(sum(greatest(s.on_hand - s.reserved - s.allocated, 0)), 0)::bigint as here,
                               min(s.restock_at) as restock_at
                        from stock_levels s join locations k on k.id = s.location_id and k.is_active where s.variant_id = v.id) l
                    where v.product_id = p.id and v.is_active) z) as variants
        from products p
        join shops h on h.id = $2
        left join product_publications u on u.product_id = p.id and u.shop_id = $2 and u.published_from <= $3
             and (u.published_to is null or u.published_to > $3)
        left join lateral (select * from product_translations t where t.product_id = p.id
                      order by (t.locale = $4) desc, (t.locale = h.default_locale) desc, t.locale limit 1) t on true
        left join product_categories pc on pc.product_id = p.id and pc.is_primary
        left join manufacturers m on m.id = p.manufacturer_id
        where p.id = a.id and a.is_current and ($7 or p.status = 'active' and u.product_id is not null and t.locale is not null)) y) x on true
