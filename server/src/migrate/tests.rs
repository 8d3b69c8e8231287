//! Taking turns, waiting for tables, and indexes that were interrupted.

use std::borrow::Cow;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use platform::clock::Clock;
use platform::db::Origin;
use sqlx::migrate::MigrationType;
use sqlx::{AssertSqlSafe, SqlSafeStr as _};
use testkit::Database;
use tracing::span;

use super::*;

fn patient() -> Patience {
    Patience {
        turn: Duration::from_secs(30),
        lock: Duration::from_millis(100),
        pause: Duration::from_millis(10),
        tries: 1_000,
    }
}

fn file(version: i64, sql: &str, no_tx: bool) -> Migration {
    let sql = AssertSqlSafe(sql.to_owned()).into_sql_str();
    Migration::new(
        version,
        Cow::from("test"),
        MigrationType::Simple,
        sql,
        no_tx,
    )
}

/// A table, and an index on it that is made while others write.
fn with_an_index() -> Migrator {
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
    of(migrations)
}

fn of(migrations: Vec<Migration>) -> Migrator {
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
    let all = futures_util::future::join_all((0..4).map(|_| apply(&migrator, &db, patient())));
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
    let short = Patience {
        turn: Duration::from_millis(300),
        ..patient()
    };
    let refused = apply(&with_an_index(), &db, short).await;
    let said = refused.unwrap_err().to_string();
    assert!(said.contains("another torg"), "{said}");
    drop(other.detach());
    apply(&with_an_index(), &db, patient()).await.unwrap();
}

/// The table with the index, and then a change for which nobody may use the table.
fn with_a_change() -> Migrator {
    let mut migrator = with_an_index();
    let change = file(3, "alter table pots add column height bigint", false);
    migrator.migrations.to_mut().push(change);
    migrator
}

/// Returns when somebody has waited for a lock for so long.
async fn waits(database: &Database, for_at_least: &str) {
    let sql: &'static str = format!(
        "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'
            and clock_timestamp() - state_change >= interval '{for_at_least}'"
    )
    .leak();
    while database.value::<i64>(sql).await == 0 {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn a_change_lets_others_through_while_it_waits_for_a_table_and_is_made_when_it_is_free() {
    let (database, db) = empty().await;
    apply(&with_an_index(), &db, patient()).await.unwrap();
    let mut holder = db.begin(Origin::system("test")).await.unwrap();
    let read = "select count(*) from pots";
    sqlx::query(read).execute(&mut *holder).await.unwrap();
    let migrator = with_a_change();
    let changing = apply(&migrator, &db, patient());
    let serving = async {
        waits(&database, "0 s").await;
        // Whoever comes meanwhile stands behind the change, and gets through although the table is held as before.
        let mut visitor = db.begin(Origin::system("test")).await.unwrap();
        sqlx::query("set local lock_timeout = '10s'")
            .execute(&mut *visitor)
            .await
            .unwrap();
        sqlx::query(read).execute(&mut *visitor).await.unwrap();
        visitor.commit().await.unwrap();
        holder.commit().await.unwrap();
    };
    let (changed, ()) = tokio::join!(changing, serving);
    changed.unwrap();
    let height = "select count(height) from pots";
    assert_eq!(database.value::<i64>(height).await, 0);
}

#[tokio::test]
async fn a_table_that_is_held_for_too_long_is_told_of_and_nothing_is_half_done() {
    let (database, db) = empty().await;
    apply(&with_an_index(), &db, patient()).await.unwrap();
    let mut holder = db.begin(Origin::system("test")).await.unwrap();
    let read = "select count(*) from pots";
    sqlx::query(read).execute(&mut *holder).await.unwrap();
    let short = Patience {
        tries: 2,
        ..patient()
    };
    let refused = apply(&with_a_change(), &db, short).await;
    let said = refused.unwrap_err().to_string();
    assert!(said.contains("migration 3 needs a table"), "{said}");
    let versions = "select count(*) from _sqlx_migrations";
    assert_eq!(database.value::<i64>(versions).await, 2);
    holder.commit().await.unwrap();
    apply(&with_a_change(), &db, short).await.unwrap();
}

#[tokio::test]
async fn an_index_that_is_made_concurrently_waits_for_whoever_writes_however_long() {
    let (database, db) = empty().await;
    let first = with_an_index().migrations.to_mut().remove(0);
    apply(&of(vec![first]), &db, patient()).await.unwrap();
    let mut holder = db.begin(Origin::system("test")).await.unwrap();
    sqlx::query("insert into pots values (1, 'ash')")
        .execute(&mut *holder)
        .await
        .unwrap();
    let once = Patience {
        tries: 1,
        ..patient()
    };
    let migrator = with_an_index();
    let making = apply(&migrator, &db, once);
    let writing = async {
        // Several times as long as a change would wait.
        let long = waits(&database, "400 ms");
        let waited = tokio::time::timeout(Duration::from_secs(20), long).await;
        holder.commit().await.unwrap();
        waited.unwrap();
    };
    let (made, ()) = tokio::join!(making, writing);
    made.unwrap();
    assert!(is_valid(&database).await);
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
    apply(&migrator, &db, patient()).await.unwrap();
    assert!(is_valid(&database).await, "if not exists has hidden it");
}

#[tokio::test]
async fn an_index_that_a_deadlock_has_left_behind_is_made_anew_in_the_same_run() {
    let (database, db) = empty().await;
    // The first try ends as PostgreSQL ends the one of two that wait for each other; a sequence is not rolled back with it.
    for sql in [
        "create table pots (id bigint primary key, glaze text)",
        "insert into pots values (1, 'ash')",
        "create sequence tries",
        "create function glaze_of(glaze text) returns text language plpgsql immutable as $$
         begin
             if nextval('public.tries') = 1 then
                 raise exception 'deadlock detected' using errcode = '40P01';
             end if;
             return glaze;
         end $$",
    ] {
        database.execute(sql).await;
    }
    let sql = "-- no-transaction\ncreate index concurrently if not exists pots_by_glaze on pots (glaze_of(glaze))";
    let migrator = of(vec![file(1, sql, true)]);
    apply(&migrator, &db, patient()).await.unwrap();
    assert!(is_valid(&database).await, "if not exists has hidden it");
    let tries: i64 = database.value("select last_value from tries").await;
    assert!(tries > 1, "there was no second try");
}

/// Counts what sqlx tells of its statements, at whatever level.
#[derive(Clone, Default)]
struct Told(Arc<AtomicUsize>);

impl tracing::Subscriber for Told {
    fn enabled(&self, metadata: &tracing::Metadata<'_>) -> bool {
        metadata.target() == "sqlx::query"
    }

    fn new_span(&self, _: &span::Attributes<'_>) -> span::Id {
        span::Id::from_u64(1)
    }

    fn record(&self, _: &span::Id, _: &span::Record<'_>) {}

    fn record_follows_from(&self, _: &span::Id, _: &span::Id) {}

    fn event(&self, _: &tracing::Event<'_>) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }

    fn enter(&self, _: &span::Id) {}

    fn exit(&self, _: &span::Id) {}
}

#[tokio::test]
async fn the_text_of_a_migration_does_not_get_into_the_log_however_slow_the_machine_is() {
    let (_database, db) = empty().await;
    let told = Told::default();
    let _here = tracing::subscriber::set_default(told.clone());
    sqlx::query("select 1").execute(db.pool()).await.unwrap();
    let before = told.0.load(Ordering::Relaxed);
    assert!(before > 0, "nothing is counted");
    apply(&with_an_index(), &db, patient()).await.unwrap();
    assert_eq!(told.0.load(Ordering::Relaxed), before);
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
