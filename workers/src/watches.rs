//! Telling those who wait for what was sold out.

use commerce::jobs::TellWatchers;
use commerce::stock_watch::tell::{Place, reconcile, tell_some};
use platform::db::{Db, DbError, Origin};
use platform::jobs::runner::{Attempt, JobError};

use crate::Context;

/// Of how many variants it is looked in one transaction whether they can be bought again.
const AT_ONCE: i64 = 500;

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

/// Looks through everything that is watched, a few at a time, and tells of what is back. What is found is kept as soon as it is, wherever the look ends.
///
/// # Errors
/// Database errors.
pub async fn find_all(db: &Db) -> Result<(), DbError> {
    let mut place = Place::default();
    loop {
        let mut tx = db.begin(Origin::system("watches")).await?;
        let next = reconcile(&mut tx, place, AT_ONCE).await?;
        tx.commit().await?;
        match next {
            Some(next) => place = next,
            None => return tell_all(db).await,
        }
    }
}
