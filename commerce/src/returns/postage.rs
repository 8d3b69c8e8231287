//! **Postage**: what the buyer has paid for sending back what was faulty. It is the shop's to stand for, beside what the order cost, and is paid by hand.

use platform::audit::Change;
use platform::db::{DbError, Tx};
use serde_json::json;

use super::decide::{DecideError, locked};
use super::refund::LONGEST_NOTE;
use super::{Case, ReturnKind, ReturnState, store};
use crate::ids::ReturnId;
use crate::jobs::SendReturnNotice;

/// Most that is paid for postage at once: more is a slip of the hand.
pub const MOST_POSTAGE: i64 = 500_000;

/// Why no postage was paid.
#[derive(Debug, thiserror::Error)]
pub enum PostageError {
    /// The case does not stand as it was read.
    #[error(transparent)]
    Case(#[from] DecideError),
    /// Nothing, or too much.
    #[error("the amount is out of range")]
    Amount,
    /// Not a word of how it was paid.
    #[error("not said how it was paid")]
    NoNote,
}

impl From<DbError> for PostageError {
    fn from(error: DbError) -> Self {
        Self::Case(error.into())
    }
}

/// Whether postage can be paid in a case: faulty goods that have been asked for, or have come.
#[must_use]
pub fn can_be_paid(case: &Case) -> bool {
    let is_asked_for = case.state == ReturnState::AwaitingGoods || case.received_at.is_some();
    // Who got other goods, or theirs mended, has sent the old ones at our cost as well.
    let is_settled_by_goods = case.state == ReturnState::Settled && case.is_for_sending();
    let is_dead = match case.state {
        ReturnState::Settled => !is_settled_by_goods,
        state => matches!(state, ReturnState::Refused | ReturnState::TakenBack),
    };
    case.kind == ReturnKind::Complaint && is_asked_for && !is_dead
}

/// Writes down that staff have paid the buyer's postage, and tells the buyer.
///
/// # Errors
/// [`PostageError`]; the transaction is to be dropped then.
pub async fn pay(
    tx: &mut Tx,
    id: ReturnId,
    row_version: i32,
    (amount_minor, note): (i64, &str),
) -> Result<(), PostageError> {
    let case = locked(tx, id, row_version).await?;
    if !can_be_paid(&case) {
        return Err(DecideError::ChangedMeanwhile.into());
    }
    if !(1..=MOST_POSTAGE).contains(&amount_minor) {
        return Err(PostageError::Amount);
    }
    let note = note.trim();
    if note.is_empty() || note.chars().count() > LONGEST_NOTE {
        return Err(PostageError::NoNote);
    }
    store::insert_way(tx, id, ("postage", amount_minor), None, note).await?;
    // Sent twice, the second is of a case that has changed.
    store::set_state(tx, id, case.state).await?;
    let after = json!({ "amount_minor": amount_minor, "currency": case.currency });
    tx.audit(Change::deed("return.postage_paid", "return", id).with_after(&after))
        .await?;
    tx.enqueue(&SendReturnNotice {
        return_id: id,
        purpose: "postage".to_owned(),
    })
    .await?;
    Ok(())
}
