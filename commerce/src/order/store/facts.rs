//! What is asked of an order by itself.

use platform::clock::Timestamp;
use platform::db::{DbError, PgConnection};

use crate::ids::{OrderId, ShopId, VariantId};

/// When an order was agreed.
///
/// # Errors
/// Database errors, among them that there is no such order.
pub async fn prepared_at(conn: &mut PgConnection, id: OrderId) -> Result<Timestamp, DbError> {
    sqlx::query_scalar!(
        r#"select prepared_at as "at: Timestamp" from orders where id = $1"#,
        id.0
    )
    .fetch_one(conn)
    .await
}

/// When an order was placed; nothing as long as it waits for its money.
///
/// # Errors
/// Database errors, among them that there is no such order.
pub(crate) async fn placed_at(
    conn: &mut PgConnection,
    id: OrderId,
) -> Result<Option<Timestamp>, DbError> {
    sqlx::query_scalar!(
        r#"select placed_at as "placed_at?: Timestamp" from orders where id = $1"#,
        id.0
    )
    .fetch_one(conn)
    .await
}

/// Whether anything of an order has been sent, a gift card that was bought among it.
///
/// # Errors
/// Database errors.
pub async fn has_left(conn: &mut PgConnection, id: OrderId) -> Result<bool, DbError> {
    sqlx::query_scalar!(
        r#"select (exists (select from orders where id = $1 and fulfilment_status <> 'unfulfilled')
                   or exists (select from order_lines where order_id = $1 and kind = 'item' and shipped > 0)) as "exists!""#,
        id.0
    )
    .fetch_one(conn)
    .await
}

/// An order's variants and how many of each.
///
/// # Errors
/// Database errors.
pub async fn wanted(
    conn: &mut PgConnection,
    id: OrderId,
) -> Result<Vec<crate::inventory::Wanted>, DbError> {
    sqlx::query_as!(
        crate::inventory::Wanted,
        r#"select variant_id as "variant_id!: VariantId", quantity::bigint as "quantity!" from order_lines
           where order_id = $1 and kind = 'item' and variant_id is not null and not is_card"#,
        id.0
    )
    .fetch_all(conn)
    .await
}

/// The order with this human number.
///
/// # Errors
/// Database errors.
pub async fn id_by_number(
    conn: &mut PgConnection,
    number: &str,
) -> Result<Option<OrderId>, DbError> {
    Ok(
        sqlx::query_scalar!("select id from orders where number = $1", number)
            .fetch_optional(conn)
            .await?
            .map(OrderId),
    )
}

/// An order's human number.
///
/// # Errors
/// Database errors, among them that there is no such order.
pub async fn number_of(conn: &mut PgConnection, id: OrderId) -> Result<String, DbError> {
    sqlx::query_scalar!("select number from orders where id = $1", id.0)
        .fetch_one(conn)
        .await
}

/// Whose shop an order was made in, and its human number.
///
/// # Errors
/// Database errors.
pub async fn number_in_shop(
    conn: &mut PgConnection,
    id: OrderId,
) -> Result<Option<(ShopId, String)>, DbError> {
    let row = sqlx::query!("select shop_id, number from orders where id = $1", id.0)
        .fetch_optional(conn)
        .await?;
    Ok(row.map(|row| (ShopId(row.shop_id), row.number)))
}

/// An order's human number, and what it comes to in minor units.
///
/// # Errors
/// Database errors, among them that there is no such order.
pub async fn number_and_total_of(
    conn: &mut PgConnection,
    id: OrderId,
) -> Result<(String, i64), DbError> {
    let row = sqlx::query!("select number, total_minor from orders where id = $1", id.0)
        .fetch_one(conn)
        .await?;
    Ok((row.number, row.total_minor))
}

/// What an order is paid in.
///
/// # Errors
/// Database errors, among them that there is no such order.
pub async fn currency_of(conn: &mut PgConnection, id: OrderId) -> Result<String, DbError> {
    sqlx::query_scalar!(
        r#"select currency::text as "currency!" from orders where id = $1"#,
        id.0
    )
    .fetch_one(conn)
    .await
}
