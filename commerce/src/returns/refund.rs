//! **Refunding** a case: the sum goes back by the ways by which the order was paid. What the vendor sends is sent by a job, outside of any transaction.

use platform::audit::Change;
use platform::db::{DbError, PgConnection, Tx};
use serde_json::json;

use super::amount::{self, Ways};
use super::decide::{DecideError, locked};
use super::{Case, ReturnEvent, ReturnState, store};
use crate::gift_card;
use crate::ids::{RefundId, ReturnId};
use crate::jobs::SendReturnNotice;
use crate::order::events::{RefundBegun, RefundFailed, ReturnRefunded};
use crate::payment::refund as money;

/// Why nothing goes back.
#[derive(Debug, thiserror::Error)]
pub enum RefundError {
    /// The case does not stand as it was read.
    #[error(transparent)]
    Case(#[from] DecideError),
    /// Nothing, or more than is left of what the order cost.
    #[error("the amount is out of range")]
    Amount {
        /// Most that can go back.
        most_minor: i64,
    },
    /// Less than the pieces cost, without a reason.
    #[error("a deduction needs its reason")]
    NoReason,
}

impl From<DbError> for RefundError {
    fn from(error: DbError) -> Self {
        Self::Case(error.into())
    }
}

/// What an order's money can go back by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Means {
    /// What the case has given back already, when its last try broke off.
    pub given_minor: i64,
    /// What is left of the payment.
    pub payment_minor: i64,
    /// What is left of the gift cards that paid.
    pub cards_minor: i64,
    /// What a company owes or has paid by invoice: credited by hand.
    pub by_hand_minor: i64,
}

impl Means {
    /// Most that the case can give back.
    #[must_use]
    pub fn most(&self) -> i64 {
        self.given_minor + self.payment_minor + self.cards_minor + self.by_hand_minor
    }
}

/// By which means a case's money can go back.
///
/// # Errors
/// Database errors.
pub async fn means(conn: &mut PgConnection, case: &Case) -> Result<Means, DbError> {
    let payment = money::refundable(conn, case.order_id).await?;
    Ok(Means {
        given_minor: store::given(conn, case.id).await?,
        payment_minor: payment.map_or(0, |payment| payment.left_minor),
        cards_minor: gift_card::left_to_refund(conn, case.order_id).await?,
        by_hand_minor: store::by_hand_left(conn, case.order_id).await?,
    })
}

/// What the pieces and their freight come to.
#[must_use]
pub fn proposed(case: &Case) -> i64 {
    case.goods_minor + case.freight_minor
}

/// Sends a sum back; gives by which ways. `by_hand` of it staff have seen to themselves.
///
/// # Errors
/// [`RefundError`]; the transaction is to be dropped then.
pub async fn refund(
    tx: &mut Tx,
    id: ReturnId,
    row_version: i32,
    amount_minor: i64,
    reason: &str,
) -> Result<Ways, RefundError> {
    let case = locked(tx, id, row_version).await?;
    let next = case
        .state
        .apply(ReturnEvent::BeginRefund)
        .ok_or(DecideError::ChangedMeanwhile)?;
    let means = means(tx, &case).await?;
    let most_minor = means.most();
    if amount_minor < means.given_minor.max(1) || amount_minor > most_minor {
        return Err(RefundError::Amount { most_minor });
    }
    if amount_minor < proposed(&case) && reason.trim().is_empty() {
        return Err(RefundError::NoReason);
    }
    let payment = money::refundable(tx, case.order_id).await?;
    // A try that broke off may have given back a part: the rest follows.
    let rest = amount_minor - means.given_minor;
    let ways = amount::ways(rest, means.payment_minor, means.cards_minor);
    store::begin_refund(tx, id, next, (amount_minor, reason.trim())).await?;
    let is_sent_later = match payment.filter(|_| ways.payment_minor > 0) {
        Some(payment) => {
            let refund = money::begin(tx, &payment, ways.payment_minor, &case.number).await?;
            store::insert_way(tx, id, "payment", ways.payment_minor, Some(refund)).await?;
            true
        }
        None => false,
    };
    if ways.cards_minor > 0 {
        gift_card::refund(tx, case.order_id, ways.cards_minor).await?;
        store::insert_way(tx, id, "gift_card", ways.cards_minor, None).await?;
    }
    if ways.by_hand_minor > 0 {
        store::insert_way(tx, id, "by_hand", ways.by_hand_minor, None).await?;
    }
    tx.emit(&RefundBegun {
        order_id: case.order_id,
        return_id: id,
        number: case.number.clone(),
        amount_minor,
    })
    .await?;
    let after = json!({ "amount_minor": amount_minor, "proposed_minor": proposed(&case), "payment_minor": ways.payment_minor,
                        "gift_cards_minor": ways.cards_minor, "by_hand_minor": ways.by_hand_minor,
                        "has_reason": !reason.trim().is_empty() });
    tx.audit(Change::deed("return.refund_begun", "return", id).with_after(&after))
        .await?;
    if !is_sent_later {
        finish(tx, id).await?;
    }
    Ok(ways)
}

/// The vendor has sent the money of a refund, or will not. The caller holds the order's lock.
///
/// # Errors
/// Database errors.
pub(crate) async fn after_vendor(
    tx: &mut Tx,
    refund: RefundId,
    failure: Option<&str>,
) -> Result<(), DbError> {
    let Some(id) = store::of_refund(tx, refund).await? else {
        return Ok(());
    };
    match failure {
        None => finish(tx, id).await,
        Some(reason) => fail(tx, id, reason).await,
    }
}

async fn finish(tx: &mut Tx, id: ReturnId) -> Result<(), DbError> {
    let Some(case) = super::by_id(tx, id).await? else {
        return Ok(());
    };
    let Some(next) = case.state.apply(ReturnEvent::FinishRefund) else {
        return Ok(());
    };
    store::set_state(tx, id, next).await?;
    store::refresh_payment_status(tx, case.order_id).await?;
    tx.emit(&ReturnRefunded {
        order_id: case.order_id,
        return_id: id,
        number: case.number.clone(),
        amount_minor: case.refund_minor.unwrap_or(0),
    })
    .await?;
    tx.enqueue(&SendReturnNotice {
        return_id: id,
        purpose: "refunded".to_owned(),
    })
    .await?;
    Ok(())
}

/// What went onto gift cards stays there; what is left is to be tried anew.
async fn fail(tx: &mut Tx, id: ReturnId, reason: &str) -> Result<(), DbError> {
    let Some(case) = super::by_id(tx, id).await? else {
        return Ok(());
    };
    let Some(next) = case.state.apply(ReturnEvent::FailRefund) else {
        return Ok(());
    };
    debug_assert_eq!(next, ReturnState::ToRefund);
    store::set_state(tx, id, next).await?;
    tx.emit(&RefundFailed {
        order_id: case.order_id,
        return_id: id,
        number: case.number.clone(),
        reason: reason.to_owned(),
    })
    .await
}
