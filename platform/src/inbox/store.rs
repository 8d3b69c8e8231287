//! Keeping vendors' messages.

use uuid::Uuid;

use super::{InboundMessage, NewMessage};
use crate::clock::Timestamp;
use crate::db::{DbError, PgConnection, Tx};
use crate::ids::new_uuid;

/// Keeps a message. `None` when it is kept already: then there is nothing more to do. Two that come at once wait for each other here.
///
/// # Errors
/// Database errors.
pub async fn keep(tx: &mut Tx, message: &NewMessage<'_>) -> Result<Option<Uuid>, DbError> {
    let now = tx.now();
    sqlx::query_scalar!(
        "insert into inbound_messages (id, vendor, message_id, kind, body, headers, received_at)
         values ($1, $2, $3, $4, $5, $6, $7)
         on conflict on constraint inbound_messages_vendor_message_key do nothing
         returning id",
        new_uuid(),
        message.vendor,
        message.message_id,
        message.kind,
        message.body,
        message.headers,
        now,
    )
    .fetch_optional(&mut **tx)
    .await
}

/// A kept message.
///
/// # Errors
/// Database errors.
pub async fn read(conn: &mut PgConnection, id: Uuid) -> Result<Option<InboundMessage>, DbError> {
    sqlx::query_as!(
        InboundMessage,
        "select id, vendor, message_id, kind, body, state, received_at from inbound_messages where id = $1",
        id,
    )
    .fetch_optional(conn)
    .await
}

/// Everything that the message asked for has been done. Idempotent.
///
/// # Errors
/// Database errors.
pub async fn mark_processed(tx: &mut Tx, id: Uuid) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "update inbound_messages set state = 'processed', processed_at = $2, last_error = null where id = $1 and state <> 'processed'",
        id,
        now,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Takes away what messages said that came before `before` and have been acted on, or given up: they may hold people's addresses. That they came stays.
/// Gives how many, at most `limit`.
///
/// # Errors
/// Database errors.
pub async fn forget_bodies(tx: &mut Tx, before: Timestamp, limit: i64) -> Result<u64, DbError> {
    let done = sqlx::query!(
        "update inbound_messages set body = '', headers = '{}'
         where id in (select id from inbound_messages where state <> 'received' and octet_length(body) > 0 and received_at < $1
                      order by received_at limit $2 for update skip locked)",
        before,
        limit
    )
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected())
}

/// It could not be acted on, and why; for staff. A message that has been acted on stays so.
///
/// # Errors
/// Database errors.
pub async fn mark_failed(tx: &mut Tx, id: Uuid, error: &str) -> Result<(), DbError> {
    sqlx::query!(
        "update inbound_messages set state = 'failed', last_error = $2 where id = $1 and state <> 'processed'",
        id,
        error,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}
