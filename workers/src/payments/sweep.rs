//! The sweeper: payments of which no message came are asked for, until each has an end.

use commerce::jobs::CheckPayment;
use commerce::payment::{refund, store};
use platform::db::{Db, DbError, Origin};

const BATCH: i64 = 100;
/// How often one payment is asked for.
const EVERY: jiff::SignedDuration = jiff::SignedDuration::from_mins(2);

/// Takes up refunds of which nothing was heard for long; gives how many.
///
/// # Errors
/// Database errors.
pub async fn sweep_refunds(db: &Db) -> Result<usize, DbError> {
    let mut count = 0;
    loop {
        let mut tx = db.begin(Origin::system("sweeper")).await?;
        let taken = refund::take_up(&mut tx, BATCH).await?;
        tx.commit().await?;
        count += taken;
        if taken == 0 {
            return Ok(count);
        }
    }
}

/// Asks for a check of every payment whose time has come; gives how many.
///
/// # Errors
/// Database errors.
pub async fn sweep(db: &Db) -> Result<usize, DbError> {
    let mut count = 0;
    loop {
        let mut tx = db.begin(Origin::system("sweeper")).await?;
        let next = tx.now().plus(EVERY);
        let due = store::take_due_checks(&mut tx, BATCH, next).await?;
        for payment_id in &due {
            tx.enqueue(&CheckPayment {
                payment_id: *payment_id,
            })
            .await?;
        }
        tx.commit().await?;
        count += due.len();
        if due.is_empty() {
            return Ok(count);
        }
    }
}
