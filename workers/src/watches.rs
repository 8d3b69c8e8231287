//! Telling those who wait for what was sold out.

use commerce::jobs::TellWatchers;
use commerce::stock_watch::tell::{reconcile, tell_some};
use platform::db::{Db, DbError, Origin};
use platform::jobs::runner::{Attempt, JobError};

use crate::Context;

/// The job's body: tells everybody whose turn it is.
///
/// # Errors
/// Database errors, to be tried again.
pub async fn tell_watchers(context: Context, _: TellWatchers, _: Attempt) -> Result<(), JobError> {
    Ok(tell_all(&context.db).await?)
}

/// Tells everybody whose turn it is, a round at a time.
///
/// # Errors
/// Database errors.
pub async fn tell_all(db: &Db) -> Result<(), DbError> {
    loop {
        let mut tx = db.begin(Origin::system("watches")).await?;
        let is_done = !tell_some(&mut tx).await?;
        tx.commit().await?;
        if is_done {
            return Ok(());
        }
    }
}

/// Looks through everything that is watched, and tells of what is back.
///
/// # Errors
/// Database errors.
pub async fn find_all(db: &Db) -> Result<(), DbError> {
    let mut tx = db.begin(Origin::system("watches")).await?;
    reconcile(&mut tx).await?;
    tx.commit().await?;
    tell_all(db).await
}
