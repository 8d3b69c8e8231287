//! Reading facts: an aggregate's history.

use serde_json::Value;
use uuid::Uuid;

use crate::clock::Timestamp;
use crate::db::{DbError, PgConnection};

/// One line of a history.
#[derive(Debug, Clone)]
pub struct HistoryEntry {
    /// Place in the aggregate's history, from 1.
    pub sequence: i32,
    /// `OrderPlaced`.
    pub name: String,
    /// The fact itself.
    pub payload: Value,
    /// `system`, `staff`, `visitor` or `vendor`.
    pub actor_kind: String,
    /// Who, as they were called then.
    pub actor_name: String,
    /// When.
    pub occurred_at: Timestamp,
}

/// Everything that has happened to one aggregate, oldest first, at most 1 000 entries.
///
/// # Errors
/// Database errors.
pub async fn history(
    conn: &mut PgConnection,
    kind: &str,
    id: Uuid,
) -> Result<Vec<HistoryEntry>, DbError> {
    sqlx::query_as!(
        HistoryEntry,
        "select sequence, name, payload, actor_kind, actor_name, occurred_at from outbox_facts
         where aggregate_kind = $1 and aggregate_id = $2 order by sequence limit 1000",
        kind,
        id
    )
    .fetch_all(conn)
    .await
}
