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

/// Writes what is told, in its order, in one statement.
pub(super) async fn insert_notes(
    tx: &mut Tx,
    cart_id: CartId,
    notes: &[Note],
) -> Result<(), DbError> {
    if notes.is_empty() {
        return Ok(());
    }
    let now = tx.now();
    let ids: Vec<uuid::Uuid> = notes.iter().map(|_| platform::ids::new_uuid()).collect();
    let causes: Vec<String> = notes.iter().map(|note| note.cause.clone()).collect();
    let outcomes: Vec<String> = notes.iter().map(|note| note.outcome.clone()).collect();
    let names: Vec<String> = notes.iter().map(|note| note.name.clone()).collect();
    let wanted: Vec<i32> = notes.iter().map(|note| note.wanted).collect();
    let got: Vec<i32> = notes.iter().map(|note| note.got).collect();
    sqlx::query!(
        "insert into cart_notes (id, cart_id, cause, outcome, name, wanted, got, position, created_at)
         select n.id, $1, n.cause, n.outcome, n.name, n.wanted, n.got, (n.place - 1)::int, $8
         from unnest($2::uuid[], $3::text[], $4::text[], $5::text[], $6::int[], $7::int[])
              with ordinality as n (id, cause, outcome, name, wanted, got, place)",
        cart_id.0,
        &ids,
        &causes,
        &outcomes,
        &names,
        &wanted,
        &got,
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
