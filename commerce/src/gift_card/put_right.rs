//! **Putting right** what staff did or what time has done: a card lives longer, its balance is corrected, its code is mailed once more.

use jiff::SignedDuration;
use platform::audit::Change;
use platform::clock::Timestamp;
use platform::db::{DbError, Tx};
use serde_json::json;

use super::issue::MOST_MINOR;
use super::store;
use crate::ids::GiftCardId;
use crate::jobs::SendGiftCard;

/// Money that comes back onto a card can be used for so long at least.
pub const LIVES_AFTER_REFUND: SignedDuration = SignedDuration::from_hours(24 * 90);
/// Longest reason in characters.
pub const LONGEST_REASON: usize = 200;

/// Why nothing was put right.
#[derive(Debug, thiserror::Error)]
pub enum PutRightError {
    /// Somebody else has changed the card meanwhile.
    #[error("the card has been changed meanwhile")]
    ChangedMeanwhile,
    /// It would end earlier than it does, or has ended by then.
    #[error("the time is not later")]
    NotLater,
    /// It would hold less than nothing, or more than a card may; or nothing would change.
    #[error("the amount is outside what the card may hold")]
    Amount,
    /// It is not said why.
    #[error("a reason is missing or too long")]
    NoReason,
    /// There is no address, or the card cannot be used.
    #[error("there is nothing to send")]
    NothingToSend,
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// Lets a card live longer.
///
/// # Errors
/// [`PutRightError`].
pub async fn extend(
    tx: &mut Tx,
    id: GiftCardId,
    row_version: i32,
    until: Timestamp,
) -> Result<(), PutRightError> {
    let card = seen(tx, id, row_version).await?;
    if until <= card.expires_at || until <= tx.now() {
        return Err(PutRightError::NotLater);
    }
    store::set_expiry(tx, id, until).await?;
    let before = json!({ "expires_at": card.expires_at });
    let after = json!({ "expires_at": until });
    tx.audit(Change {
        action: "gift_card.extended",
        subject: ("gift_card", Some(id.0)),
        before: Some(&before),
        after: Some(&after),
        reason: None,
    })
    .await?;
    Ok(())
}

/// Corrects what a card holds, up or down, as an entry of its ledger.
///
/// # Errors
/// [`PutRightError`].
pub async fn correct(
    tx: &mut Tx,
    id: GiftCardId,
    row_version: i32,
    change_minor: i64,
    reason: &str,
) -> Result<(), PutRightError> {
    let reason = reason.trim();
    if reason.is_empty() || reason.chars().count() > LONGEST_REASON {
        return Err(PutRightError::NoReason);
    }
    let card = seen(tx, id, row_version).await?;
    let after = card.balance_minor.checked_add(change_minor);
    let is_possible = after.is_some_and(|after| (0..=MOST_MINOR).contains(&after));
    if change_minor == 0 || !is_possible {
        return Err(PutRightError::Amount);
    }
    store::correct(tx, id, change_minor).await?;
    let before = json!({ "balance_minor": card.balance_minor });
    let after = json!({ "balance_minor": after });
    tx.audit(Change {
        action: "gift_card.corrected",
        subject: ("gift_card", Some(id.0)),
        before: Some(&before),
        after: Some(&after),
        reason: Some(reason),
    })
    .await?;
    Ok(())
}

/// Mails a card's code to its recipient once more.
///
/// # Errors
/// [`PutRightError`].
pub async fn send_again(
    tx: &mut Tx,
    id: GiftCardId,
    row_version: i32,
) -> Result<(), PutRightError> {
    let card = seen(tx, id, row_version).await?;
    if !card.can_be_sent || card.expires_at <= tx.now() {
        return Err(PutRightError::NothingToSend);
    }
    store::count_sending(tx, id).await?;
    tx.enqueue(&SendGiftCard { gift_card_id: id }).await?;
    tx.audit(Change::deed("gift_card.sent_again", "gift_card", id))
        .await?;
    Ok(())
}

/// The card under its lock, if it still is as it was read.
async fn seen(
    tx: &mut Tx,
    id: GiftCardId,
    row_version: i32,
) -> Result<store::LockedCard, PutRightError> {
    store::lock(tx, id)
        .await?
        .filter(|card| card.row_version == row_version)
        .ok_or(PutRightError::ChangedMeanwhile)
}
