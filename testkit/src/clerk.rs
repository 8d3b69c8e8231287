//! Who makes and clears away the tests' databases: one connection each, held for as long as the process lives. To come anew for each statement would cost as
//! many server processes as the tests themselves use.

use std::sync::OnceLock;

use sqlx::{Connection, Executor, PgConnection};
use tokio::sync::{mpsc, oneshot};

use crate::cluster::{block_on, server};

/// A statement, and where its end is told.
type Order = (String, oneshot::Sender<Result<(), sqlx::Error>>);

/// Does statements about databases, one after the other, on a thread of its own.
pub(crate) struct Clerk(mpsc::UnboundedSender<Order>);

impl Clerk {
    /// Who makes databases.
    pub(crate) fn that_makes() -> &'static Self {
        static CLERK: OnceLock<Clerk> = OnceLock::new();
        CLERK.get_or_init(Self::start)
    }

    /// Who clears them away: somebody else, so that whoever waits for a new one does not wait for what goes.
    pub(crate) fn that_clears() -> &'static Self {
        static CLERK: OnceLock<Clerk> = OnceLock::new();
        CLERK.get_or_init(Self::start)
    }

    fn start() -> Self {
        let (tell, mut told) = mpsc::unbounded_channel::<Order>();
        std::thread::spawn(move || {
            block_on(async {
                let mut held = None;
                while let Some((sql, done)) = told.recv().await {
                    let outcome = carry_out(&mut held, sql).await;
                    if outcome.is_err() {
                        held = None;
                    }
                    // Whoever has only left it here does not listen.
                    let _ = done.send(outcome);
                }
            });
        });
        Self(tell)
    }

    /// Leaves a statement here; its end is told to whoever waits for it.
    pub(crate) fn leave(&self, sql: String) -> oneshot::Receiver<Result<(), sqlx::Error>> {
        let (done, end) = oneshot::channel();
        // The thread ends with the process.
        let _ = self.0.send((sql, done));
        end
    }
}

async fn carry_out(held: &mut Option<PgConnection>, sql: String) -> Result<(), sqlx::Error> {
    if let Some(connection) = held {
        let done = connection.execute(sqlx::AssertSqlSafe(sql.clone())).await;
        match done {
            // A server that somebody lends may have ended a connection that rested.
            Err(sqlx::Error::Io(_) | sqlx::Error::Protocol(_)) => {}
            done => return done.map(drop),
        }
    }
    let connection = held.insert(PgConnection::connect(&server().maintenance_url).await?);
    connection.execute(sqlx::AssertSqlSafe(sql)).await.map(drop)
}
