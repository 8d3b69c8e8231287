//! The database: a pool with a clock, and [`Tx`], the only way to write.

mod bell;
pub mod constraint;
pub mod cut;
pub mod keyset;
mod tx;

use std::sync::Arc;
use std::time::Duration;

use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::{Connection as _, PgPool, Postgres};

use crate::clock::Clock;

pub use bell::{Bell, Ear};
pub use sqlx::PgConnection;
pub use tx::{Actor, Origin, Tx};

/// What went wrong in the database, for operations' `Db` variants.
pub type DbError = sqlx::Error;

/// A read connection from the pool; derefs to [`PgConnection`].
pub type Read = sqlx::pool::PoolConnection<Postgres>;

/// The database as the program's rooms hold it. Cheap to clone.
#[derive(Clone)]
pub struct Db {
    pool: PgPool,
    clock: Clock,
    /// Rung when a transaction with jobs has committed, so that workers need not wait for their next look.
    bell: Arc<Bell>,
}

/// Statements that a connection keeps prepared. The shop, its jobs and the back office have some hundreds between them; of fewer, what is asked seldom
/// drives out what is asked at every page.
pub const KEPT_STATEMENTS: usize = 500;
/// How long a connection that was used is taken to be alive.
const ALIVE_FOR: Duration = Duration::from_secs(1);
/// How long a connection is waited for that may be on its way back into the pool, before another is opened beside it.
const ON_ITS_WAY: Duration = Duration::from_millis(4);
/// How often other tasks are let go first meanwhile. Where the server has not answered by then, it is left the processor.
const TURNS: u32 = 5;

/// A connection of a pool. What was given back a moment ago comes into the pool by a task of its own; whoever asks meanwhile would open
/// another, which has everything to learn anew.
///
/// # Errors
/// When none is free in time or the server is gone.
pub async fn acquire(pool: &PgPool) -> Result<Read, DbError> {
    let size = pool.size();
    if size > 0 && size < pool.options().get_max_connections() && pool.num_idle() == 0 {
        let is_back = async {
            for _ in 0..TURNS {
                if pool.num_idle() > 0 {
                    return;
                }
                tokio::task::yield_now().await;
            }
            while pool.num_idle() == 0 {
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
        };
        // Where all are held for longer, another is opened.
        let _ = tokio::time::timeout(ON_ITS_WAY, is_back).await;
    }
    pool.acquire().await
}

impl Db {
    /// Connects with at most `connections` at a time. `url` is a PostgreSQL URL; statements are ended by the server after 30 s.
    ///
    /// # Errors
    /// When the server cannot be reached or the URL cannot be read.
    pub async fn connect(url: &str, connections: u32, clock: Clock) -> Result<Self, DbError> {
        let options: PgConnectOptions = url.parse()?;
        let options = options.statement_cache_capacity(KEPT_STATEMENTS);
        let options = options.application_name("torg").options([
            ("statement_timeout", "30s"),
            ("idle_in_transaction_session_timeout", "30s"),
            ("timezone", "UTC"),
        ]);
        let pool = PgPoolOptions::new()
            .max_connections(connections)
            .acquire_timeout(Duration::from_secs(5))
            // sqlx would ask the server at every acquisition, a round trip a page. One that was used a moment ago lives.
            .test_before_acquire(false)
            .before_acquire(|connection, meta| {
                Box::pin(
                    async move { Ok(meta.idle_for < ALIVE_FOR || connection.ping().await.is_ok()) },
                )
            })
            .connect_with(options)
            .await?;
        Ok(Self::new(pool, clock))
    }

    /// Wraps a pool that is there already (tests).
    #[must_use]
    pub fn new(pool: PgPool, clock: Clock) -> Self {
        Self {
            pool,
            clock,
            bell: Arc::new(Bell::default()),
        }
    }

    /// A connection for reading.
    ///
    /// # Errors
    /// When none is free within five seconds or the server is gone.
    pub async fn read(&self) -> Result<Read, DbError> {
        acquire(&self.pool).await
    }

    /// Begins a transaction; `now` is fixed for its whole life. Called by doors and job bodies only.
    ///
    /// # Errors
    /// When no connection is free within five seconds or the server is gone.
    pub async fn begin(&self, origin: Origin) -> Result<Tx, DbError> {
        let connection = acquire(&self.pool).await?;
        // Whoever asked may be gone before the server answers (a browser that hangs up drops its handler). sqlx then gives the connection
        // back with the transaction open, and what others write through it is never committed. So the answer is always waited for.
        #[expect(
            clippy::disallowed_methods,
            reason = "a stop need not wait: dropped, the transaction rolls back"
        )]
        let begun = tokio::spawn(sqlx::Transaction::begin(connection, None)).await;
        let inner = begun.map_err(|error| DbError::Io(std::io::Error::other(error)))??;
        Ok(Tx::new(
            inner,
            self.clock.clone(),
            origin,
            Arc::clone(&self.bell),
        ))
    }

    /// The program's clock.
    #[must_use]
    pub fn clock(&self) -> &Clock {
        &self.clock
    }

    /// The pool itself, for health checks, migrations and listeners.
    #[must_use]
    pub fn pool(&self) -> &PgPool {
        &self.pool
    }

    /// What tells the workers of this process that there is work.
    #[must_use]
    pub fn bell(&self) -> &Bell {
        &self.bell
    }

    /// Closes all connections, waiting for those in use.
    pub async fn close(&self) {
        self.pool.close().await;
    }
}
