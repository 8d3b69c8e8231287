//! Notes in the database.

use platform::db::{DbError, PgConnection, Tx};
use platform::ids::StaffId;

use super::Note;
use crate::ids::OrderId;

/// Notes that a page shows.
const MOST: i64 = 200;

pub(super) async fn insert(
    tx: &mut Tx,
    order: OrderId,
    staff: StaffId,
    text: &str,
) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "insert into order_notes (id, order_id, staff_id, text, created_at) values ($1, $2, $3, $4, $5)",
        platform::ids::new_uuid(),
        order.0,
        staff.0,
        text,
        now
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Whether the order's latest note says just this.
pub(super) async fn is_latest(
    tx: &mut Tx,
    order: OrderId,
    staff: StaffId,
    text: &str,
) -> Result<bool, DbError> {
    let latest = sqlx::query!(
        "select staff_id, text from order_notes where order_id = $1 order by created_at desc, id desc limit 1",
        order.0
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(latest.is_some_and(|note| note.staff_id == staff.0 && note.text == text))
}

pub(super) async fn of_order(
    conn: &mut PgConnection,
    order: OrderId,
) -> Result<Vec<Note>, DbError> {
    sqlx::query_as!(
        Note,
        r#"select n.text, s.name as "by", n.created_at as "at" from order_notes n join staff s on s.id = n.staff_id
           where n.order_id = $1 order by n.created_at, n.id limit $2"#,
        order.0,
        MOST
    )
    .fetch_all(conn)
    .await
}
