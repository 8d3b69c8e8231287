//! **Refunding** a case: the sum goes back by the ways by which the order was paid. What the vendor sends is sent by a job, outside of any transaction.

use platform::audit::Change;
use platform::db::{DbError, PgConnection, Tx};
use platform::money::Money;
use serde_json::json;

use super::amount::{self, Ways};
use super::claims::part;
use super::decide::{DecideError, locked};
use super::{Case, CaseLine, ReturnEvent, ReturnState, store};
use crate::gift_card;
use crate::ids::{RefundId, ReturnId};
use crate::jobs::{SendRefund, SendReturnNotice};
use crate::order::events::{RefundBegun, RefundFailed, ReturnRefunded};
use crate::order::{self, invoice};
use crate::payment::{difference, refund as money};

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
    /// Paid by hand, without a word of how, or where the vendor can still be asked.
    #[error("not said how it was paid by hand")]
    NoNote,
}

impl From<DbError> for RefundError {
    fn from(error: DbError) -> Self {
        Self::Case(error.into())
    }
}

/// What an order's money can go back by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Means {
    /// What the case has given back already.
    pub given_minor: i64,
    /// What is left of what the payment was for the sale.
    pub payment_minor: i64,
    /// What is left of the gift cards that paid.
    pub cards_minor: i64,
    /// What a company still owes by invoice: credited on it.
    pub credit_minor: i64,
    /// What a company has paid by invoice: paid out by hand.
    pub by_hand_minor: i64,
    /// The vendor has refused to send money of this case: what is left of the payment may be paid out by hand.
    pub may_by_hand: bool,
}

/// What is to go back.
#[derive(Clone, Copy, Debug)]
pub struct Payout<'a> {
    /// In all, with what the case has given back already.
    pub amount_minor: i64,
    /// Why that is less than the pieces cost.
    pub reason: &'a str,
    /// How staff have paid what the vendor will not send; nothing when the vendor is to be asked.
    pub by_hand: Option<&'a str>,
}

/// Longest note of how money was paid by hand.
pub const LONGEST_NOTE: usize = 200;

impl Means {
    /// Most that the case can give back.
    #[must_use]
    pub fn most(&self) -> i64 {
        self.given_minor
            + self.payment_minor
            + self.cards_minor
            + self.credit_minor
            + self.by_hand_minor
    }
}

/// By which means a case's money can go back.
///
/// # Errors
/// Database errors.
pub async fn means(conn: &mut PgConnection, case: &Case) -> Result<Means, DbError> {
    let payment = money::refundable(conn, case.order_id).await?;
    Ok(Means {
        given_minor: case.given_minor,
        payment_minor: payment.map_or(0, |payment| payment.of_sale_minor()),
        cards_minor: gift_card::left_to_refund(conn, case.order_id).await?,
        credit_minor: invoice::owed(conn, case.order_id).await?,
        by_hand_minor: store::by_hand_left(conn, case.order_id).await?,
        may_by_hand: store::was_refused(conn, case.id).await?,
    })
}

/// What the pieces and their freight come to.
#[must_use]
pub fn proposed(case: &Case) -> i64 {
    case.goods_minor + case.freight_minor
}

/// What falls on goods that were never sent: it need not wait for any goods to come back.
#[must_use]
pub fn called_off(case: &Case) -> i64 {
    let of_line = |line: &CaseLine| {
        part(
            line.amount_minor,
            line.called_off.into(),
            line.quantity.into(),
        )
    };
    case.lines.iter().map(of_line).sum()
}

/// Whether a sum is a part, so that the case goes on waiting for goods: less than the pieces cost, without a reason for a deduction.
#[must_use]
pub fn is_part(case: &Case, means: &Means, payout: &Payout<'_>) -> bool {
    payout.amount_minor < owed(case, means)
        && payout.amount_minor > case.given_minor
        && payout.reason.trim().is_empty()
        && case.awaited() > 0
}

/// What the pieces and their freight come to, as far as the order's money is still here: what has gone back in another way is not deducted.
#[must_use]
pub fn owed(case: &Case, means: &Means) -> i64 {
    proposed(case).min(means.most())
}

/// Sends a sum back; gives by which ways. A case of which too little has gone back gives more.
///
/// # Errors
/// [`RefundError`]; the transaction is to be dropped then.
pub async fn refund(
    tx: &mut Tx,
    id: ReturnId,
    row_version: i32,
    payout: &Payout<'_>,
) -> Result<Ways, RefundError> {
    let case = locked(tx, id, row_version).await?;
    let next = case
        .next(ReturnEvent::BeginRefund)
        .ok_or(DecideError::ChangedMeanwhile)?;
    let means = means(tx, &case).await?;
    check(&case, &means, payout)?;
    let amount_minor = payout.amount_minor;
    let is_less = amount_minor < owed(&case, &means);
    let deduction = if is_less { payout.reason.trim() } else { "" };
    store::begin_refund(tx, id, next, (amount_minor, deduction)).await?;
    let ways = amount::ways(
        amount_minor - means.given_minor,
        means.payment_minor,
        means.cards_minor,
    );
    let is_sent_later = give(tx, &case, &means, (ways, payout.by_hand)).await?;
    tx.emit(&RefundBegun {
        order_id: case.order_id,
        return_id: id,
        number: case.number.clone(),
        amount_minor: amount_minor - means.given_minor,
    })
    .await?;
    let after = json!({ "amount_minor": amount_minor, "currency": case.currency, "proposed_minor": proposed(&case), "given_before_minor": means.given_minor,
                        "payment_minor": ways.payment_minor, "gift_cards_minor": ways.cards_minor, "by_hand_minor": ways.by_hand_minor,
                        "is_payment_by_hand": payout.by_hand.is_some(), "has_reason": !payout.reason.trim().is_empty() });
    tx.audit(Change::deed("return.refund_begun", "return", id).with_after(&after))
        .await?;
    if !is_sent_later {
        finish(tx, id).await?;
    }
    Ok(ways)
}

fn check(case: &Case, means: &Means, payout: &Payout<'_>) -> Result<(), RefundError> {
    let most_minor = means.most();
    let is_ended = case.state == ReturnState::Refunded;
    let least = means.given_minor + i64::from(is_ended);
    if !(least..=most_minor).contains(&payout.amount_minor) {
        return Err(RefundError::Amount { most_minor });
    }
    let is_less = payout.amount_minor < owed(case, means);
    if is_less && payout.reason.trim().is_empty() && !is_part(case, means, payout) {
        return Err(RefundError::NoReason);
    }
    match payout.by_hand.map(str::trim) {
        Some(note)
            if note.is_empty() || note.chars().count() > LONGEST_NOTE || !means.may_by_hand =>
        {
            Err(RefundError::NoNote)
        }
        _ => Ok(()),
    }
}

/// Gives a sum by its ways; whether the vendor is to send some of it.
async fn give(
    tx: &mut Tx,
    case: &Case,
    means: &Means,
    (ways, by_hand): (Ways, Option<&str>),
) -> Result<bool, DbError> {
    let payment = money::refundable(tx, case.order_id).await?;
    let mut is_sent_later = false;
    if let Some(payment) = payment.filter(|_| ways.payment_minor > 0) {
        let way = ways.payment_minor;
        match by_hand {
            Some(note) => {
                money::take_by_hand(tx, &payment, way).await?;
                store::insert_way(tx, case.id, ("by_hand", way), None, note.trim()).await?;
                difference::given_by_case(tx, payment.id, None).await?;
            }
            None => {
                let refund = money::begin(tx, &payment, way, &case.number).await?;
                store::insert_way(tx, case.id, ("payment", way), Some(refund), "").await?;
                difference::given_by_case(tx, payment.id, Some(refund)).await?;
                is_sent_later = true;
            }
        }
    }
    let credit = ways.by_hand_minor.min(means.credit_minor);
    if credit > 0 {
        let credited = Money::new(credit, case.currency);
        invoice::credit::credit(tx, case.order_id, credited).await?;
        store::insert_way(tx, case.id, ("credit", credit), None, "").await?;
    }
    if ways.cards_minor > 0 {
        gift_card::refund(tx, case.order_id, ways.cards_minor).await?;
        store::insert_way(tx, case.id, ("gift_card", ways.cards_minor), None, "").await?;
    }
    let rest = ways.by_hand_minor - credit;
    if rest > 0 {
        store::insert_way(tx, case.id, ("by_hand", rest), None, "").await?;
    }
    Ok(is_sent_later)
}

/// Asks the vendor at once for what it has not answered, under the same key: whoever has waited long enough need not wait for the sweeper.
///
/// # Errors
/// [`DecideError`]; the transaction is to be dropped then.
pub async fn ask_again(tx: &mut Tx, id: ReturnId, row_version: i32) -> Result<(), DecideError> {
    let case = locked(tx, id, row_version).await?;
    let unheard = store::unheard(tx, id).await?;
    if case.state != ReturnState::Refunding || unheard.is_empty() {
        return Err(DecideError::ChangedMeanwhile);
    }
    for refund_id in &unheard {
        tx.enqueue(&SendRefund {
            refund_id: *refund_id,
        })
        .await?;
    }
    let after = json!({ "refunds": unheard });
    tx.audit(Change::deed("return.refund_asked_again", "return", id).with_after(&after))
        .await?;
    Ok(())
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
    order::store::count_money_back(tx, case.order_id).await?;
    let means = means(tx, &case).await?;
    // Of a part the sum was less than the pieces cost, without a reason: see [`is_part`].
    let is_part = case.awaited() > 0
        && case.refund_minor.unwrap_or(0) < owed(&case, &means)
        && case.deduction_reason.is_empty();
    let event = if is_part {
        ReturnEvent::FinishPart
    } else {
        ReturnEvent::FinishRefund
    };
    let Some(next) = case.state.apply(event) else {
        return Ok(());
    };
    store::set_state(tx, id, next).await?;
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
    store::set_state(tx, id, next).await?;
    tx.emit(&RefundFailed {
        order_id: case.order_id,
        return_id: id,
        number: case.number.clone(),
        reason: reason.to_owned(),
    })
    .await
}
