//! Comparing prices now with those of a time to come, where there are many of them.

use commerce::jobs::CompareRehearsal;
use commerce::pricing::rehearsal::{BATCH, Step, advance, forget_some};
use platform::db::{Db, DbError, Origin};
use platform::jobs::runner::{Attempt, JobError};

use crate::Context;

/// The job's body: compares some articles in each transaction until all are. After a break it goes on where it was.
///
/// # Errors
/// Database errors, to be tried again.
pub async fn compare_rehearsal(
    context: Context,
    job: CompareRehearsal,
    _: Attempt,
) -> Result<(), JobError> {
    loop {
        let mut tx = context.db.begin(Origin::system("rehearsal")).await?;
        let step = advance(&mut tx, job.rehearsal_id, BATCH).await?;
        tx.commit().await?;
        if step == Step::Done {
            return Ok(());
        }
    }
}

/// Takes away answers that nobody needs any more.
///
/// # Errors
/// Database errors.
pub async fn forget_old(db: &Db) -> Result<(), DbError> {
    loop {
        let mut tx = db.begin(Origin::system("housekeeping")).await?;
        let gone = forget_some(&mut tx).await?;
        tx.commit().await?;
        if gone == 0 {
            return Ok(());
        }
    }
}
