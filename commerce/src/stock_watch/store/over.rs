//! Taking watches away.

use platform::clock::Timestamp;
use platform::db::{DbError, Tx};
use uuid::Uuid;

use crate::ids::{CustomerId, ShopId, StockWatchId, VariantId};
use crate::stock_watch::WatchState;

/// What a watch that is gone waited for.
pub(in crate::stock_watch) struct Gone {
    shop_id: ShopId,
    variant_id: VariantId,
    state: String,
}

/// Fewer wait, by those that are gone.
pub(in crate::stock_watch) async fn count_gone(tx: &mut Tx, gone: &[Gone]) -> Result<(), DbError> {
    let waited = || {
        gone.iter()
            .filter(|of| of.state == WatchState::Waiting.as_str())
    };
    let variants: Vec<Uuid> = waited().map(|of| of.variant_id.0).collect();
    let shops: Vec<Uuid> = waited().map(|of| of.shop_id.0).collect();
    sqlx::query!(
        "with gone as (select g.variant_id, g.shop_id, count(*) as n from unnest($1::uuid[], $2::uuid[]) as g (variant_id, shop_id) group by 1, 2),
         locked as (select w.id, g.n from watched_variants w join gone g on g.variant_id = w.variant_id and g.shop_id = w.shop_id
                    order by w.variant_id, w.shop_id for update of w)
         update watched_variants w set waiting = w.waiting - l.n from locked l where l.id = w.id",
        &variants,
        &shops
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// What a customer watches, also what they asked for as a guest under the addresses that are or were theirs, locked in the order of all watches of one person.
pub(in crate::stock_watch) async fn lock_of(
    tx: &mut Tx,
    customer: CustomerId,
) -> Result<Vec<StockWatchId>, DbError> {
    let ids = sqlx::query_scalar!(
        r#"select id as "id!" from stock_watches where customer_id = $1
           union all select w.id from customers c join stock_watches w on lower(w.email) = lower(c.email) and w.email <> '' where c.id = $1
           union all select w.id from customer_former_emails f join stock_watches w on lower(w.email) = lower(f.email) and w.email <> ''
                     where f.customer_id = $1 and w.created_at <= f.held_until"#,
        customer.0
    )
    .fetch_all(&mut **tx)
    .await?;
    super::lock_all(tx, &ids).await
}

/// What has waited since before a moment, locked.
pub(in crate::stock_watch) async fn waiting_since_before(
    tx: &mut Tx,
    before: Timestamp,
    limit: i64,
) -> Result<Vec<StockWatchId>, DbError> {
    sqlx::query_scalar!(
        r#"select id as "id: StockWatchId" from stock_watches where state = 'waiting' and confirmed_at < $1
           order by confirmed_at limit $2 for update skip locked"#,
        before,
        limit
    )
    .fetch_all(&mut **tx)
    .await
}

/// What was over, or last asked for and never proved, before a moment, locked.
pub(in crate::stock_watch) async fn over_before(
    tx: &mut Tx,
    before: Timestamp,
    limit: i64,
) -> Result<Vec<StockWatchId>, DbError> {
    sqlx::query_scalar!(
        r#"select id as "id: StockWatchId" from stock_watches where state <> 'waiting' and coalesce(closed_at, asked_at) < $1
           order by coalesce(closed_at, asked_at) limit $2 for update skip locked"#,
        before,
        limit
    )
    .fetch_all(&mut **tx)
    .await
}

/// Takes watches away, and what their mails said and to whom.
pub(in crate::stock_watch) async fn delete(
    tx: &mut Tx,
    ids: &[StockWatchId],
) -> Result<Vec<Gone>, DbError> {
    let ids: Vec<Uuid> = ids.iter().map(|id| id.0).collect();
    sqlx::query!(
        "update mails set recipient = '', subject = '', body_text = '', body_html = null, unsubscribe_url = null, receipt = null, last_error = null
         where subject_kind = 'stock_watch' and subject_id = any($1)",
        &ids
    )
    .execute(&mut **tx)
    .await?;
    sqlx::query_as!(
        Gone,
        "delete from stock_watches where id = any($1) returning shop_id, variant_id, state",
        &ids
    )
    .fetch_all(&mut **tx)
    .await
}
