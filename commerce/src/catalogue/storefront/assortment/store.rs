//! Writing the rows of assortments' lists.

use platform::db::{DbError, Tx};
use uuid::Uuid;

use crate::ids::{AssortmentId, ProductId};

/// Takes away the rows of products that are no longer in the assortment, or that everybody's lists say something else of, or its tier's prices.
pub(super) async fn drop_changed(
    tx: &mut Tx,
    id: AssortmentId,
    shop: Uuid,
    products: &[Uuid],
) -> Result<(), DbError> {
    // Each is looked up by itself, as everybody's rows are: a shop's whole index would else be read for one product, and one set be gone through for each row of
    // another. Nobody else writes these rows as long as the listing's lock is held, so what is found is where it was found.
    sqlx::query!(
        "with stale as materialized (
             select e.found_at from unnest($3::uuid[]) as wanted (id)
             left join lateral (
                 select l.*, coalesce(t.price_minor, l.price_minor) as price from (
                     select * from listing_entries where shop_id = $2 and category_id = $4 and product_id = wanted.id limit 1) l
                 left join lateral (
                     select e.price_minor from assortments a join tier_listings k on k.tier_code = a.tier_code and k.shop_id = $2 and k.is_wanted
                     join tier_entries e on e.listing_id = k.id and e.product_id = l.product_id and e.category_id = $4 where a.id = $1 limit 1) t on true
                 where assortment_shows($1, l.product_id)) h on true
             cross join lateral (
                 select ctid as found_at, * from assortment_entries where assortment_id = $1 and shop_id = $2 and product_id = wanted.id
                 limit 10000) e
             where (h.price, h.popularity, h.published_at, h.name_sort, h.is_in_stock, h.tags)
                 is distinct from (e.price_minor, e.popularity, e.published_at, e.name_sort, e.is_in_stock, e.tags)),
         gone as (
             delete from assortment_entries where ctid = any(array(select found_at from stale)) returning category_id, tags)
         insert into assortment_counts (assortment_id, shop_id, category_id, tag, products)
         select $1, $2, g.category_id, t.tag, -count(*) from gone g cross join lateral unnest(g.tags || 0) as t (tag)
         group by g.category_id, t.tag order by g.category_id, t.tag
         on conflict (assortment_id, shop_id, category_id, tag) do update set products = assortment_counts.products + excluded.products",
        id.0,
        shop,
        products,
        Uuid::nil()
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Adds the rows of products that are in the assortment and have none in it: one for the whole shop and one for each category of their tags.
pub(super) async fn add_missing(
    tx: &mut Tx,
    id: AssortmentId,
    shop: Uuid,
    products: &[Uuid],
) -> Result<(), DbError> {
    // A tag is a category's as minus its ordinal; in eight bytes, since the least number has no opposite in four.
    sqlx::query!(
        "with held as materialized (
             select l.product_id, coalesce(t.price_minor, l.price_minor) as price_minor, l.popularity, l.published_at, l.name_sort, l.is_in_stock, l.tags
             from unnest($3::uuid[]) as wanted (id) cross join lateral (
                 select * from listing_entries where shop_id = $2 and category_id = $4 and product_id = wanted.id limit 1) l
             left join lateral (
                 select e.price_minor from assortments a join tier_listings k on k.tier_code = a.tier_code and k.shop_id = $2 and k.is_wanted
                 join tier_entries e on e.listing_id = k.id and e.product_id = l.product_id and e.category_id = $4 where a.id = $1 limit 1) t on true
             left join lateral (
                 select true as is_there from assortment_entries e
                 where e.assortment_id = $1 and e.shop_id = $2 and e.category_id = $4 and e.product_id = l.product_id limit 1) e on true
             where e.is_there is null and assortment_shows($1, l.product_id)),
         come as (
             insert into assortment_entries (assortment_id, shop_id, category_id, product_id, price_minor, popularity, published_at, name_sort,
                                             is_in_stock, tags)
             select $1, $2, p.category_id, h.product_id, h.price_minor, h.popularity, h.published_at, h.name_sort, h.is_in_stock, h.tags
             from held h cross join lateral (
                 select $4::uuid as category_id
                 union all
                 select c.id from unnest(h.tags) as t (tag) join categories c on c.ordinal = -(t.tag::bigint)) p
             on conflict (assortment_id, shop_id, category_id, product_id) do nothing
             returning category_id, tags)
         insert into assortment_counts (assortment_id, shop_id, category_id, tag, products)
         select $1, $2, n.category_id, t.tag, count(*) from come n cross join lateral unnest(n.tags || 0) as t (tag)
         group by n.category_id, t.tag order by n.category_id, t.tag
         on conflict (assortment_id, shop_id, category_id, tag) do update set products = assortment_counts.products + excluded.products",
        id.0,
        shop,
        products,
        Uuid::nil()
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// The products of everybody's lists that come after one, shop by shop.
pub(super) async fn next_products(
    tx: &mut Tx,
    last: Option<(Uuid, ProductId)>,
    limit: i64,
) -> Result<Vec<(Uuid, ProductId)>, DbError> {
    let (shop, product) = last.map_or((Uuid::nil(), Uuid::nil()), |(shop, id)| (shop, id.0));
    let rows = sqlx::query!(
        r#"select shop_id as "shop_id!", product_id as "product_id!" from (
               (select shop_id, product_id from listing_entries where shop_id = $1 and category_id = $3 and product_id > $2
                order by product_id limit $4)
               union all
               (select n.shop_id, l.product_id from (select id as shop_id from shops where id > $1 order by id limit 100) n
                cross join lateral (select product_id from listing_entries where shop_id = n.shop_id and category_id = $3
                                    order by product_id limit $4) l
                order by n.shop_id, l.product_id limit $4)) found
           order by shop_id, product_id limit $4"#,
        shop,
        product,
        Uuid::nil(),
        limit
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| (row.shop_id, ProductId(row.product_id)))
        .collect())
}

/// Takes away some rows of an assortment that limits nothing any more; with the last the counts go, too. Gives how many.
pub(super) async fn clear(tx: &mut Tx, id: AssortmentId, limit: i64) -> Result<u64, DbError> {
    let gone = sqlx::query!(
        "delete from assortment_entries e using (
             select shop_id, category_id, product_id from assortment_entries where assortment_id = $1 limit $2) g
         where e.assortment_id = $1 and e.shop_id = g.shop_id and e.category_id = g.category_id and e.product_id = g.product_id",
        id.0,
        limit
    )
    .execute(&mut **tx)
    .await?
    .rows_affected();
    if gone == 0 {
        sqlx::query!(
            "delete from assortment_counts where assortment_id = $1",
            id.0
        )
        .execute(&mut **tx)
        .await?;
    }
    Ok(gone)
}
