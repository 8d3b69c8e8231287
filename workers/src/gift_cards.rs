//! Issues gift cards that were bought: at once when an order is paid, the others on their day.

use commerce::gift_card::IssueError;
use commerce::gift_card::bought::issue::{due, issue_bought};
use commerce::ids::{GiftCardId, OrderId};
use commerce::jobs::IssueGiftCards;
use platform::db::{DbError, Origin};
use platform::jobs::runner::{Attempt, JobError};

use crate::Context;

/// Cards that are looked up at a time.
const BATCH: i64 = 100;

/// The job's body: issues the cards of an order whose day has come.
///
/// # Errors
/// Database errors, to be tried again; a card that cannot be, for staff.
pub async fn issue_gift_cards(
    context: Context,
    job: IssueGiftCards,
    _: Attempt,
) -> Result<(), JobError> {
    for id in due_now(&context, Some(job.order_id)).await? {
        match issue_one(&context, id).await {
            Ok(()) => {}
            Err(IssueError::Db(error)) => return Err(error.into()),
            Err(error) => return Err(JobError::fail(error)),
        }
    }
    Ok(())
}

/// Issues what is due of all orders. One that cannot be issued holds up no other; it is told of in the log and tried again.
///
/// # Errors
/// Database errors.
pub async fn issue_due(context: &Context) -> Result<(), DbError> {
    loop {
        let mut is_done = true;
        for id in due_now(context, None).await? {
            match issue_one(context, id).await {
                Ok(()) => is_done = false,
                Err(IssueError::Db(error)) => return Err(error),
                Err(error) => {
                    tracing::error!(%error, gift_card.id = %id, "a bought card cannot be issued");
                }
            }
        }
        if is_done {
            return Ok(());
        }
    }
}

async fn due_now(context: &Context, order_id: Option<OrderId>) -> Result<Vec<GiftCardId>, DbError> {
    let now = context.db.clock().now();
    due(&mut *context.db.read().await?, order_id, now, BATCH).await
}

/// Each in a transaction of its own: what has been issued stays issued when the next one breaks off.
async fn issue_one(context: &Context, id: GiftCardId) -> Result<(), IssueError> {
    let mut tx = context.db.begin(Origin::system("gift-cards")).await?;
    issue_bought(&mut tx, &context.secret, id).await?;
    Ok(tx.commit().await?)
}
