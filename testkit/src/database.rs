//! A migrated database for one test.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use platform::clock::Clock;
use platform::db::{Db, DbError, KEPT_STATEMENTS, Read};
use sqlx::postgres::PgPoolOptions;
use sqlx::{PgConnection, PgPool};

use crate::clerk::Clerk;
use crate::cluster::{SPARE, server};

/// An empty, migrated database that no other test sees; gone when it is dropped.
///
/// Nothing needs to be configured: the process brings up a PostgreSQL of its own in memory. `TORG_TEST_DATABASE_URL` names another server
/// to use, as an account that may make databases.
pub struct Database {
    /// Connections to it.
    pub pool: PgPool,
    /// Its address, for programs that a test starts.
    pub url: String,
    /// The name, when it is ours to drop.
    name: Option<String>,
}

impl Database {
    /// The database of a program that runs, to look at from outside and to furnish; it stays when this is dropped.
    ///
    /// # Panics
    /// When the address is malformed.
    #[must_use]
    pub fn of_program(url: &str) -> Self {
        Self {
            // A program's server may be killed and come back under this pool.
            pool: pool(url, 4, true),
            url: url.to_owned(),
            name: None,
        }
    }

    /// Makes one: a copy of the migrated template.
    ///
    /// # Panics
    /// When there is no PostgreSQL on the machine or the migrations do not run.
    pub async fn create() -> Self {
        let server = server();
        static SPARE_IS_TAKEN: AtomicBool = AtomicBool::new(false);
        let name = if !server.is_lent && !SPARE_IS_TAKEN.swap(true, Ordering::Relaxed) {
            SPARE.to_owned()
        } else {
            let name = format!("torg_test_{}", platform::ids::new_uuid().simple());
            let sql = format!(
                "create database {name} template {} strategy file_copy",
                server.template
            );
            let made = Clerk::that_makes().leave(sql).await;
            made.expect("the clerk works")
                .expect("the template is copied");
            name
        };
        let url = with_name(&server.maintenance_url, &name);
        Self {
            pool: pool(&url, 24, false),
            url,
            name: Some(name),
        }
    }

    /// The database as the program's rooms take it, with a clock that the test holds.
    #[must_use]
    pub fn db(&self, clock: Clock) -> Db {
        Db::new(self.pool.clone(), clock)
    }
}

impl Database {
    /// Does what `sql` says, behind the program's back.
    ///
    /// # Panics
    /// When the statement fails.
    pub async fn execute(&self, sql: &'static str) {
        let mut connection = self.connection().await.expect("a connection");
        sqlx::query(sql)
            .execute(&mut *connection)
            .await
            .expect("the statement runs");
    }

    async fn connection(&self) -> Result<Read, DbError> {
        platform::db::acquire(&self.pool).await
    }

    /// Whether the database does what `sql` says, or refuses.
    pub async fn does(&self, sql: &'static str) -> bool {
        let mut connection = self.connection().await.expect("a connection");
        sqlx::query(sql).execute(&mut *connection).await.is_ok()
    }

    /// The tables of which any row says `words` in any column, in capitals or not.
    ///
    /// # Panics
    /// When a table cannot be read.
    pub async fn tables_that_say(&self, words: &str) -> Vec<String> {
        let tables: Vec<String> = sqlx::query_scalar(
            "select table_name::text from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE' order by 1",
        )
        .fetch_all(&self.pool)
        .await
        .expect("the tables");
        let mut found = Vec::new();
        for table in tables {
            let sql = format!(
                "select exists (select from {table} t where t::text ilike '%' || $1 || '%')"
            );
            let says: bool = sqlx::query_scalar(sqlx::AssertSqlSafe(sql))
                .bind(words)
                .fetch_one(&self.pool)
                .await
                .expect("the table is read");
            if says {
                found.push(table);
            }
        }
        found
    }

    /// The one value that `sql` asks for: what a door has left behind, as seen from outside.
    ///
    /// # Panics
    /// When the statement fails or gives nothing.
    pub async fn value<T>(&self, sql: &'static str) -> T
    where
        T: for<'r> sqlx::Decode<'r, sqlx::Postgres> + sqlx::Type<sqlx::Postgres> + Send + Unpin,
    {
        let mut connection = self.connection().await.expect("a connection");
        sqlx::query_scalar(sql)
            .fetch_one(&mut *connection)
            .await
            .expect("the statement gives a value")
    }
}

/// How many statements a connection has been asked so far, this question apart. What begins and ends transactions is not counted.
///
/// # Panics
/// When the connection is gone.
pub async fn statements(connection: &mut PgConnection) -> i64 {
    sqlx::query_scalar(
        "select coalesce(sum(generic_plans + custom_plans), 0)::bigint from pg_prepared_statements where statement not like '%pg_prepared_statements%'",
    )
    .fetch_one(connection)
    .await
    .expect("the connection answers")
}

/// Has a transaction wait for the disk when it commits, as all do where it matters.
///
/// # Panics
/// When the connection is gone.
pub async fn wait_for_the_disk(connection: &mut PgConnection) {
    sqlx::query("set local synchronous_commit = on")
        .execute(connection)
        .await
        .expect("the connection answers");
}

/// Whether a transaction waits for the disk when it commits.
///
/// # Panics
/// When the connection is gone.
pub async fn waits_for_the_disk(connection: &mut PgConnection) -> bool {
    sqlx::query_scalar("select current_setting('synchronous_commit') <> 'off'")
        .fetch_one(connection)
        .await
        .expect("the connection answers")
}

fn pool(url: &str, connections: u32, is_tested: bool) -> PgPool {
    let options: sqlx::postgres::PgConnectOptions =
        url.parse().expect("the server's address is well formed");
    let options = options
        .statement_cache_capacity(KEPT_STATEMENTS)
        // Most of what a test asks, it asks once: to plan that for its values and then for any takes longer than both answers.
        .options([
            ("timezone", "UTC"),
            ("plan_cache_mode", "force_generic_plan"),
        ]);
    PgPoolOptions::new()
        .max_connections(connections)
        .acquire_timeout(Duration::from_secs(30))
        .test_before_acquire(is_tested)
        .connect_lazy_with(options)
}

impl Drop for Database {
    fn drop(&mut self) {
        let Some(name) = self.name.take() else {
            return;
        };
        let swept =
            Clerk::that_clears().leave(format!("drop database if exists {name} with (force)"));
        if server().is_lent {
            // Our own server takes everything with it; on a lent one the database must be gone before the process is. A thread of its own, because a test's may
            // not be held up by what it awaits.
            let waiting = std::thread::spawn(|| swept.blocking_recv());
            match waiting.join().expect("no panic") {
                Ok(Ok(())) => {}
                ended => eprintln!("the test's database {name} stays: {ended:?}"),
            }
        }
    }
}

/// The address of the database `name` on the server of `url`.
pub(crate) fn with_name(url: &str, name: &str) -> String {
    let (address, settings) = url
        .split_once('?')
        .map_or((url, None), |(address, settings)| (address, Some(settings)));
    let host_begins = address.find("://").map_or(0, |at| at + 3);
    let host_ends = address[host_begins..]
        .find('/')
        .map_or(address.len(), |at| host_begins + at);
    let settings = settings
        .map(|settings| format!("?{settings}"))
        .unwrap_or_default();
    format!("{}/{name}{settings}", &address[..host_ends])
}

#[cfg(test)]
mod tests {
    use super::with_name;

    #[test]
    fn another_name_on_the_same_server() {
        assert_eq!(
            with_name("postgres://torg@%2Frun%2Fs/torg", "x"),
            "postgres://torg@%2Frun%2Fs/x"
        );
        assert_eq!(
            with_name("postgres://u:p@host:1", "x"),
            "postgres://u:p@host:1/x"
        );
        assert_eq!(
            with_name("postgres://host/a?sslmode=require", "x"),
            "postgres://host/x?sslmode=require"
        );
    }
}
