//! A product's places in lists, and the counts that go with them.

use std::collections::{BTreeMap, HashMap};

use platform::clock::Timestamp;
use platform::db::{DbError, Tx};
use uuid::Uuid;

use super::Place;

/// A product's place in lists.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::catalogue::storefront) struct Entry {
    pub product_id: Uuid,
    pub price_minor: i64,
    pub popularity: i32,
    pub published_at: Timestamp,
    pub name_sort: String,
    pub is_in_stock: bool,
    pub tags: Vec<i32>,
}

pub(in crate::catalogue::storefront) async fn whole_shop_entries(
    tx: &mut Tx,
    place: &Place,
    ids: &[Uuid],
) -> Result<Vec<Entry>, DbError> {
    sqlx::query_as!(
        Entry,
        // Each is looked up by itself: with figures from before a large import, the planner reads a whole list's index for one product instead.
        "select e.product_id, e.price_minor, e.popularity, e.published_at, e.name_sort, e.is_in_stock, e.tags
         from unnest($3::uuid[]) as wanted (id) cross join lateral (
             select * from listing_entries e where e.shop_id = $1 and e.category_id = $2 and e.product_id = wanted.id limit 1) e",
        place.shop_id,
        Uuid::nil(),
        ids
    )
    .fetch_all(&mut **tx)
    .await
}

pub(in crate::catalogue::storefront) async fn category_ordinals(
    tx: &mut Tx,
) -> Result<HashMap<i32, Uuid>, DbError> {
    let rows = sqlx::query!("select ordinal, id from categories")
        .fetch_all(&mut **tx)
        .await?;
    Ok(rows.into_iter().map(|row| (row.ordinal, row.id)).collect())
}

pub(in crate::catalogue::storefront) async fn delete_entries(
    tx: &mut Tx,
    place: &Place,
    entries: &[(Uuid, Uuid)],
) -> Result<(), DbError> {
    if entries.is_empty() {
        return Ok(());
    }
    let categories: Vec<Uuid> = entries.iter().map(|(category, _)| *category).collect();
    let products: Vec<Uuid> = entries.iter().map(|(_, product)| *product).collect();
    sqlx::query!(
        "delete from listing_entries e using unnest($2::uuid[], $3::uuid[]) as g (category_id, product_id)
         where e.shop_id = $1 and e.category_id = g.category_id and e.product_id = g.product_id",
        place.shop_id,
        &categories,
        &products
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub(in crate::catalogue::storefront) async fn insert_entries(
    tx: &mut Tx,
    place: &Place,
    entries: &[(Uuid, &Entry)],
) -> Result<(), DbError> {
    if entries.is_empty() {
        return Ok(());
    }
    let categories: Vec<Uuid> = entries.iter().map(|(category, _)| *category).collect();
    let products: Vec<Uuid> = entries.iter().map(|(_, e)| e.product_id).collect();
    let prices: Vec<i64> = entries.iter().map(|(_, e)| e.price_minor).collect();
    let popularity: Vec<i32> = entries.iter().map(|(_, e)| e.popularity).collect();
    let published: Vec<Timestamp> = entries.iter().map(|(_, e)| e.published_at).collect();
    let names: Vec<String> = entries.iter().map(|(_, e)| e.name_sort.clone()).collect();
    let in_stock: Vec<bool> = entries.iter().map(|(_, e)| e.is_in_stock).collect();
    // Lists of lists do not travel; each is sent as PostgreSQL writes an array.
    let tags: Vec<String> = entries
        .iter()
        .map(|(_, e)| {
            let tags: Vec<String> = e.tags.iter().map(ToString::to_string).collect();
            format!("{{{}}}", tags.join(","))
        })
        .collect();
    sqlx::query!(
        "insert into listing_entries (shop_id, category_id, product_id, price_minor, popularity, published_at, name_sort, is_in_stock, tags)
         select $1, e.c, e.p, e.price, e.pop, e.pub, e.name, e.stock, e.tags::integer[]
         from unnest($2::uuid[], $3::uuid[], $4::bigint[], $5::integer[], $6::timestamptz[], $7::text[], $8::boolean[], $9::text[])
              as e (c, p, price, pop, pub, name, stock, tags)",
        place.shop_id,
        &categories,
        &products,
        &prices,
        &popularity,
        &published as &[Timestamp],
        &names,
        &in_stock,
        &tags
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub(in crate::catalogue::storefront) async fn change_counts(
    tx: &mut Tx,
    place: &Place,
    changes: &BTreeMap<(Uuid, i32), i64>,
) -> Result<(), DbError> {
    let categories: Vec<Uuid> = changes.keys().map(|(category, _)| *category).collect();
    let tags: Vec<i32> = changes.keys().map(|(_, tag)| *tag).collect();
    let by: Vec<i64> = changes.values().copied().collect();
    sqlx::query!(
        "insert into listing_counts (shop_id, category_id, tag, products)
         select $1, c, t, n from unnest($2::uuid[], $3::integer[], $4::bigint[]) as d (c, t, n)
         on conflict (shop_id, category_id, tag) do update set products = listing_counts.products + excluded.products",
        place.shop_id,
        &categories,
        &tags,
        &by
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}
