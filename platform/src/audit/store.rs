use serde::Serialize;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{Change, is_told};
use crate::db::{DbError, Tx};
use crate::ids::new_uuid;

/// Days for which tries are counted on.
const TALLIES_KEPT: i32 = 7;

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

/// Counts a try that was refused, and writes it down when its number is one that is told.
pub(crate) async fn insert_counted<A: Serialize>(
    tx: &mut Tx,
    change: Change<'_, (), A>,
    detail: &str,
) -> Result<(), DbError> {
    let Some(tries) = count(tx, change.action, detail, change.subject).await? else {
        return Ok(());
    };
    if tries == 1 {
        forget_tallies(tx).await?;
    }
    if !is_told(tries) {
        return Ok(());
    }
    let after = change.after.map(serde_json::to_value).transpose();
    let mut after = after.map_err(|e| DbError::Encode(e.into()))?;
    if tries > super::FEW_TRIES {
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
    insert(tx, told).await
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
    let counted = sqlx::query_scalar!(
        "with mine as (
             select day from audit_tallies
             where day = ($1::timestamptz at time zone 'utc')::date and action = $2 and detail = $3 and subject_kind = $4 and subject_id = $5
             for update skip locked)
         update audit_tallies t set tries = t.tries + 1 from mine
         where t.day = mine.day and t.action = $2 and t.detail = $3 and t.subject_kind = $4 and t.subject_id = $5
         returning t.tries as \"tries!\"",
        now as _,
        action,
        detail,
        kind,
        id
    )
    .fetch_optional(&mut **tx)
    .await?;
    if counted.is_some() {
        return Ok(counted);
    }
    sqlx::query_scalar!(
        "insert into audit_tallies (day, action, detail, subject_kind, subject_id, tries)
         select d.day, $2, $3, $4, $5, 1 from (select ($1::timestamptz at time zone 'utc')::date as day) d
         -- One that is there and held by another is left to it, and so is one that another is making: what is not committed yet would be waited for.
         where not exists (select from audit_tallies k where k.day = d.day and k.action = $2 and k.detail = $3 and k.subject_kind = $4 and k.subject_id = $5)
           and pg_try_advisory_xact_lock(hashtextextended('tally/' || d.day::text || '/' || $2::text || '/' || $3::text || '/' || $4::text || '/' || $5::uuid::text, 1))
         on conflict do nothing returning tries as \"tries!\"",
        now as _,
        action,
        detail,
        kind,
        id
    )
    .fetch_optional(&mut **tx)
    .await
}

/// Forgets some of what was counted long ago.
async fn forget_tallies(tx: &mut Tx) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "delete from audit_tallies where (day, action, detail, subject_kind, subject_id) in (
             select day, action, detail, subject_kind, subject_id from audit_tallies
             where day < ($1::timestamptz at time zone 'utc')::date - $2::int order by day limit 100 for update skip locked)",
        now as _,
        TALLIES_KEPT
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}
