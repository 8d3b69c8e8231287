//! What is told of a cart that was filled from elsewhere.

use platform::clock::Timestamp;
use platform::db::{DbError, PgConnection, Tx};

use super::Note;
use crate::ids::CartId;

pub(super) async fn forget_notes(tx: &mut Tx, cart_id: CartId) -> Result<(), DbError> {
    sqlx::query!("delete from cart_notes where cart_id = $1", cart_id.0)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

pub(super) async fn insert_note(
    tx: &mut Tx,
    cart_id: CartId,
    note: &Note,
    position: i32,
) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "insert into cart_notes (id, cart_id, cause, outcome, name, wanted, got, position, created_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        platform::ids::new_uuid(),
        cart_id.0,
        note.cause,
        note.outcome,
        note.name,
        note.wanted,
        note.got,
        position,
        now
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub(super) async fn notes(
    conn: &mut PgConnection,
    cart_id: CartId,
    since: Timestamp,
) -> Result<Vec<Note>, DbError> {
    sqlx::query_as!(
        Note,
        "select cause, outcome, name, wanted, got from cart_notes where cart_id = $1 and created_at > $2 order by position",
        cart_id.0,
        since
    )
    .fetch_all(conn)
    .await
}
