//! An **unused** account: nobody has logged in to it for years. Its owner is told by mail a month ahead. Whoever logs in meanwhile keeps it; the others are
//! erased as if they had asked for it. Who still has something here is left alone: store credit, a place in a company, a purchase in those years.

use jiff::SignedDuration;
use platform::audit::Change;
use platform::clock::Timestamp;
use platform::db::{DbError, PgConnection, Tx};

use super::erase;
use super::store::unused as store;
use crate::ids::CustomerId;
use crate::jobs::SendUnusedNotice;

/// How long after the last log-in an account is kept.
pub const KEPT_FOR: SignedDuration = SignedDuration::from_hours(24 * 365 * 3);
/// How long ahead its owner is told.
pub const TOLD_AHEAD: SignedDuration = SignedDuration::from_hours(24 * 30);
/// Owners that are told in a day at most: a shop that comes from elsewhere with many old accounts writes to them little by little.
pub const MOST_A_DAY: i64 = 500;

/// Whom to tell.
#[derive(Clone, Debug)]
pub struct Told {
    /// Where.
    pub email: String,
    /// `sv` or `en`.
    pub locale: String,
    /// When it was decided to tell them.
    pub told_at: Timestamp,
}

impl Told {
    /// The last day on which logging in keeps the account.
    #[must_use]
    pub fn until(&self) -> jiff::civil::Date {
        self.told_at.plus(TOLD_AHEAD).business_time().date()
    }
}

/// Tells owners whose accounts are about to go. Gives how many.
///
/// # Errors
/// Database errors.
pub async fn tell_some(tx: &mut Tx) -> Result<u64, DbError> {
    let now = tx.now();
    let today = now.minus(SignedDuration::from_hours(20));
    let left = MOST_A_DAY - store::told_since(tx, today).await?;
    if left <= 0 {
        return Ok(0);
    }
    let unused_since = now.minus(KEPT_FOR).plus(TOLD_AHEAD);
    let owners = store::lock_untold(tx, unused_since, left.min(100)).await?;
    store::set_told(tx, &owners).await?;
    for owner in &owners {
        tx.enqueue(&SendUnusedNotice {
            customer_id: *owner,
        })
        .await?;
        tx.audit(Change::deed("customer.unused_told", "customer", *owner))
            .await?;
    }
    Ok(u64::try_from(owners.len()).unwrap_or(u64::MAX))
}

/// For the mail; `None` when they have been here since, or are gone.
///
/// # Errors
/// Database errors.
pub async fn told(conn: &mut PgConnection, id: CustomerId) -> Result<Option<Told>, DbError> {
    store::told(conn, id).await
}

/// Erases one account whose owner was told and has not come; false when there is none. One at a time, since erasing locks what belongs to it.
///
/// # Errors
/// Database errors.
pub async fn erase_one(tx: &mut Tx, unused_since: Timestamp) -> Result<bool, DbError> {
    let told_before = tx.now().minus(TOLD_AHEAD);
    let Some(id) = store::next_due(tx, unused_since, told_before).await? else {
        return Ok(false);
    };
    Ok(erase::unused(tx, id, unused_since).await?.is_some())
}
