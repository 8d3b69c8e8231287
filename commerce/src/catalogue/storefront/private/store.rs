//! Writing the rows of private articles.

use platform::clock::Timestamp;
use platform::db::{DbError, Tx};
use uuid::Uuid;

use super::OwnPrice;
use crate::catalogue::storefront::store::{Entry, Place, columns};
use crate::pricing::GUEST_TIER;

/// What products cost now by lists that guests do not see, for as few as are sold: in the shop's own currency, by which lists are sorted, whatever the list is in.
pub(super) async fn prices(
    tx: &mut Tx,
    place: &Place,
    products: &[Uuid],
) -> Result<Vec<OwnPrice>, DbError> {
    let now = tx.now();
    sqlx::query_as!(
        OwnPrice,
        r#"select distinct on (p.price_list_id, p.variant_id) p.price_list_id as "list!", v.product_id as "product_id!", v.id as "variant_id!",
                  valued(p.unit_price_e4, r.rate_e6) as "price_e4!", l.includes_vat as "includes_vat!"
           from variants v
           join prices p on p.variant_id = v.id and p.min_quantity <= v.min_quantity and p.valid_from <= $3 and (p.valid_to is null or p.valid_to > $3)
           join price_lists l on l.id = p.price_list_id and l.shop_id = $1
                and (l.valid_from is null or l.valid_from <= $3) and (l.valid_to is null or l.valid_to > $3)
           left join lateral (select e.rate_e6 from exchange_rates e where e.shop_id = $1 and e.currency = l.currency
                              order by e.on_day desc, e.entered_at desc, e.id desc limit 1) r on l.currency <> $5
           where v.product_id = any($2) and v.is_active
             -- Guests see what is in the shop's own currency alone.
             and (l.currency <> $5 or (l.tier_code is distinct from $4
                                       and not (l.audience = 'campaign' and (l.for_tiers = '{}' or $4 = any(l.for_tiers)))))
           order by p.price_list_id, p.variant_id, p.min_quantity desc"#,
        place.shop_id,
        products,
        now as _,
        GUEST_TIER,
        place.currency
    )
    .fetch_all(&mut **tx)
    .await
}

/// Takes away the rows of products.
pub(super) async fn clear(tx: &mut Tx, place: &Place, products: &[Uuid]) -> Result<(), DbError> {
    sqlx::query!(
        "delete from private_listing_entries where shop_id = $1 and product_id = any($2)",
        place.shop_id,
        products
    )
    .execute(&mut **tx)
    .await?;
    sqlx::query!(
        "delete from private_listing_cards where shop_id = $1 and product_id = any($2)",
        place.shop_id,
        products
    )
    .execute(&mut **tx)
    .await?;
    sqlx::query!(
        "delete from private_search_documents where shop_id = $1 and product_id = any($2)",
        place.shop_id,
        products
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// A product in a category of a list.
pub(super) struct OwnEntry {
    pub list: Uuid,
    pub category: Uuid,
    pub entry: Entry,
    /// Its price without VAT.
    pub net_minor: i64,
}

pub(super) async fn insert_entries(
    tx: &mut Tx,
    place: &Place,
    rows: &[OwnEntry],
) -> Result<(), DbError> {
    fn all<T>(rows: &[OwnEntry], part: impl Fn(&OwnEntry) -> T) -> Vec<T> {
        rows.iter().map(part).collect()
    }
    // Lists of lists do not travel; each is sent as PostgreSQL writes an array.
    let tags = all(rows, |row| {
        let tags: Vec<String> = row.entry.tags.iter().map(ToString::to_string).collect();
        format!("{{{}}}", tags.join(","))
    });
    let published: Vec<Timestamp> = all(rows, |row| row.entry.published_at);
    sqlx::query!(
        "insert into private_listing_entries (shop_id, price_list_id, category_id, product_id, price_minor, popularity, published_at, name_sort,
                                              is_in_stock, tags, net_minor)
         select $1, e.l, e.c, e.p, e.price, e.pop, e.pub, e.name, e.stock, e.tags::integer[], e.net
         from unnest($2::uuid[], $3::uuid[], $4::uuid[], $5::bigint[], $6::integer[], $7::timestamptz[], $8::text[], $9::boolean[], $10::text[],
                     $11::bigint[]) as e (l, c, p, price, pop, pub, name, stock, tags, net)",
        place.shop_id,
        &all(rows, |row| row.list),
        &all(rows, |row| row.category),
        &all(rows, |row| row.entry.product_id),
        &all(rows, |row| row.entry.price_minor),
        &all(rows, |row| row.entry.popularity),
        &published as &[Timestamp],
        &all(rows, |row| row.entry.name_sort.clone()),
        &all(rows, |row| row.entry.is_in_stock),
        &tags,
        &all(rows, |row| row.net_minor)
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub(super) async fn insert_cards(
    tx: &mut Tx,
    place: &Place,
    cards: &[(Uuid, &str, String)],
) -> Result<(), DbError> {
    let (products, locales, texts) = columns(cards);
    sqlx::query!(
        "insert into private_listing_cards (shop_id, product_id, locale, card)
         select $1, p, l, c from unnest($2::uuid[], $3::text[], $4::text[]) as n (p, l, c)",
        place.shop_id,
        &products,
        &locales,
        &texts
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}
