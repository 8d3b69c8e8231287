//! The database's structure. The migrations travel in the binary.

use std::collections::HashSet;
use std::time::Duration;

use anyhow::{Context as _, bail};
use platform::db::{Db, DbError, PgConnection};
use sqlx::ConnectOptions as _;
use sqlx::migrate::{MigrateError, Migration, Migrator};
use sqlx::postgres::PgConnectOptions;

use crate::ground::{self, Ground};
use crate::settings::Settings;

static MIGRATOR: Migrator = Migrator {
    // sqlx's own lock waits inside a statement, whose snapshot the other's `create index concurrently` waits for in its turn. `Turn` below
    // keeps them apart instead.
    locking: false,
    ..sqlx::migrate!("../migrations")
};

/// Names the lock that the migrating process holds. Ours alone: sqlx's is made from the database's name.
const LOCK: i64 = 0x746f_7267_5f6d_6967;
/// How long others are waited for.
#[derive(Clone, Copy)]
struct Patience {
    /// Another process that migrates.
    turn: Duration,
    /// A lock that somebody holds, each time. Whoever comes after us waits for it as long as we do.
    lock: Duration,
    /// How long those who came after us have for themselves before the lock is asked for again.
    pause: Duration,
    /// How often it is asked for.
    tries: u32,
}

const PATIENCE: Patience = Patience {
    // It may be building the index of a big table.
    turn: Duration::from_secs(30 * 60),
    lock: Duration::from_secs(2),
    pause: Duration::from_secs(3),
    tries: 120,
};

/// How often it is looked whether it has ended.
const LOOK_EVERY: Duration = Duration::from_millis(100);

/// The versions that this build carries, oldest first.
pub fn versions() -> Vec<i64> {
    MIGRATOR.iter().map(|migration| migration.version).collect()
}

/// Applies what is missing. Several processes may do so at once: one does it, the others wait.
///
/// # Errors
/// When the database was made by a newer program, another process does not come to an end, or a migration fails (it is then rolled back).
pub async fn bring_up_to_date(db: &Db) -> anyhow::Result<()> {
    apply(&MIGRATOR, db, PATIENCE).await
}

async fn apply(migrator: &Migrator, db: &Db, patience: Patience) -> anyhow::Result<()> {
    // Not of the pool: whatever way this ends, the connection closes, and with it lock and settings are gone. A busy machine takes a second for some
    // migrations, and sqlx would write the whole text of each into the log.
    let options = db.pool().connect_options();
    let quiet = PgConnectOptions::clone(&options).disable_statement_logging();
    let mut conn = quiet.connect().await.context("the database")?;
    // A migration of a big shop may build an index for longer than a page may take.
    sqlx::query("set statement_timeout = 0")
        .execute(&mut conn)
        .await?;
    // At each stretch the database would tell that the list of migrations is there already: nobody has to read that.
    sqlx::query("set client_min_messages = warning")
        .execute(&mut conn)
        .await?;
    take_turn(&mut conn, patience.turn).await?;
    let applied = applied(&mut conn).await?;
    let missing: Vec<&Migration> = migrator
        .iter()
        .filter(|migration| !applied.contains(&migration.version))
        .collect();
    drop_unfinished_indexes(&missing, &mut conn).await?;
    for stretch in missing.chunk_by(|one, next| one.no_tx == next.no_tx) {
        run_up_to(migrator, &mut conn, stretch, patience).await?;
    }
    // What was there before is looked at, too.
    let outcome = migrator.run_direct(None, &mut conn, false).await;
    outcome.map_err(told)?;
    // Closed by hand, so that the next in turn need not wait until the server has noticed.
    sqlx::Connection::close(conn).await?;
    Ok(())
}

/// Applies a stretch of what is missing, all of it in transactions or none. What runs in a transaction waits for each lock for a moment only and begins anew after a
/// while: everybody whom the former version serves would else stand behind it for as long as it stands behind somebody. What is made concurrently keeps nobody
/// waiting while it waits, and has to wait until all who began before it have ended.
async fn run_up_to(
    migrator: &Migrator,
    conn: &mut PgConnection,
    stretch: &[&Migration],
    patience: Patience,
) -> anyhow::Result<()> {
    let Some(last) = stretch.last() else {
        return Ok(());
    };
    let most = if last.no_tx {
        Duration::ZERO
    } else {
        patience.lock
    };
    sqlx::query("select set_config('lock_timeout', $1, false)")
        .bind(format!("{}ms", most.as_millis()))
        .execute(&mut *conn)
        .await?;
    for left in (0..patience.tries).rev() {
        let outcome = migrator
            .run_direct(Some(last.version), &mut *conn, false)
            .await;
        let Err(error) = outcome else {
            return Ok(());
        };
        let Some(version) = held_up(&error) else {
            return Err(told(error));
        };
        if left == 0 {
            bail!(
                "migration {version} needs a table that somebody else has held each of the {} times that it was asked for; nothing of it was done.\n  \
                 Start again when that has ended. Who it is: select pid, xact_start, query from pg_stat_activity where xact_start is not null order by xact_start",
                patience.tries
            );
        }
        tracing::warn!(
            version,
            "a migration waits for a table that somebody else holds; it is begun anew"
        );
        tokio::time::sleep(patience.pause).await;
        // What is made concurrently is not rolled back: the try may have left its index behind.
        drop_unfinished_indexes(stretch, conn).await?;
    }
    Ok(())
}

/// The migration that was rolled back because somebody else held what it needs; none where it failed by itself.
fn held_up(error: &MigrateError) -> Option<i64> {
    let MigrateError::ExecuteMigration(error, version) = error else {
        return None;
    };
    // A lock that was not got in time, and two that waited for each other.
    let code = error.as_database_error()?.code()?;
    ["55P03", "40P01"].contains(&&*code).then_some(*version)
}

/// A fault in words.
fn told(error: MigrateError) -> anyhow::Error {
    match error {
        MigrateError::VersionMissing(version) => {
            anyhow::anyhow!(
                "the database was made by a newer torg (it knows migration {version}); start that one, or restore a backup"
            )
        }
        MigrateError::VersionMismatch(version) => {
            anyhow::anyhow!(
                "migration {version} is not the one that this database was made with; start the torg that made it, or begin with an empty database"
            )
        }
        other => anyhow::Error::from(other)
            .context("the database's structure could not be brought up to date"),
    }
}

/// The versions that the database has.
async fn applied(conn: &mut PgConnection) -> Result<HashSet<i64>, DbError> {
    let is_begun: bool = sqlx::query_scalar("select to_regclass('_sqlx_migrations') is not null")
        .fetch_one(&mut *conn)
        .await?;
    if !is_begun {
        return Ok(HashSet::new());
    }
    let versions = sqlx::query_scalar("select version from _sqlx_migrations where success");
    Ok(versions.fetch_all(conn).await?.into_iter().collect())
}

/// Waits until nobody else migrates this database. Asks again and again, because a statement that waits would hold up the other.
async fn take_turn(conn: &mut PgConnection, patience: Duration) -> anyhow::Result<()> {
    let waiting = async {
        let mut has_told = false;
        while !sqlx::query_scalar::<_, bool>("select pg_try_advisory_lock($1)")
            .bind(LOCK)
            .fetch_one(&mut *conn)
            .await?
        {
            if !has_told {
                tracing::info!(
                    "another torg is bringing the database's structure up to date; waiting for it"
                );
                has_told = true;
            }
            tokio::time::sleep(LOOK_EVERY).await;
        }
        Ok::<_, DbError>(())
    };
    match tokio::time::timeout(patience, waiting).await {
        Ok(taken) => taken.context("the database"),
        Err(_) => bail!(
            "another torg has been bringing the database's structure up to date for {} s and has not ended.\n  \
             Let it finish and start again. If none runs, its connection is still open: select pid, query from pg_stat_activity",
            patience.as_secs()
        ),
    }
}

/// An index whose concurrent making was interrupted stays behind, unusable, and `if not exists` would take it for made.
async fn drop_unfinished_indexes(
    missing: &[&Migration],
    conn: &mut PgConnection,
) -> anyhow::Result<()> {
    let names: Vec<String> = missing.iter().copied().filter_map(index_of).collect();
    let unfinished: Vec<String> = sqlx::query_scalar(
        "select indexrelid::regclass::text from pg_index join pg_class on pg_class.oid = indexrelid
         where not indisvalid and relname = any($1) and pg_table_is_visible(indexrelid)",
    )
    .bind(names)
    .fetch_all(&mut *conn)
    .await?;
    for index in unfinished {
        tracing::warn!(index, "an index was not finished; it is made anew");
        // As PostgreSQL itself has written the name.
        let statement = format!("drop index concurrently if exists {index}");
        sqlx::query(sqlx::AssertSqlSafe(statement))
            .execute(&mut *conn)
            .await
            .with_context(|| format!("the unfinished index {index} cannot be dropped"))?;
    }
    Ok(())
}

/// The index that a migration makes concurrently: `create [unique] index concurrently if not exists NAME on ...`.
fn index_of(migration: &Migration) -> Option<String> {
    if !migration.no_tx {
        return None;
    }
    let words = migration.sql.as_str().lines();
    let words: Vec<String> = words
        .filter(|line| !line.trim_start().starts_with("--"))
        .flat_map(str::split_whitespace)
        .map(str::to_lowercase)
        .collect();
    let at = words.iter().position(|word| word == "concurrently")?;
    let rest: Vec<&str> = words[at + 1..].iter().map(String::as_str).collect();
    match rest.as_slice() {
        ["if", "not", "exists", name, ..] | [name, ..] => Some((*name).to_owned()),
        [] => None,
    }
}

/// `torg migrate`.
///
/// # Errors
/// Whatever hinders the database or a migration.
pub fn run(settings: Settings) -> anyhow::Result<()> {
    let grounds = Ground::lay(settings)?;
    ground::block_on(async {
        let db = grounds.connect().await?;
        bring_up_to_date(&db).await?;
        say!(
            "The database is up to date: {} migrations.",
            versions().len()
        );
        db.close().await;
        Ok(())
    })
}

#[cfg(test)]
mod tests;
