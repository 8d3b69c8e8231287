//! Failed tries and how long they hold up the next.

use crate::clock::Timestamp;
use crate::db::{DbError, Tx};

pub(in crate::auth) struct Throttle {
    pub(in crate::auth) failures: i32,
    pub(in crate::auth) blocked_until: Option<Timestamp>,
    pub(in crate::auth) updated_at: Timestamp,
}

/// The throttle of a key, made when there is none, and locked.
pub(in crate::auth) async fn lock_throttle(tx: &mut Tx, key: &str) -> Result<Throttle, DbError> {
    let now = tx.now();
    sqlx::query_as!(
        Throttle,
        r#"insert into throttles (key, failures, window_started_at, updated_at) values ($1, 0, $2, $2)
           on conflict (key) do update set failures = throttles.failures
           returning failures, blocked_until, updated_at"#,
        key,
        now
    )
    .fetch_one(&mut **tx)
    .await
}

pub(in crate::auth) async fn set_throttle(
    tx: &mut Tx,
    key: &str,
    failures: i32,
    blocked_until: Option<Timestamp>,
) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "update throttles set failures = $2, blocked_until = $3, updated_at = $4 where key = $1",
        key,
        failures,
        blocked_until as _,
        now
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// A success forgives: all failures of `key`, or only the one that was counted ahead of the check.
pub(crate) async fn forgive(tx: &mut Tx, key: &str, is_all: bool) -> Result<(), DbError> {
    sqlx::query!(
        "update throttles set failures = case when $2 then 0 else greatest(failures - 1, 0) end, blocked_until = null where key = $1",
        key,
        is_all
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}
