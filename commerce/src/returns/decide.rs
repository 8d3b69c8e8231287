//! **Deciding** a case: right is given, it is put right in another way, or refused with the reason.

use platform::audit::Change;
use platform::db::{DbError, Tx};
use serde_json::json;

use super::period::{self, REFUND_DAYS};
use super::{
    Case, LONGEST_ANSWER, Remedy, ReturnEvent, ReturnKind, ReturnState, dialogue, listing, store,
};
use crate::ids::ReturnId;
use crate::jobs::SendReturnNotice;
use crate::locks;
use crate::order::events::{ReturnApproved, ReturnRefused, ReturnSettled};

/// Why a case stands as it stood.
#[derive(Debug, thiserror::Error)]
pub enum DecideError {
    /// There is no such case.
    #[error("no such case")]
    Unknown,
    /// Somebody else changed it meanwhile, or it is past that.
    #[error("changed meanwhile")]
    ChangedMeanwhile,
    /// A decision that the buyer is told needs words.
    #[error("no words were given")]
    NoWords,
    /// A withdrawal is refused on a ground that the law knows, or not at all.
    #[error("no lawful ground was given")]
    NoGround,
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// On what ground a withdrawal is refused. It needs nobody's consent: the shop can only say that it is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RefusalGround {
    /// Whoever made it is not the buyer.
    NotTheBuyer,
    /// The period was over.
    TooLate,
    /// The seal that the right depended on was broken.
    SealBroken,
}

impl RefusalGround {
    /// Every ground, in the order of the form.
    pub const ALL: [Self; 3] = [Self::NotTheBuyer, Self::TooLate, Self::SealBroken];

    /// As the form and the trail name it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::NotTheBuyer => "not_the_buyer",
            Self::TooLate => "too_late",
            Self::SealBroken => "seal_broken",
        }
    }

    /// From the form's name.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|ground| ground.as_str() == text)
    }
}

/// What is decided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decision {
    /// The buyer is right; the goods come back first, or need not.
    Approve {
        /// How it is put right.
        remedy: Remedy,
        /// Whether they come back; what is to be mended does.
        with_goods: bool,
        /// What the buyer is told beside it; may be empty.
        words: String,
    },
    /// Put right in another way, as the words say.
    Settle {
        /// What the buyer is told.
        words: String,
    },
    /// Refused, for the reason that the words give.
    Refuse {
        /// What the buyer is told.
        words: String,
        /// Asked for withdrawals.
        ground: Option<RefusalGround>,
    },
}

/// The case under its order's lock, when it is as it was read.
pub(super) async fn locked(
    tx: &mut Tx,
    id: ReturnId,
    row_version: i32,
) -> Result<Case, DecideError> {
    let order_id = store::order_of(tx, id).await?.ok_or(DecideError::Unknown)?;
    locks::lock_order(tx, order_id).await?;
    let case = listing::by_id(tx, id).await?.ok_or(DecideError::Unknown)?;
    if case.row_version != row_version {
        return Err(DecideError::ChangedMeanwhile);
    }
    Ok(case)
}

/// Decides a case.
///
/// # Errors
/// [`DecideError`]; the transaction is to be dropped then.
pub async fn decide(
    tx: &mut Tx,
    id: ReturnId,
    row_version: i32,
    decision: &Decision,
) -> Result<(), DecideError> {
    let case = locked(tx, id, row_version).await?;
    let (event, words, purpose) = match decision {
        Decision::Approve {
            remedy,
            with_goods,
            words,
        } => {
            let (event, purpose) = approval(*remedy, *with_goods);
            (event, words, purpose)
        }
        Decision::Settle { words } => (ReturnEvent::Settle, words, "settled"),
        Decision::Refuse { words, .. } => (ReturnEvent::Refuse, words, "refused"),
    };
    let is_told = matches!(decision, Decision::Settle { .. } | Decision::Refuse { .. });
    if (is_told && words.trim().is_empty()) || words.chars().count() > LONGEST_ANSWER {
        return Err(DecideError::NoWords);
    }
    let ground = match decision {
        Decision::Refuse { ground, .. } => *ground,
        Decision::Approve { .. } | Decision::Settle { .. } => None,
    };
    if event == ReturnEvent::Refuse && case.kind == ReturnKind::Withdrawal && ground.is_none() {
        return Err(DecideError::NoGround);
    }
    let next = case.next(event).ok_or(DecideError::ChangedMeanwhile)?;
    // Goods that were called off cannot be asked back.
    let next = match (next, case.awaited()) {
        (ReturnState::AwaitingGoods, 0) => ReturnState::ToRefund,
        (next, _) => next,
    };
    if let Decision::Approve { remedy, .. } = decision {
        // From now on it is the money that is waited for, or what is sent instead.
        store::set_due(tx, id, period::due_in(tx.now(), REFUND_DAYS)).await?;
        store::set_remedy(tx, id, *remedy).await?;
    }
    store::answer(tx, id, next, words.trim()).await?;
    dialogue::answered(tx, id).await?;
    tell(tx, &case, decision, words.trim()).await?;
    let before = json!({ "state": case.state.as_str() });
    // The words are the case's, and go with it.
    let remedy = match decision {
        Decision::Approve { remedy, .. } => Some(remedy.as_str()),
        Decision::Settle { .. } | Decision::Refuse { .. } => None,
    };
    let after = json!({ "state": next.as_str(), "has_words": !words.trim().is_empty(), "remedy": remedy,
                        "ground": ground.map(RefusalGround::as_str) });
    tx.audit(Change {
        action: match event {
            ReturnEvent::Settle => "return.settled",
            ReturnEvent::Refuse => "return.refused",
            _ => "return.approved",
        },
        subject: ("return", Some(id.0)),
        before: Some(&before),
        after: Some(&after),
        reason: None,
    })
    .await?;
    tx.enqueue(&SendReturnNotice {
        return_id: id,
        purpose: purpose.to_owned(),
    })
    .await?;
    Ok(())
}

/// What giving right does, and how the buyer is told.
fn approval(remedy: Remedy, with_goods: bool) -> (ReturnEvent, &'static str) {
    match (remedy, with_goods) {
        (Remedy::Repair, _) => (ReturnEvent::ApproveWithGoods, "approved-repair"),
        (Remedy::Exchange, true) => (ReturnEvent::ApproveWithGoods, "approved-exchange-goods"),
        (Remedy::Exchange, false) => (ReturnEvent::ApproveForSending, "approved-exchange"),
        (Remedy::Refund, true) => (ReturnEvent::ApproveWithGoods, "approved-goods"),
        (Remedy::Refund, false) => (ReturnEvent::ApproveWithoutGoods, "approved"),
    }
}

async fn tell(tx: &mut Tx, case: &Case, decision: &Decision, words: &str) -> Result<(), DbError> {
    let (order_id, return_id) = (case.order_id, case.id);
    let number = case.number.clone();
    match decision {
        Decision::Approve { .. } => {
            tx.emit(&ReturnApproved {
                order_id,
                return_id,
                number,
            })
            .await
        }
        Decision::Settle { .. } => {
            tx.emit(&ReturnSettled {
                order_id,
                return_id,
                number,
            })
            .await
        }
        Decision::Refuse { .. } => {
            tx.emit(&ReturnRefused {
                order_id,
                return_id,
                number,
                reason: words.to_owned(),
            })
            .await
        }
    }
}

/// Whether staff may give right: only complaints ask for it, a withdrawal needs nobody's consent.
#[must_use]
pub fn asks_for_consent(case: &Case) -> bool {
    case.kind == ReturnKind::Complaint && case.state == ReturnState::Open
}
