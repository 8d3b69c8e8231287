//! Recurring tasks: reconcilers that compare what is stored with the present moment. Each runs in one process at a time.

use crate::clock::Timestamp;
use crate::db::{DbError, PgConnection};

/// Which of the recurring tasks (name, how often) can have a turn now. To take one locks its row and is written to the disk even where somebody had it a moment
/// ago, so whoever looks often asks here first, by one statement that only reads; two who ask at once are told apart by [`take_turn`].
///
/// # Errors
/// Database errors.
pub async fn due(
    conn: &mut PgConnection,
    tasks: &[(&str, jiff::SignedDuration)],
    now: Timestamp,
) -> Result<Vec<String>, DbError> {
    let names: Vec<String> = tasks.iter().map(|(name, _)| (*name).to_owned()).collect();
    let since: Vec<Timestamp> = tasks.iter().map(|(_, every)| now.minus(*every)).collect();
    sqlx::query_scalar!(
        r#"select t.name as "name!" from unnest($1::text[], $2::timestamptz[]) as t (name, since)
           where not exists (select from schedules s where s.name = t.name and s.last_run_at > t.since)"#,
        &names,
        &since as &[Timestamp],
    )
    .fetch_all(conn)
    .await
}

/// Takes the turn of the recurring task `name` if its last turn began at least `every` ago; `false` when someone had it since. A turn that a machine forgets as it falls down
/// is taken once more, so nobody waits for the disk.
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
        "insert into schedules (name, last_run_at)
         select $1::text, $2::timestamptz where (select set_config('synchronous_commit', 'off', true)) is not null
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
