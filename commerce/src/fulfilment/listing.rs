//! Reading shipments, for pages and mails.

use platform::clock::Timestamp;
use platform::db::{DbError, PgConnection};

use super::{Carrier, SentLine, Shipment, ShipmentLine};
use crate::ids::{OrderId, OrderLineId, ShipmentId};

/// Who carries parcels, in the merchant's order.
///
/// # Errors
/// Database errors.
pub async fn carriers(conn: &mut PgConnection) -> Result<Vec<Carrier>, DbError> {
    sqlx::query_as!(
        Carrier,
        "select code, name, tracking_url from carriers where is_active order by position, code"
    )
    .fetch_all(conn)
    .await
}

/// An order's shipments, the first sent first.
///
/// # Errors
/// Database errors.
pub async fn of_order(
    conn: &mut PgConnection,
    order_id: OrderId,
) -> Result<Vec<Shipment>, DbError> {
    shipments(conn, Some(order_id), None).await
}

/// One shipment.
///
/// # Errors
/// Database errors.
pub async fn shipment(
    conn: &mut PgConnection,
    id: ShipmentId,
) -> Result<Option<Shipment>, DbError> {
    let found = shipments(conn, None, Some(id)).await?;
    Ok(found.into_iter().next())
}

async fn shipments(
    conn: &mut PgConnection,
    order_id: Option<OrderId>,
    id: Option<ShipmentId>,
) -> Result<Vec<Shipment>, DbError> {
    let (order_id, id) = (order_id.map(|id| id.0), id.map(|id| id.0));
    let rows = sqlx::query!(
        r#"select s.id, s.order_id, s.position, s.carrier, s.tracking_number, s.tracking_url, s.shipped_at as "shipped_at: Timestamp",
                  s.delivered_at as "delivered_at?: Timestamp", s.row_version, c.number as "case_number?"
           from shipments s left join return_cases c on c.id = s.return_id where s.order_id = $1 or s.id = $2 order by s.position"#,
        order_id,
        id,
    )
    .fetch_all(&mut *conn)
    .await?;
    let lines = sqlx::query!(
        "select p.shipment_id, p.order_line_id, p.quantity from shipment_lines p
         join shipments s on s.id = p.shipment_id join order_lines l on l.id = p.order_line_id
         where s.order_id = $1 or s.id = $2 order by l.position",
        order_id,
        id,
    )
    .fetch_all(&mut *conn)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Shipment {
            id: ShipmentId(row.id),
            order_id: OrderId(row.order_id),
            position: row.position,
            carrier: row.carrier,
            tracking_number: row.tracking_number,
            tracking_url: row.tracking_url,
            shipped_at: row.shipped_at,
            delivered_at: row.delivered_at,
            row_version: row.row_version,
            case_number: row.case_number,
            lines: lines
                .iter()
                .filter(|line| line.shipment_id == row.id)
                .map(|line| ShipmentLine {
                    line_id: OrderLineId(line.order_line_id),
                    quantity: line.quantity,
                })
                .collect(),
        })
        .collect())
}

/// An order's lines of goods, with how far each has come. Gift cards are not sent: they are issued.
///
/// # Errors
/// Database errors.
pub async fn lines_of(
    conn: &mut PgConnection,
    order_id: OrderId,
) -> Result<Vec<SentLine>, DbError> {
    sqlx::query_as!(
        SentLine,
        r#"select id as "line_id!: OrderLineId", sku, name, options, quantity, shipped, called_off, returned
           from order_lines where order_id = $1 and kind = 'item' and not is_card order by position"#,
        order_id.0
    )
    .fetch_all(conn)
    .await
}
