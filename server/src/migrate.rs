//! The database's structure. The migrations travel in the binary.

use std::collections::HashSet;
use std::time::Duration;

use anyhow::{Context as _, bail};
use platform::db::{Db, DbError, PgConnection};
use sqlx::migrate::{MigrateError, Migration, Migrator};

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
/// How long another process is waited for: it may be building the index of a big table.
const PATIENCE: Duration = Duration::from_secs(30 * 60);
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

async fn apply(migrator: &Migrator, db: &Db, patience: Duration) -> anyhow::Result<()> {
    // Out of the pool: whatever way this ends, the connection closes, and with it lock and settings are gone.
    let mut conn = db.read().await.context("the database")?.detach();
    // A migration of a big shop may build an index for longer than a page may take.
    sqlx::query("set statement_timeout = 0")
        .execute(&mut conn)
        .await?;
    take_turn(&mut conn, patience).await?;
    drop_unfinished_indexes(migrator, &mut conn).await?;
    let outcome = migrator.run_direct(None, &mut conn, false).await;
    outcome.map_err(|error| match error {
        MigrateError::VersionMissing(version) => {
            anyhow::anyhow!("the database was made by a newer torg (it knows migration {version}); start that one, or restore a backup")
        }
        MigrateError::VersionMismatch(version) => {
            anyhow::anyhow!("migration {version} is not the one that this database was made with; start the torg that made it, or begin with an empty database")
        }
        other => anyhow::Error::from(other).context("the database's structure could not be brought up to date"),
    })?;
    // Closed by hand, so that the next in turn need not wait until the server has noticed.
    sqlx::Connection::close(conn).await?;
    Ok(())
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
    migrator: &Migrator,
    conn: &mut PgConnection,
) -> anyhow::Result<()> {
    let is_begun: bool = sqlx::query_scalar("select to_regclass('_sqlx_migrations') is not null")
        .fetch_one(&mut *conn)
        .await?;
    let applied: HashSet<i64> = if is_begun {
        sqlx::query_scalar("select version from _sqlx_migrations where success")
            .fetch_all(&mut *conn)
            .await?
            .into_iter()
            .collect()
    } else {
        HashSet::new()
    };
    let names: Vec<String> = migrator
        .iter()
        .filter(|migration| !applied.contains(&migration.version))
        .filter_map(index_of)
        .collect();
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
mod tests {
    use std::borrow::Cow;

    use platform::clock::Clock;
    use sqlx::migrate::MigrationType;
    use sqlx::{AssertSqlSafe, SqlSafeStr as _};
    use testkit::Database;

    use super::*;

    /// A table, and an index on it that is made while others write.
    fn with_an_index() -> Migrator {
        let file = |version, sql: &str, no_tx| {
            let sql = AssertSqlSafe(sql.to_owned()).into_sql_str();
            Migration::new(
                version,
                Cow::from("test"),
                MigrationType::Simple,
                sql,
                no_tx,
            )
        };
        let migrations = vec![
            file(
                1,
                "create table pots (id bigint primary key, glaze text)",
                false,
            ),
            file(
                2,
                "-- no-transaction\ncreate index concurrently if not exists pots_by_glaze on pots (glaze)",
                true,
            ),
        ];
        Migrator {
            migrations: Cow::Owned(migrations),
            table_name: Cow::from("_sqlx_migrations"),
            ..MIGRATOR_WITHOUT_FILES
        }
    }

    const MIGRATOR_WITHOUT_FILES: Migrator = Migrator {
        locking: false,
        ..Migrator::DEFAULT
    };

    /// A database with nothing in it, not even migrations.
    async fn empty() -> (Database, Db) {
        let database = Database::create().await;
        database.execute("drop schema public cascade").await;
        database.execute("create schema public").await;
        let db = database.db(Clock::system());
        (database, db)
    }

    async fn is_valid(database: &Database) -> bool {
        database
            .value("select indisvalid from pg_index where indexrelid = 'pots_by_glaze'::regclass")
            .await
    }

    #[tokio::test]
    async fn several_may_start_at_once_although_an_index_is_made_concurrently() {
        let (database, db) = empty().await;
        let migrator = with_an_index();
        let all = futures_util::future::join_all(
            (0..4).map(|_| apply(&migrator, &db, Duration::from_secs(30))),
        );
        for outcome in all.await {
            outcome.unwrap();
        }
        assert!(is_valid(&database).await);
        assert_eq!(
            database
                .value::<i64>("select count(*) from _sqlx_migrations where success")
                .await,
            2
        );
    }

    #[tokio::test]
    async fn who_does_not_come_to_an_end_is_waited_for_no_longer_than_said() {
        let (_database, db) = empty().await;
        let mut other = db.read().await.unwrap();
        take_turn(&mut other, Duration::from_secs(10))
            .await
            .unwrap();
        let refused = apply(&with_an_index(), &db, Duration::from_millis(300)).await;
        let said = refused.unwrap_err().to_string();
        assert!(said.contains("another torg"), "{said}");
        drop(other.detach());
        apply(&with_an_index(), &db, Duration::from_secs(30))
            .await
            .unwrap();
    }

    #[tokio::test]
    async fn an_index_that_was_interrupted_is_made_anew() {
        let (database, db) = empty().await;
        // Two pots of one glaze make a unique index impossible; PostgreSQL leaves it behind unusable, as after a kill.
        database
            .execute("create table pots (id bigint primary key, glaze text)")
            .await;
        database
            .execute("insert into pots values (1, 'ash'), (2, 'ash')")
            .await;
        let broken = sqlx::query("create unique index concurrently pots_by_glaze on pots (glaze)")
            .execute(&database.pool)
            .await;
        broken.unwrap_err();
        assert!(!is_valid(&database).await);

        let mut migrator = with_an_index();
        migrator.migrations.to_mut().remove(0);
        apply(&migrator, &db, Duration::from_secs(30))
            .await
            .unwrap();
        assert!(is_valid(&database).await, "if not exists has hidden it");
    }

    #[test]
    fn the_index_of_a_migration_is_known() {
        let name = |sql: &str| {
            let sql = AssertSqlSafe(sql.to_owned()).into_sql_str();
            index_of(&Migration::new(
                1,
                Cow::from("x"),
                MigrationType::Simple,
                sql,
                true,
            ))
        };
        let sql = "-- no-transaction\n-- made concurrently\nCREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS a_b\n  on a (b)";
        assert_eq!(name(sql).as_deref(), Some("a_b"));
        assert_eq!(
            name("create index concurrently a_c on a (c)").as_deref(),
            Some("a_c")
        );
        assert_eq!(name("vacuum a"), None);
    }
}
