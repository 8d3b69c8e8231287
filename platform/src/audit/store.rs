use serde::Serialize;

use super::Change;
use crate::db::{DbError, Tx};
use crate::ids::new_uuid;

pub(crate) async fn insert<B: Serialize, A: Serialize>(
    tx: &mut Tx,
    change: Change<'_, B, A>,
) -> Result<(), DbError> {
    let before = change
        .before
        .map(serde_json::to_value)
        .transpose()
        .map_err(|e| DbError::Encode(e.into()))?;
    let after = change
        .after
        .map(serde_json::to_value)
        .transpose()
        .map_err(|e| DbError::Encode(e.into()))?;
    let (now, actor) = (tx.now(), tx.actor().clone());
    let request_id = tx.request_id().map(str::to_owned);
    sqlx::query!(
        "insert into audit_entries (id, at, actor_kind, actor_id, actor_name, request_id, action, subject_kind, subject_id, before, after, reason)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        new_uuid(),
        now,
        actor.kind(),
        actor.id(),
        actor.name(),
        request_id,
        change.action,
        change.subject.0,
        change.subject.1,
        before,
        after,
        change.reason,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}
