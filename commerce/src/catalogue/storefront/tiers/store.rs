//! Writing the rows of tiers' prices.

use std::collections::HashMap;

use platform::db::{DbError, Tx};
use uuid::Uuid;

use crate::catalogue::storefront::store::Place;
use crate::ids::AssortmentId;

/// A tier whose prices are kept.
pub(super) struct Kept {
    pub id: i32,
    pub shop_id: Uuid,
    pub tier_code: String,
    pub shows_vat: bool,
    pub currency: Option<String>,
    pub made_to: Option<Uuid>,
    pub is_wanted: bool,
}

impl Kept {
    /// Whether its prices are with VAT, or without, and in this currency.
    pub(super) fn shows(&self, (shows_vat, currency): (bool, &str)) -> bool {
        self.shows_vat == shows_vat && self.currency.as_deref() == Some(currency)
    }
}

/// The tiers of a shop whose rows are to be there.
pub(super) async fn kept(tx: &mut Tx, shop: Uuid) -> Result<Vec<Kept>, DbError> {
    Ok(all(tx, shop)
        .await?
        .into_iter()
        .filter(|of| of.is_wanted)
        .collect())
}

pub(super) async fn all(tx: &mut Tx, shop: Uuid) -> Result<Vec<Kept>, DbError> {
    sqlx::query_as!(
        Kept,
        "select id, shop_id, tier_code, shows_vat, currency::text as currency, made_to, is_wanted from tier_listings where shop_id = $1 order by id",
        shop
    )
    .fetch_all(&mut **tx)
    .await
}

/// Every tier's code.
pub(super) async fn tiers(tx: &mut Tx) -> Result<Vec<String>, DbError> {
    sqlx::query_scalar!("select code from tiers order by code")
        .fetch_all(&mut **tx)
        .await
}

pub(super) async fn insert(
    tx: &mut Tx,
    shop: Uuid,
    tier: &str,
    (shows_vat, currency): (bool, &str),
) -> Result<(), DbError> {
    sqlx::query!(
        "insert into tier_listings (shop_id, tier_code, shows_vat, currency) values ($1, $2, $3, $4) on conflict (shop_id, tier_code) do nothing",
        shop,
        tier,
        shows_vat,
        currency
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Its prices are guests' from now on.
pub(super) async fn let_go(tx: &mut Tx, id: i32) -> Result<(), DbError> {
    sqlx::query!(
        "update tier_listings set is_wanted = false, is_made = false, made_to = null where id = $1",
        id
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Nothing that was made of it can be read.
pub(super) async fn begin_anew(
    tx: &mut Tx,
    id: i32,
    (shows_vat, currency): (bool, &str),
) -> Result<(), DbError> {
    sqlx::query!(
        "update tier_listings set is_made = false, shows_vat = $2, currency = $3, made_to = $4 where id = $1",
        id,
        shows_vat,
        currency,
        Uuid::nil()
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub(super) async fn make_anew(tx: &mut Tx, shop: Uuid, tier: &str) -> Result<(), DbError> {
    sqlx::query!(
        "update tier_listings set made_to = $3 where shop_id = $1 and tier_code = $2 and is_wanted",
        shop,
        tier,
        Uuid::nil()
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// One whose rows are not all made. It is held: whoever has it made anew meanwhile waits for what is noted at the end, and writes after it.
pub(super) async fn unmade(tx: &mut Tx) -> Result<Option<Kept>, DbError> {
    sqlx::query_as!(
        Kept,
        "select id, shop_id, tier_code, shows_vat, currency::text as currency, made_to, is_wanted from tier_listings
         where is_wanted and made_to is not null order by is_made, id limit 1 for no key update"
    )
    .fetch_optional(&mut **tx)
    .await
}

pub(super) async fn note_made_to(tx: &mut Tx, id: i32, last: Uuid) -> Result<(), DbError> {
    sqlx::query!(
        "update tier_listings set made_to = $2 where id = $1",
        id,
        last
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub(super) async fn note_made(tx: &mut Tx, id: i32) -> Result<(), DbError> {
    sqlx::query!(
        "update tier_listings set made_to = null, is_made = true where id = $1",
        id
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// One whose rows are on their way out.
pub(super) async fn unwanted(tx: &mut Tx) -> Result<Option<i32>, DbError> {
    sqlx::query_scalar!("select id from tier_listings where not is_wanted order by id limit 1")
        .fetch_optional(&mut **tx)
        .await
}

/// Takes away some rows; with the last what they were kept for goes, too.
pub(super) async fn clear(tx: &mut Tx, id: i32, limit: i64) -> Result<(), DbError> {
    let gone = sqlx::query!(
        "delete from tier_entries e using (select product_id, category_id from tier_entries where listing_id = $1 limit $2) g
         where e.listing_id = $1 and e.product_id = g.product_id and e.category_id = g.category_id",
        id,
        limit
    )
    .execute(&mut **tx)
    .await?;
    if gone.rows_affected() == 0 {
        sqlx::query!(
            "delete from tier_listings where id = $1 and not is_wanted",
            id
        )
        .execute(&mut **tx)
        .await?;
    }
    Ok(())
}

/// The assortment that limits a tier.
pub(super) async fn assortment_of(
    tx: &mut Tx,
    tier: &str,
) -> Result<Option<AssortmentId>, DbError> {
    sqlx::query_scalar!(
        r#"select id as "id: AssortmentId" from assortments where tier_code = $1 and is_limited"#,
        tier
    )
    .fetch_optional(&mut **tx)
    .await
}

/// Takes the oldest marks that nobody else is taking.
pub(super) async fn take_marked(tx: &mut Tx, limit: i64) -> Result<Vec<Uuid>, DbError> {
    sqlx::query_scalar!(
        "with oldest as materialized (select id from tier_marks order by id limit $1 for update skip locked)
         delete from tier_marks m using oldest o where m.id = o.id returning m.product_id",
        limit
    )
    .fetch_all(&mut **tx)
    .await
}

/// The products of a shop's lists that come after one.
pub(super) async fn next_products(
    tx: &mut Tx,
    shop: Uuid,
    after: Uuid,
    limit: i64,
) -> Result<Vec<Uuid>, DbError> {
    sqlx::query_scalar!(
        "select product_id from listing_entries where shop_id = $1 and category_id = $2 and product_id > $3 order by product_id limit $4",
        shop,
        Uuid::nil(),
        after,
        limit
    )
    .fetch_all(&mut **tx)
    .await
}

/// The cards of products that are for sale, in one language.
pub(super) async fn cards(
    tx: &mut Tx,
    place: &Place,
    products: &[Uuid],
) -> Result<Vec<String>, DbError> {
    // Each is looked up by itself, as the rows of lists are.
    sqlx::query_scalar!(
        r#"select c.card as "card!" from (select distinct id from unnest($3::uuid[]) as u (id)) wanted cross join lateral (
               select card from listing_cards where shop_id = $1 and product_id = wanted.id and locale = $2 limit 1) c"#,
        place.shop_id,
        place.default_locale,
        products
    )
    .fetch_all(&mut **tx)
    .await
}

/// Writes what products, each given once, cost the tier: one row for the whole shop and one for each category of their tags, as everybody's rows are. Of products that are not
/// for sale, and of branches that they have left, the rows go.
pub(super) async fn write(
    tx: &mut Tx,
    shop: Uuid,
    listing: i32,
    products: &[Uuid],
    priced: &HashMap<Uuid, i64>,
) -> Result<(), DbError> {
    let prices: Vec<Option<i64>> = products.iter().map(|id| priced.get(id).copied()).collect();
    // A tag is a category's as minus its ordinal; in eight bytes, since the least number has no opposite in four. What goes is looked up product by product, whatever
    // the planner was told: nobody else writes these rows as long as the listing's lock is held, so what is found is where it was found.
    sqlx::query!(
        "with held as materialized (
             select w.id as product_id, w.price_minor, l.places from unnest($3::uuid[], $4::bigint[]) as w (id, price_minor) left join lateral (
                 select array(
                     select $5::uuid
                     union all
                     select c.id from unnest(e.tags) as t (tag) join categories c on c.ordinal = -(t.tag::bigint)) as places
                 from listing_entries e where shop_id = $1 and category_id = $5 and product_id = w.id and w.price_minor is not null limit 1) l on true),
         gone as (
             delete from tier_entries where ctid = any(array(
                 select e.found_at from held h cross join lateral (
                     select ctid as found_at, category_id from tier_entries where listing_id = $2 and product_id = h.product_id limit 10000) e
                 where h.places is null or e.category_id <> all(h.places))))
         insert into tier_entries (listing_id, product_id, category_id, price_minor)
         select $2, h.product_id, p.category_id, h.price_minor from held h cross join lateral unnest(h.places) as p (category_id)
         on conflict (listing_id, product_id, category_id) do update set price_minor = excluded.price_minor
             where tier_entries.price_minor <> excluded.price_minor",
        shop,
        listing,
        products,
        &prices as &[Option<i64>],
        Uuid::nil()
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}
