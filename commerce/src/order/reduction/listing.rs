//! Reading what was taken off an order's price.

use platform::db::{DbError, PgConnection};

use super::Reduction;
use crate::cart::totals::VatSum;
use crate::ids::OrderId;

/// What was taken off the price of an order whose sums by rate are known.
///
/// # Errors
/// Database errors.
pub async fn of_sums(
    conn: &mut PgConnection,
    id: OrderId,
    sold: &[VatSum],
) -> Result<Option<Reduction>, DbError> {
    // Its credit note was issued when it was accepted, in the same transaction.
    let row = sqlx::query!(
        r#"select sum(d.expected_minor - d.received_minor)::bigint as minor, min(n.number) as note
           from payment_differences d
           left join lateral (select min(c.number) as number from credit_notes c
                              where c.order_id = d.order_id and c.return_id is null and c.issued_at = d.settled_at) n on true
           where d.order_id = $1 and d.deed = 'accept'"#,
        id.0
    )
    .fetch_one(conn)
    .await?;
    Ok(row
        .minor
        .and_then(|minor| Reduction::of(minor, sold, row.note)))
}

/// What was taken off an order's price.
///
/// # Errors
/// Database errors.
pub async fn of_order(conn: &mut PgConnection, id: OrderId) -> Result<Option<Reduction>, DbError> {
    let sold = sqlx::query_as!(
        VatSum,
        "select rate_bp, net_minor, vat_minor from order_vat_totals where order_id = $1 order by rate_bp",
        id.0
    )
    .fetch_all(&mut *conn)
    .await?;
    of_sums(conn, id, &sold).await
}
