//! **Notices**: what a guest states at once, without a link: who they are, which order it is about, where the receipt goes, and perhaps which goods. The law asks
//! for no more (directive 2011/83, art. 11a). It counts from the moment it was made. Where number and address belong to an order it becomes a case by itself; where
//! they do not, staff match it. Whether they do shows nowhere.

pub mod listing;
pub mod matching;
mod store;

use platform::audit::Change;
use platform::clock::Timestamp;
use platform::db::{DbError, PgConnection, Tx};
use serde_json::json;

use super::LONGEST_ANSWER;
use crate::ids::{OrderId, ReturnId, WithdrawalNoticeId};
use crate::jobs::{SendNoticeAnswer, TakeWithdrawalNotice};

pub(crate) use store::forget_before;

/// What keys of receipts' pages are derived for.
pub const RECEIPT_PAGE: &str = "withdrawal-receipt";
/// Longest text about which goods it is.
pub const LONGEST_GOODS: usize = 500;

/// How far a notice has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoticeState {
    /// Nobody has found its order.
    Open,
    /// It has become a case.
    Matched,
    /// It is about no order of ours.
    Dismissed,
}

impl NoticeState {
    /// Every state.
    pub const ALL: [Self; 3] = [Self::Open, Self::Matched, Self::Dismissed];

    /// As the table names it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Matched => "matched",
            Self::Dismissed => "dismissed",
        }
    }

    /// From the table's name; the table's CHECK allows no other.
    #[must_use]
    pub fn from_column(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == text)
    }
}

/// What a guest states.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewNotice {
    /// Which it becomes: the same form again is the same notice.
    pub id: WithdrawalNoticeId,
    /// The order's number.
    pub order_number: String,
    /// Whose statement it is.
    pub name: String,
    /// Where the receipt goes.
    pub email: String,
    /// Which goods; nothing: all of them.
    pub goods: String,
    /// `sv` or `en`.
    pub locale: String,
}

/// A notice.
#[derive(Clone, Debug)]
pub struct UnlinkedNotice {
    /// Which.
    pub id: WithdrawalNoticeId,
    /// `MED-10001`: for people, never a secret.
    pub number: String,
    /// The order's number, as it was typed.
    pub order_number: String,
    /// Whose statement it is.
    pub name: String,
    /// Where the receipt goes.
    pub email: String,
    /// Which goods; nothing: all of them.
    pub goods: String,
    /// `sv` or `en`.
    pub locale: String,
    /// When it was made: what counts against the period.
    pub made_at: Timestamp,
    /// How far it has come.
    pub state: NoticeState,
    /// The order that number and address belong to.
    pub order_id: Option<OrderId>,
    /// The case that it became.
    pub return_id: Option<ReturnId>,
    /// What staff have answered.
    pub answer: String,
    /// For forms.
    pub row_version: i32,
}

/// Why a notice stands as it stood.
#[derive(Debug, thiserror::Error)]
pub enum NoticeError {
    /// Under this id something else has been stated.
    #[error("something else was stated under the same id")]
    OtherNotice,
    /// There is no such notice, or it is closed.
    #[error("no such notice is open")]
    Closed,
    /// Somebody else changed it meanwhile.
    #[error("changed meanwhile")]
    ChangedMeanwhile,
    /// Whoever made it is told why.
    #[error("no words were given")]
    NoWords,
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// Takes a notice as it was made; a job looks for its order and sends the receipt.
///
/// # Errors
/// [`NoticeError`]; the transaction is to be dropped then.
pub async fn make(tx: &mut Tx, new: &NewNotice) -> Result<(), NoticeError> {
    if !store::insert(tx, new).await? {
        let known = listing::by_id(tx, new.id)
            .await?
            .ok_or(NoticeError::Closed)?;
        let is_same = known.order_number == new.order_number
            && known.name == new.name
            && known.email == new.email
            && known.goods == new.goods;
        return if is_same {
            Ok(())
        } else {
            Err(NoticeError::OtherNotice)
        };
    }
    let after = json!({ "order_number": new.order_number, "is_all": new.goods.is_empty() });
    tx.audit(
        Change::deed("withdrawal_notice.made", "withdrawal_notice", new.id).with_after(&after),
    )
    .await?;
    tx.enqueue(&TakeWithdrawalNotice { notice_id: new.id })
        .await?;
    Ok(())
}

/// A notice.
///
/// # Errors
/// Database errors.
pub async fn find(
    conn: &mut PgConnection,
    id: WithdrawalNoticeId,
) -> Result<Option<UnlinkedNotice>, DbError> {
    listing::by_id(conn, id).await
}

/// The open notice, locked; an order's lock comes before it.
async fn locked(tx: &mut Tx, id: WithdrawalNoticeId) -> Result<UnlinkedNotice, NoticeError> {
    crate::locks::lock_withdrawal_notice(tx, id).await?;
    let held = listing::by_id(tx, id).await?;
    held.filter(|held| held.state == NoticeState::Open)
        .ok_or(NoticeError::Closed)
}

/// The notice has become a case, which was opened in the same transaction.
///
/// # Errors
/// [`NoticeError`]; the transaction is to be dropped then, and the case with it.
pub async fn matched(
    tx: &mut Tx,
    id: WithdrawalNoticeId,
    (order_id, return_id): (OrderId, ReturnId),
) -> Result<(), NoticeError> {
    locked(tx, id).await?;
    store::matched(tx, id, order_id, return_id).await?;
    let after = json!({ "return": return_id });
    tx.audit(Change::deed("withdrawal_notice.matched", "withdrawal_notice", id).with_after(&after))
        .await?;
    Ok(())
}

/// Ends a notice that is about no order of ours; whoever made it is told why.
///
/// # Errors
/// [`NoticeError`]; the transaction is to be dropped then.
pub async fn dismiss(
    tx: &mut Tx,
    id: WithdrawalNoticeId,
    row_version: i32,
    words: &str,
) -> Result<(), NoticeError> {
    let notice = locked(tx, id).await?;
    if notice.row_version != row_version {
        return Err(NoticeError::ChangedMeanwhile);
    }
    let words = words.trim();
    if words.is_empty() || words.chars().count() > LONGEST_ANSWER {
        return Err(NoticeError::NoWords);
    }
    store::dismiss(tx, id, words).await?;
    tx.audit(Change::deed(
        "withdrawal_notice.dismissed",
        "withdrawal_notice",
        id,
    ))
    .await?;
    tx.enqueue(&SendNoticeAnswer { notice_id: id }).await?;
    Ok(())
}
