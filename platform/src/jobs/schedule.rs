//! Recurring tasks: reconcilers that compare what is stored with the present moment. Each runs in one process at a time.

use crate::clock::Timestamp;
use crate::db::{DbError, PgConnection};

/// Takes the turn of the recurring task `name` if its last turn began at least `every` ago; `false` when someone had it since.
///
/// # Errors
/// Database errors.
pub async fn take_turn(
    conn: &mut PgConnection,
    name: &str,
    every: jiff::SignedDuration,
    now: Timestamp,
) -> Result<bool, DbError> {
    let taken = sqlx::query!(
        "insert into schedules (name, last_run_at) values ($1, $2)
         on conflict (name) do update set last_run_at = excluded.last_run_at where schedules.last_run_at <= $3",
        name,
        now,
        now.minus(every),
    )
    .execute(conn)
    .await?;
    Ok(taken.rows_affected() == 1)
}

/// When the recurring task `name` had its last turn.
///
/// # Errors
/// Database errors.
pub async fn last_turn(conn: &mut PgConnection, name: &str) -> Result<Option<Timestamp>, DbError> {
    sqlx::query_scalar!("select last_run_at from schedules where name = $1", name)
        .fetch_optional(conn)
        .await
}
