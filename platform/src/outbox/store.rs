//! Writing facts and their deliveries.

use serde_json::Value;
use uuid::Uuid;

use super::Fact;
use crate::clock::Timestamp;
use crate::db::{DbError, PgConnection, Tx};
use crate::ids::new_uuid;

pub(crate) async fn insert<F: Fact>(tx: &mut Tx, fact: &F) -> Result<(), DbError> {
    let payload = serde_json::to_value(fact).map_err(|e| DbError::Encode(e.into()))?;
    let (kind, id) = fact.aggregate();
    let (now, actor) = (tx.now(), tx.actor().clone());
    let request_id = tx.request_id().map(str::to_owned);
    sqlx::query!(
        "insert into outbox_facts (aggregate_kind, aggregate_id, sequence, name, version, payload, actor_kind, actor_id, actor_name, request_id, occurred_at)
         select $1, $2, coalesce((select max(sequence) from outbox_facts where aggregate_kind = $1 and aggregate_id = $2), 0) + 1,
                $3, $4, $5, $6, $7, $8, $9, $10",
        kind,
        id,
        F::NAME,
        F::VERSION,
        payload,
        actor.kind(),
        actor.id(),
        actor.name(),
        request_id,
        now,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// A fact that waits for the relay.
#[derive(Debug, Clone)]
pub struct WaitingFact {
    /// Order of writing.
    pub id: i64,
    /// `OrderPlaced`.
    pub name: String,
    /// Payload version.
    pub version: i16,
    /// The aggregate's noun.
    pub aggregate_kind: String,
    /// The aggregate's id.
    pub aggregate_id: Uuid,
    /// The fact itself.
    pub payload: Value,
}

/// Locks up to `limit` facts that have not been relayed, oldest first. Facts that another relay holds are left to it.
///
/// # Errors
/// Database errors.
pub async fn lock_waiting(tx: &mut Tx, limit: i64) -> Result<Vec<WaitingFact>, DbError> {
    sqlx::query_as!(
        WaitingFact,
        "select id, name, version, aggregate_kind, aggregate_id, payload from outbox_facts
         where relayed_at is null order by id limit $1 for update skip locked",
        limit
    )
    .fetch_all(&mut **tx)
    .await
}

/// Marks facts as turned into deliveries.
///
/// # Errors
/// Database errors.
pub async fn mark_relayed(tx: &mut Tx, ids: &[i64]) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        // The array is hidden behind a sub-select: seen as a constant, each call would be planned anew.
        "update outbox_facts set relayed_at = $2 where id = any((select $1::bigint[])::bigint[])",
        ids,
        now
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Makes a delivery of each fact to its destination, unless there is one already; gives those that it made.
///
/// # Errors
/// Database errors.
pub async fn add_deliveries(tx: &mut Tx, wanted: &[(i64, &str)]) -> Result<Vec<Uuid>, DbError> {
    if wanted.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<Uuid> = wanted.iter().map(|_| new_uuid()).collect();
    let facts: Vec<i64> = wanted.iter().map(|(fact, _)| *fact).collect();
    let destinations: Vec<String> = wanted.iter().map(|(_, to)| (*to).to_owned()).collect();
    let now = tx.now();
    sqlx::query_scalar!(
        "insert into deliveries (id, fact_id, destination, created_at, updated_at)
         select id, fact_id, destination, $4, $4
         from unnest((select $1::uuid[]), (select $2::bigint[]), (select $3::text[])) as d (id, fact_id, destination) order by id
         on conflict on constraint deliveries_fact_destination_key do nothing returning id",
        &ids,
        &facts,
        &destinations,
        now,
    )
    .fetch_all(&mut **tx)
    .await
}

/// A delivery with the fact that it carries.
#[derive(Debug, Clone)]
pub struct OpenDelivery {
    /// The delivery.
    pub id: Uuid,
    /// Where to.
    pub destination: String,
    /// `pending`, `sent`, `acknowledged`, `failed` or `dead`.
    pub state: String,
    /// The fact's name.
    pub fact_name: String,
    /// The fact's aggregate.
    pub aggregate_id: Uuid,
    /// The fact itself.
    pub payload: Value,
    /// When the fact happened.
    pub occurred_at: Timestamp,
}

/// A delivery by id.
///
/// # Errors
/// Database errors.
pub async fn delivery(conn: &mut PgConnection, id: Uuid) -> Result<Option<OpenDelivery>, DbError> {
    sqlx::query_as!(
        OpenDelivery,
        "select d.id, d.destination, d.state, f.name as fact_name, f.aggregate_id, f.payload, f.occurred_at
         from deliveries d join outbox_facts f on f.id = d.fact_id where d.id = $1",
        id
    )
    .fetch_optional(conn)
    .await
}

/// Records that the receiver has confirmed it, with its answer as the receipt. Later failures cannot undo it.
///
/// # Errors
/// Database errors.
pub async fn acknowledge(tx: &mut Tx, id: Uuid, receipt: &Value) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "update deliveries set state = 'acknowledged', attempts = attempts + 1, receipt = $2, last_error = null,
                sent_at = coalesce(sent_at, $3), acknowledged_at = $3, updated_at = $3
         where id = $1 and state <> 'acknowledged'",
        id,
        receipt,
        now,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Records a failed try; `is_dead` when no more will be made by itself.
///
/// # Errors
/// Database errors.
pub async fn record_failure(
    tx: &mut Tx,
    id: Uuid,
    error: &str,
    is_dead: bool,
) -> Result<(), DbError> {
    let now = tx.now();
    let state = if is_dead { "dead" } else { "failed" };
    sqlx::query!(
        "update deliveries set state = $2, attempts = attempts + 1, last_error = $3, updated_at = $4
         where id = $1 and state <> 'acknowledged'",
        id,
        state,
        error,
        now,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Puts a delivery that failed back in line. `false` when it is not one that failed.
///
/// # Errors
/// Database errors.
pub async fn reopen(tx: &mut Tx, id: Uuid) -> Result<bool, DbError> {
    let now = tx.now();
    let done = sqlx::query!(
        "update deliveries set state = 'pending', updated_at = $2 where id = $1 and state in ('failed', 'dead')",
        id,
        now,
    )
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}
