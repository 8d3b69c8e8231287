//! Writing and claiming jobs.

use serde_json::Value;
use uuid::Uuid;

use super::Job;
use crate::clock::Timestamp;
use crate::db::{DbError, PgConnection, Tx};
use crate::ids::{JobId, new_uuid};

/// Writes jobs of one kind by one statement; one that waits already under the same key stands for both.
pub(crate) async fn insert<J: Job>(tx: &mut Tx, jobs: &[J], at: Timestamp) -> Result<(), DbError> {
    let (mut ids, mut payloads, mut keys) = (Vec::new(), Vec::new(), Vec::new());
    for job in jobs {
        let key = job.dedup_key();
        // One row cannot stand in the way of another of the same statement.
        if key.is_some() && keys.contains(&key) {
            continue;
        }
        ids.push(JobId::generate().0);
        payloads.push(serde_json::to_value(job).map_err(|e| DbError::Encode(e.into()))?);
        keys.push(key);
    }
    if ids.is_empty() {
        return Ok(());
    }
    let now = tx.now();
    let request_id = tx.request_id().map(str::to_owned);
    sqlx::query!(
        "insert into jobs (id, queue, name, payload, dedup_key, priority, run_at, max_attempts, request_id, created_at, updated_at)
         select j.id, $4, $5, j.payload, j.dedup_key, $6, $7, $8, $9, $10, $10
         from unnest((select $1::uuid[]), (select $2::jsonb[]), (select $3::text[])) as j (id, payload, dedup_key) order by j.id
         on conflict (name, dedup_key) where dedup_key is not null and state = 'ready'
         do update set run_at = least(jobs.run_at, excluded.run_at)",
        &ids,
        &payloads,
        &keys as &[Option<String>],
        J::QUEUE,
        J::NAME,
        J::PRIORITY,
        at,
        J::MAX_ATTEMPTS,
        request_id,
        now,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// A job that this worker holds until its lease ends.
#[derive(Debug, Clone)]
pub struct ClaimedJob {
    /// Which.
    pub id: Uuid,
    /// `room.verb-noun`.
    pub name: String,
    /// Ids to work on.
    pub payload: Value,
    /// This try's number, from 1.
    pub attempts: i32,
    /// Tries before it is left to staff.
    pub max_attempts: i32,
    /// The request that asked for it.
    pub request_id: Option<String>,
    /// Proof of the claim.
    pub lease: Uuid,
}

/// Claims up to `limit` due jobs of a queue, or ones whose worker has died, and holds them for `lease_for`. The transaction is over at once: no job
/// is worked on inside it. It is waited for on the disk: a worker outlives its PostgreSQL, and a claim that this forgot would give the job to a second one beside it.
///
/// # Errors
/// Database errors.
pub async fn claim(
    conn: &mut PgConnection,
    queue: &str,
    limit: i64,
    now: Timestamp,
    lease_for: jiff::SignedDuration,
) -> Result<Vec<ClaimedJob>, DbError> {
    sqlx::query_as!(
        ClaimedJob,
        r#"with due as (
               select id from jobs where queue = $1 and state = 'ready' and run_at <= $3
               order by priority, run_at limit $2 for update skip locked),
           abandoned as (
               select id from jobs where queue = $1 and state = 'running' and leased_until < $3
               limit $2 for update skip locked)
           update jobs set state = 'running', leased_until = $4, lease = $5, attempts = attempts + 1, updated_at = $3
           where id in (select id from due union all select id from abandoned limit $2)
           returning id, name, payload, attempts, max_attempts, request_id, lease as "lease!""#,
        queue,
        limit,
        now,
        now.plus(lease_for),
        new_uuid(),
    )
    .fetch_all(conn)
    .await
}

/// Removes a job that is done, if the lease still is this worker's. Nobody waits for the disk: of a machine that falls down within the second after it the job is done once
/// more, as if it had fallen down the second before. What the job itself has written is waited for.
///
/// # Errors
/// Database errors.
pub async fn finish(conn: &mut PgConnection, job: &ClaimedJob) -> Result<(), DbError> {
    sqlx::query!(
        "delete from jobs where id = $1 and lease = $2 and (select set_config('synchronous_commit', 'off', true)) is not null",
        job.id,
        job.lease
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Puts a job that did not succeed back in line at `run_at`; if one with its key waits already, that one stands for both.
///
/// # Errors
/// Database errors.
pub async fn retry_later(
    conn: &mut PgConnection,
    job: &ClaimedJob,
    error: &str,
    run_at: Timestamp,
    now: Timestamp,
) -> Result<(), DbError> {
    sqlx::query!(
        "with superseded as (
             delete from jobs j using jobs waiting
             where j.id = $1 and j.lease = $2 and j.dedup_key is not null
               and waiting.name = j.name and waiting.dedup_key = j.dedup_key and waiting.state = 'ready'
             returning j.id)
         update jobs set state = 'ready', leased_until = null, lease = null, last_error = $3, run_at = $4, updated_at = $5
         where id = $1 and lease = $2 and not exists (select from superseded)",
        job.id,
        job.lease,
        error,
        run_at,
        now,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Gives a job up: it stays as failed until staff retry it.
///
/// # Errors
/// Database errors.
pub async fn fail(
    conn: &mut PgConnection,
    job: &ClaimedJob,
    error: &str,
    now: Timestamp,
) -> Result<(), DbError> {
    sqlx::query!(
        "update jobs set state = 'failed', leased_until = null, lease = null, last_error = $3, updated_at = $4
         where id = $1 and lease = $2",
        job.id,
        job.lease,
        error,
        now,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Takes away what stands in line for the first time beside a job that does the work of all of its name. It is called before the work begins, so that nothing
/// that they were asked for is missed.
///
/// # Errors
/// Database errors.
pub async fn absorb(
    conn: &mut PgConnection,
    job: &ClaimedJob,
    queue: &str,
    now: Timestamp,
) -> Result<(), DbError> {
    sqlx::query!(
        "with beside as (
             select id from jobs where queue = $1 and state = 'ready' and run_at <= $2 and name = $3 and attempts = 0 for update skip locked)
         delete from jobs j using beside b where j.id = b.id",
        queue,
        now,
        job.name
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Takes a job that did not succeed away, where another that does its work stands in line no later than its own next try, `then`. `false` when there is none.
///
/// # Errors
/// Database errors.
pub async fn give_way(
    conn: &mut PgConnection,
    job: &ClaimedJob,
    queue: &str,
    then: Timestamp,
) -> Result<bool, DbError> {
    let done = sqlx::query!(
        "delete from jobs where id = $1 and lease = $2
           and exists (select from jobs w where w.queue = $3 and w.state = 'ready' and w.name = $4 and w.run_at <= $5)",
        job.id,
        job.lease,
        queue,
        job.name,
        then
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Takes away what was given up of a job's name before: the job that has just been given up does the work of those, too.
///
/// # Errors
/// Database errors.
pub async fn forget_failed_before(
    conn: &mut PgConnection,
    job: &ClaimedJob,
) -> Result<(), DbError> {
    sqlx::query!(
        "delete from jobs where state = 'failed' and name = $1 and id <> $2",
        job.name,
        job.id
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Prolongs the lease of a long job. `false` when the lease is lost: stop working.
///
/// # Errors
/// Database errors.
pub async fn prolong(
    conn: &mut PgConnection,
    job: &ClaimedJob,
    until: Timestamp,
) -> Result<bool, DbError> {
    let done = sqlx::query!(
        "update jobs set leased_until = $3 where id = $1 and lease = $2",
        job.id,
        job.lease,
        until
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Puts a job that was given up back in line, with all its tries. `false` when it is not one that failed.
///
/// # Errors
/// Database errors, among them `jobs_dedup_key` when the same work waits already.
pub async fn revive(tx: &mut Tx, id: JobId) -> Result<bool, DbError> {
    let now = tx.now();
    let done = sqlx::query!(
        "update jobs set state = 'ready', attempts = 0, run_at = $2, updated_at = $2 where id = $1 and state = 'failed'",
        id.0,
        now,
    )
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}
