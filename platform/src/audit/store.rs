use serde::Serialize;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{Change, FEW_TRIES, is_told};
use crate::db::{DbError, Tx};
use crate::ids::new_uuid;

/// Days for which tries are counted on.
const TALLIES_KEPT: i32 = 7;

pub(crate) async fn insert<B: Serialize, A: Serialize>(
    tx: &mut Tx,
    change: Change<'_, B, A>,
) -> Result<(), DbError> {
    insert_where(tx, change, true).await
}

/// Inserts an entry, or asks as much of the database without one.
async fn insert_where<B: Serialize, A: Serialize>(
    tx: &mut Tx,
    change: Change<'_, B, A>,
    is_told: bool,
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
         select $1::uuid, $2::timestamptz, $3::text, $4::uuid, $5::text, $6::text, $7::text, $8::text, $9::uuid, $10::jsonb, $11::jsonb, $12::text
         where $13::boolean",
        new_uuid(),
        now as _,
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
        is_told,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Counts a try that was refused, and writes it down when its number is one that is told. Always by two statements, whoever's try it is: how long an answer
/// takes must not tell whether the address has an account that nobody has tried today.
pub(crate) async fn insert_counted<A: Serialize>(
    tx: &mut Tx,
    change: Change<'_, (), A>,
    detail: &str,
) -> Result<(), DbError> {
    // Nothing is told of a try while another is being counted.
    let tries = count(tx, change.action, detail, change.subject).await?;
    let tries = tries.unwrap_or(0);
    let after = change.after.map(serde_json::to_value).transpose();
    let mut after = after.map_err(|e| DbError::Encode(e.into()))?;
    if tries > FEW_TRIES {
        let told = after.get_or_insert_with(|| json!({}));
        told["tries"] = tries.into();
    }
    let told: Change<'_, (), Value> = Change {
        action: change.action,
        subject: change.subject,
        before: None,
        after: after.as_ref(),
        reason: change.reason,
    };
    insert_where(tx, told, is_told(tries)).await
}

/// The number of this try on its day; `None` where another is being counted at this moment, which nobody waits for: how long an answer takes would else
/// tell who is being tried.
async fn count(
    tx: &mut Tx,
    action: &str,
    detail: &str,
    (kind, id): (&str, Option<Uuid>),
) -> Result<Option<i32>, DbError> {
    let now = tx.now();
    let id = id.unwrap_or_default();
    sqlx::query_scalar!(
        "with mine as (
             select day from audit_tallies
             where day = ($1::timestamptz at time zone 'utc')::date and action = $2 and detail = $3 and subject_kind = $4 and subject_id = $5
             for update skip locked),
         counted as (
             update audit_tallies t set tries = t.tries + 1 from mine
             where t.day = mine.day and t.action = $2 and t.detail = $3 and t.subject_kind = $4 and t.subject_id = $5
             returning t.tries),
         made as (
             insert into audit_tallies (day, action, detail, subject_kind, subject_id, tries)
             select d.day, $2, $3, $4, $5, 1 from (select ($1::timestamptz at time zone 'utc')::date as day) d
             -- One that is there and held by another is left to it, and so is one that another is making: what is not committed yet would be waited for.
             where not exists (select from audit_tallies k where k.day = d.day and k.action = $2 and k.detail = $3 and k.subject_kind = $4 and k.subject_id = $5)
               and pg_try_advisory_xact_lock(hashtextextended('tally/' || d.day::text || '/' || $2::text || '/' || $3::text || '/' || $4::text || '/' || $5::uuid::text, 1))
             on conflict do nothing returning tries)
         select tries as \"tries!\" from counted union all select tries from made",
        now as _,
        action,
        detail,
        kind,
        id
    )
    .fetch_optional(&mut **tx)
    .await
}

/// Forgets some of what was counted long ago; gives how many.
///
/// # Errors
/// Database errors.
pub async fn forget_tallies(tx: &mut Tx) -> Result<u64, DbError> {
    let now = tx.now();
    let forgotten = sqlx::query!(
        "delete from audit_tallies where (day, action, detail, subject_kind, subject_id) in (
             select day, action, detail, subject_kind, subject_id from audit_tallies
             where day < ($1::timestamptz at time zone 'utc')::date - $2::int order by day limit 1000 for update skip locked)",
        now as _,
        TALLIES_KEPT
    )
    .execute(&mut **tx)
    .await?;
    Ok(forgotten.rows_affected())
}
