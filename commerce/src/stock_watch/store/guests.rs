//! What guests ask for, and how it becomes an account's.

use platform::clock::Timestamp;
use platform::db::{DbError, PgConnection, Tx};

use crate::ids::{CustomerId, ShopId, StockWatchId, VariantId};

/// A guest's watch with an account's address that waits for a variant.
pub(in crate::stock_watch) async fn guests_waiting_of(
    tx: &mut Tx,
    customer: CustomerId,
    shop: ShopId,
    variant: VariantId,
) -> Result<Option<StockWatchId>, DbError> {
    sqlx::query_scalar!(
        r#"select w.id as "id: StockWatchId" from customers c join stock_watches w on lower(w.email) = lower(c.email) and w.email <> ''
           where c.id = $1 and w.shop_id = $2 and w.variant_id = $3 and w.state = 'waiting' for update of w"#,
        customer.0,
        shop.0,
        variant.0
    )
    .fetch_optional(&mut **tx)
    .await
}

/// How many wait for a guest's address.
pub(in crate::stock_watch) async fn count_of_guest(
    conn: &mut PgConnection,
    email: &str,
) -> Result<i64, DbError> {
    sqlx::query_scalar!(
        r#"select count(*) as "count!" from stock_watches where lower(email) = lower($1) and email <> '' and state = 'waiting'"#,
        email
    )
    .fetch_one(conn)
    .await
}

/// A guest's wish as it stands.
pub(in crate::stock_watch) struct Asked {
    pub asked_at: Timestamp,
}

pub(in crate::stock_watch) async fn guests_wish(
    tx: &mut Tx,
    email: &str,
    shop: ShopId,
    variant: VariantId,
) -> Result<Option<Asked>, DbError> {
    sqlx::query_as!(
        Asked,
        "select asked_at from stock_watches
         where lower(email) = lower($1) and email <> '' and shop_id = $2 and variant_id = $3 and customer_id is null and state in ('asked', 'waiting')",
        email,
        shop.0,
        variant.0
    )
    .fetch_optional(&mut **tx)
    .await
}

/// How many variants an address was asked about since a moment, whoever asked.
pub(in crate::stock_watch) async fn asked_since(
    tx: &mut Tx,
    email: &str,
    since: Timestamp,
) -> Result<i64, DbError> {
    sqlx::query_scalar!(
        r#"select greatest((select count(*) from stock_watches where lower(email) = lower($1) and email <> '' and asked_at > $2),
                           (select count(*) from mails where lower(recipient) = lower($1) and created_at > $2 and kind = 'stock-watch')) as "count!""#,
        email,
        since
    )
    .fetch_one(&mut **tx)
    .await
}

/// Keeps a guest's wish, or that it was asked for anew: one for each address and variant, also when two ask at once.
pub(in crate::stock_watch) async fn save_guests_wish(
    tx: &mut Tx,
    email: &str,
    (shop, variant): (ShopId, VariantId),
    locale: &str,
) -> Result<StockWatchId, DbError> {
    let now = tx.now();
    sqlx::query_scalar!(
        r#"insert into stock_watches (id, shop_id, variant_id, email, locale, state, asked_at, created_at)
           values ($1, $2, $3, $4, $5, 'asked', $6, $6)
           on conflict (lower(email), shop_id, variant_id) where customer_id is null and state in ('asked', 'waiting')
           do update set asked_at = excluded.asked_at, locale = excluded.locale
           returning id as "id: StockWatchId""#,
        StockWatchId::generate().0,
        shop.0,
        variant.0,
        email,
        locale,
        now
    )
    .fetch_one(&mut **tx)
    .await
}

/// The account in use that has an address.
pub(in crate::stock_watch) async fn account_with(
    tx: &mut Tx,
    email: &str,
) -> Result<Option<CustomerId>, DbError> {
    sqlx::query_scalar!(
        r#"select id as "id: CustomerId" from customers where lower(email) = lower($1) and email <> '' and state = 'active'"#,
        email
    )
    .fetch_optional(&mut **tx)
    .await
}

/// A guest's watch that waits.
pub(in crate::stock_watch) struct Wish {
    pub id: StockWatchId,
    pub shop: ShopId,
    pub variant: VariantId,
}

/// What waits for an account's address as a guest's, in the variants' order.
pub(in crate::stock_watch) async fn guests_wishes_of(
    tx: &mut Tx,
    customer: CustomerId,
) -> Result<Vec<Wish>, DbError> {
    sqlx::query_as!(
        Wish,
        r#"select w.id, w.shop_id as "shop: ShopId", w.variant_id as "variant: VariantId"
           from customers c join stock_watches w on lower(w.email) = lower(c.email) and w.email <> ''
           where c.id = $1 and w.state = 'waiting' order by w.variant_id, w.shop_id for update of w"#,
        customer.0
    )
    .fetch_all(&mut **tx)
    .await
}

/// A guest's watch becomes a customer's.
pub(in crate::stock_watch) async fn give_to(
    tx: &mut Tx,
    id: StockWatchId,
    customer: CustomerId,
) -> Result<(), DbError> {
    sqlx::query!(
        "update stock_watches set customer_id = $2, email = '' where id = $1",
        id.0,
        customer.0
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}
