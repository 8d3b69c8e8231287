//! Writing shipments and the counters that follow from them. The caller holds the order's lock.

use platform::clock::Timestamp;
use platform::db::{DbError, PgConnection, Tx};

use super::Counted;
use super::correct::Correction;
use super::send::NewShipment;
use super::state::{FulfilmentStatus, LineProgress};
use crate::ids::{OrderId, OrderLineId, ReturnId, ShipmentId, VariantId};

/// The order's shipment of this reference.
pub(super) async fn by_reference(
    conn: &mut PgConnection,
    order_id: OrderId,
    reference: &str,
) -> Result<Option<ShipmentId>, DbError> {
    let found = sqlx::query_scalar!(
        "select id from shipments where reference = $1 and order_id = $2",
        reference,
        order_id.0
    )
    .fetch_optional(conn)
    .await?;
    Ok(found.map(ShipmentId))
}

/// Writes a shipment without its lines; gives its position.
pub(super) async fn insert(
    tx: &mut Tx,
    id: ShipmentId,
    order_id: OrderId,
    new: &NewShipment,
) -> Result<i32, DbError> {
    let now = tx.now();
    sqlx::query_scalar!(
        "insert into shipments (id, order_id, position, reference, carrier, tracking_number, tracking_url, shipped_at, created_at, updated_at)
         select $1, $2, coalesce(max(position), 0) + 1, $3, $4, $5, $6, $7, $8, $8 from shipments where order_id = $2
         returning position",
        id.0,
        order_id.0,
        new.reference,
        new.carrier,
        new.tracking_number,
        new.tracking_url,
        new.shipped_at,
        now,
    )
    .fetch_one(&mut **tx)
    .await
}

/// Writes what is in a shipment.
pub(super) async fn insert_lines(
    tx: &mut Tx,
    id: ShipmentId,
    pieces: &[(OrderLineId, i32)],
) -> Result<(), DbError> {
    let (lines, quantities) = columns(pieces);
    sqlx::query!(
        "insert into shipment_lines (shipment_id, order_line_id, quantity) select $1, l, n from unnest($2::uuid[], $3::int[]) as p (l, n)",
        id.0,
        &lines,
        &quantities
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Lines, and how many pieces of each.
fn columns(pieces: &[(OrderLineId, i32)]) -> (Vec<uuid::Uuid>, Vec<i32>) {
    pieces.iter().map(|(line, n)| (line.0, *n)).unzip()
}

/// Counts pieces of lines as sent, each line once; gives those of which so many were left.
pub(super) async fn count_shipped(
    tx: &mut Tx,
    order_id: OrderId,
    pieces: &[(OrderLineId, i32)],
) -> Result<Vec<Counted>, DbError> {
    let (lines, quantities) = columns(pieces);
    sqlx::query_as!(
        Counted,
        r#"update order_lines l set shipped = l.shipped + p.n from unnest($2::uuid[], $3::int[]) as p (id, n)
           where l.id = p.id and l.order_id = $1 and l.kind = 'item' and not l.is_card and l.quantity - l.called_off - l.shipped >= p.n
           returning l.id as "line_id!: OrderLineId", l.variant_id as "variant_id?: VariantId""#,
        order_id.0,
        &lines,
        &quantities
    )
    .fetch_all(&mut **tx)
    .await
}

/// Counts a gift card as sent: it has been issued, and its mail is with its recipient as soon as it is sent.
///
/// # Errors
/// Database errors.
pub async fn count_issued(
    tx: &mut Tx,
    order_id: OrderId,
    line_id: OrderLineId,
) -> Result<(), DbError> {
    sqlx::query!(
        "update order_lines set shipped = shipped + 1 where id = $2 and order_id = $1 and is_card and quantity - called_off - shipped >= 1",
        order_id.0,
        line_id.0
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Counts pieces of lines as called off, each line once; gives those of which so many were left to send, with their variants where they have stock.
///
/// # Errors
/// Database errors.
pub async fn call_off(
    tx: &mut Tx,
    order_id: OrderId,
    pieces: &[(OrderLineId, i32)],
) -> Result<Vec<Counted>, DbError> {
    let (lines, quantities) = columns(pieces);
    sqlx::query_as!(
        Counted,
        r#"update order_lines l set called_off = l.called_off + p.n from unnest($2::uuid[], $3::int[]) as p (id, n)
           where l.id = p.id and l.order_id = $1 and l.kind = 'item' and l.quantity - l.called_off - l.shipped >= p.n
           returning l.id as "line_id!: OrderLineId", case when l.is_card then null else l.variant_id end as "variant_id?: VariantId""#,
        order_id.0,
        &lines,
        &quantities
    )
    .fetch_all(&mut **tx)
    .await
}

/// What is sold in an order's lines, as long as it is in the catalogue.
///
/// # Errors
/// Database errors.
pub async fn variants_of(
    conn: &mut PgConnection,
    order_id: OrderId,
) -> Result<Vec<Counted>, DbError> {
    sqlx::query_as!(
        Counted,
        r#"select id as "line_id!: OrderLineId", variant_id as "variant_id?: VariantId" from order_lines where order_id = $1 and kind = 'item'"#,
        order_id.0
    )
    .fetch_all(conn)
    .await
}

/// Counts pieces of lines as back with us, each line once; gives those of which so many were out, with their variants where they have stock.
///
/// # Errors
/// Database errors.
pub async fn count_returned(
    tx: &mut Tx,
    order_id: OrderId,
    pieces: &[(OrderLineId, i32)],
) -> Result<Vec<Counted>, DbError> {
    let (lines, quantities) = columns(pieces);
    sqlx::query_as!(
        Counted,
        r#"update order_lines l set returned = l.returned + p.n from unnest($2::uuid[], $3::int[]) as p (id, n)
           where l.id = p.id and l.order_id = $1 and l.kind = 'item' and l.shipped + l.replaced - l.returned >= p.n
           returning l.id as "line_id!: OrderLineId", case when l.is_card then null else l.variant_id end as "variant_id?: VariantId""#,
        order_id.0,
        &lines,
        &quantities
    )
    .fetch_all(&mut **tx)
    .await
}

/// Writes a shipment of a case without its lines.
pub(super) async fn insert_of_case(
    tx: &mut Tx,
    (id, order_id, return_id): (ShipmentId, OrderId, ReturnId),
    new: &NewShipment,
) -> Result<(), DbError> {
    insert(tx, id, order_id, new).await?;
    sqlx::query!(
        "update shipments set return_id = $2 where id = $1",
        id.0,
        return_id.0
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Counts pieces of lines as sent in the place of others, or back again, each line once; gives those that are the order's.
pub(super) async fn count_replaced(
    tx: &mut Tx,
    order_id: OrderId,
    pieces: &[(OrderLineId, i32)],
) -> Result<Vec<Counted>, DbError> {
    let (lines, quantities) = columns(pieces);
    sqlx::query_as!(
        Counted,
        r#"update order_lines l set replaced = l.replaced + p.n from unnest($2::uuid[], $3::int[]) as p (id, n)
           where l.id = p.id and l.order_id = $1 and l.kind = 'item'
           returning l.id as "line_id!: OrderLineId", l.variant_id as "variant_id?: VariantId""#,
        order_id.0,
        &lines,
        &quantities
    )
    .fetch_all(&mut **tx)
    .await
}

pub(super) async fn correct(tx: &mut Tx, id: ShipmentId, to: &Correction) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "update shipments set carrier = $2, tracking_number = $3, tracking_url = $4, delivered_at = $5, updated_at = $6, row_version = row_version + 1
         where id = $1",
        id.0,
        to.carrier,
        to.tracking_number,
        to.tracking_url,
        to.delivered_at as Option<Timestamp>,
        now,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

async fn progress(
    conn: &mut PgConnection,
    order_id: OrderId,
) -> Result<Vec<LineProgress>, DbError> {
    sqlx::query_as!(
        LineProgress,
        r#"select l.quantity::bigint as "ordered!", l.called_off::bigint as "called_off!", l.shipped::bigint as "shipped!", greatest(l.returned - l.replaced, 0)::bigint as "returned!",
                  case when l.is_card then l.shipped::bigint else
                  (select coalesce(sum(p.quantity), 0) from shipment_lines p join shipments s on s.id = p.shipment_id
                   where p.order_line_id = l.id and s.delivered_at is not null and s.return_id is null)::bigint end as "delivered!"
           from order_lines l where l.order_id = $1 and l.kind = 'item'
             -- What is still to be carried decides; a card that waits for its day holds up no parcel. Of cards alone, the cards do.
             and (not l.is_card or not exists (select from order_lines g where g.order_id = $1 and g.kind = 'item' and not g.is_card and g.called_off < g.quantity))"#,
        order_id.0
    )
    .fetch_all(conn)
    .await
}

/// Stores what follows from the lines, for lists. The one writer of a placed order's status.
///
/// # Errors
/// Database errors.
pub async fn refresh(tx: &mut Tx, order_id: OrderId) -> Result<FulfilmentStatus, DbError> {
    let status = FulfilmentStatus::of(&progress(tx, order_id).await?);
    let now = tx.now();
    sqlx::query!(
        "update orders set fulfilment_status = $2, updated_at = $3, row_version = row_version + 1 where id = $1",
        order_id.0,
        status.as_str(),
        now,
    )
    .execute(&mut **tx)
    .await?;
    // The day on which the last of it came is the day from which its buyer may be asked what they think.
    crate::review::ask::note_arrival(tx, order_id, status).await?;
    Ok(status)
}
