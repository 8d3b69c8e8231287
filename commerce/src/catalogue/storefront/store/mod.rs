//! The rows behind the lists: reading what they are made of, and writing them, in batches.

mod documents;
mod entries;
mod load;

use platform::db::{DbError, Tx};
use uuid::Uuid;

pub(super) use documents::{
    Document, change_words, columns, document_words, insert_private_documents, replace_cards,
    replace_documents,
};
pub(super) use entries::{
    Entry, category_ordinals, change_counts, delete_entries, insert_entries, whole_shop_entries,
};
pub(super) use load::{Loaded, ProductRow, VariantRow, load};

use crate::catalogue::search::words::Synonyms;
use crate::ids::{PriceListId, ProductId, ShopId};
use crate::pricing::listing::price_context;
use crate::pricing::{Audience, GUEST_TIER};

/// Takes the oldest marks that nobody else is taking, with all others of the same products. Whoever wrote them is done, so that what is read after this
/// holds what they changed.
pub(super) async fn take_marked(tx: &mut Tx, limit: i64) -> Result<Vec<ProductId>, DbError> {
    let ids = sqlx::query_scalar!(
        r#"with oldest as materialized (select product_id from listing_marks order by id limit $1 for update skip locked),
        same as materialized (
            select m.id from listing_marks m where m.product_id in (select product_id from oldest) for update of m skip locked),
        taken as (delete from listing_marks m using same s where m.id = s.id returning m.product_id),
        -- Where a former version still marks.
        former as (
            delete from listing_dirty where product_id in (select product_id from listing_dirty order by product_id limit $1 for update skip locked)
            returning product_id)
        select product_id as "product_id!" from taken union select product_id from former"#,
        limit
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(ids.into_iter().map(ProductId).collect())
}

/// Has others' rows of lists wait until this transaction is done. Its moment is the one at which its turn comes: what it reckons is never older than what is there.
pub(crate) async fn lock_listing(tx: &mut Tx) -> Result<(), DbError> {
    sqlx::query!(
        "select pg_advisory_xact_lock(hashtextextended('listing', 1)) from (select 1) as one"
    )
    .fetch_one(&mut **tx)
    .await?;
    tx.begin_now();
    Ok(())
}

/// Has each statement of this transaction planned once for all calls. A short array that is seen as a constant would have it planned at every call, and
/// that takes longer than reading what one order has changed.
///
/// What is planned once must not be planned in the dark: of a table of whose columns it knows nothing PostgreSQL takes one index for as good as another, and may
/// go through all of one for each product. So lists that came into being within minutes are counted first.
pub(super) async fn plan_once(tx: &mut Tx) -> Result<(), DbError> {
    let found = sqlx::query!(
        r#"select set_config('plan_cache_mode', 'force_generic_plan', true),
                  array(select n.name from unnest(array['listing_entries', 'tier_entries']) as n (name)
                        where pg_relation_size(n.name::regclass) > 1000000 and not exists (
                            select from pg_stats where schemaname = current_schema and tablename = n.name and attname = 'product_id')) as "uncounted!""#
    )
    .fetch_one(&mut **tx)
    .await?;
    for table in found.uncounted {
        let counted = match table.as_str() {
            "listing_entries" => {
                sqlx::query!("analyze listing_entries (shop_id, category_id, product_id)")
            }
            _ => sqlx::query!("analyze tier_entries (listing_id, category_id, product_id)"),
        };
        counted.execute(&mut **tx).await?;
    }
    Ok(())
}

pub(super) async fn synonyms(tx: &mut Tx) -> Result<Synonyms, DbError> {
    crate::catalogue::search::listing::synonyms(tx).await
}

/// A shop as far as lists need it.
pub(super) struct Place {
    pub shop_id: Uuid,
    pub currency: String,
    pub country: String,
    pub default_locale: String,
    /// A guest's lists, in order.
    pub lists: Vec<PriceListId>,
    pub includes_vat: bool,
}

/// All shops with a guest's prices; a shop without an ordinary Consumer list sells nothing yet.
pub(super) async fn places(tx: &mut Tx) -> Result<Vec<Place>, DbError> {
    let rows = sqlx::query!("select id, currency, country, default_locale from shops order by id")
        .fetch_all(&mut **tx)
        .await?;
    let now = tx.now();
    let mut places = Vec::with_capacity(rows.len());
    for row in rows {
        let guests = Audience::Tier(GUEST_TIER);
        let Some(context) = price_context(tx, ShopId(row.id), guests, now).await? else {
            continue;
        };
        places.push(Place {
            shop_id: row.id,
            currency: row.currency,
            country: row.country,
            default_locale: row.default_locale,
            // What something costs, also where guests do not see it: their assortment has rows of its own.
            lists: context.unlimited(),
            includes_vat: context.shows_vat,
        });
    }
    Ok(places)
}
