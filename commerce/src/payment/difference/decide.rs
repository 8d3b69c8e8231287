//! **Deciding** about a difference: what staff have chosen is done in the transaction in which the difference is settled, so that neither is without the other.

use platform::audit::Change;
use platform::db::{DbError, Tx};
use platform::money::Money;
use serde_json::json;

use super::{Deed, Difference, listing, store};
use crate::ids::{DifferenceId, OrderId, RefundId};
use crate::jobs::SendRestRequest;
use crate::order::events::{DifferenceSettled, RestAskedFor};
use crate::payment::refund::{self, Refundable};
use crate::payment::settle::{self, SettleError, Settled};
use crate::{locks, order};

/// Longest note.
pub const LONGEST_NOTE: usize = 200;

/// What staff have decided.
#[derive(Clone, Copy, Debug)]
pub struct Decision<'a> {
    /// About which difference.
    pub id: DifferenceId,
    /// As they saw it.
    pub row_version: i32,
    /// What is to be done.
    pub deed: Deed,
    /// How it was paid back, or why less is accepted.
    pub note: &'a str,
}

/// What came of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Decided {
    /// What goes back, or is taken off the price.
    pub amount: Money,
    /// What the vendor is asked to send.
    pub refund: Option<RefundId>,
}

/// Why nothing was done.
#[derive(Debug, thiserror::Error)]
pub enum DecideError {
    /// There is no such difference.
    #[error("no such difference")]
    Unknown,
    /// Somebody has decided already, or it is not as it was seen.
    #[error("the difference has changed meanwhile")]
    ChangedMeanwhile,
    /// That cannot be done about it.
    #[error("the deed does not fit")]
    NotFitting,
    /// It is not said why or how, or at too great length.
    #[error("a note is wanted")]
    NoNote,
    /// The goods, or what they were promised for, are gone: all of the money must go back.
    #[error("the order cannot be carried out")]
    GoodsGone,
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

impl From<SettleError> for DecideError {
    fn from(error: SettleError) -> Self {
        match error {
            SettleError::Unknown => Self::Unknown,
            SettleError::Db(error) => Self::Db(error),
        }
    }
}

/// Decides about a difference, once: the money is asked for or noted, the order is carried out or not, and the difference is settled, all or nothing.
///
/// # Errors
/// [`DecideError`]; the transaction is to be dropped then.
pub async fn decide(tx: &mut Tx, decision: &Decision<'_>) -> Result<Decided, DecideError> {
    let seen = listing::by_id(tx, decision.id)
        .await?
        .ok_or(DecideError::Unknown)?;
    let note = decision.note.trim();
    let is_said = !note.is_empty() || !decision.deed.needs_note();
    if !is_said || note.chars().count() > LONGEST_NOTE {
        return Err(DecideError::NoNote);
    }
    // Whoever decides at once waits here: for the order, and what stands before it.
    carry_out(tx, &seen, decision.deed).await?;
    let now = listing::by_id(tx, decision.id)
        .await?
        .ok_or(DecideError::Unknown)?;
    if now.row_version != decision.row_version || now.deed.is_some() {
        return Err(DecideError::ChangedMeanwhile);
    }
    if !now.deeds().contains(&decision.deed) {
        return Err(DecideError::NotFitting);
    }
    let amount = now.amount_of(decision.deed);
    let refund = match decision.deed {
        Deed::RefundAll | Deed::RefundExcess => {
            Some(send_back(tx, &now, decision.deed, amount).await?)
        }
        _ => None,
    };
    if let (Deed::ByHand, Some(_)) = (decision.deed, now.payment_id) {
        let left = left(tx, &now, amount).await?;
        refund::take_by_hand(tx, &left, amount.minor).await?;
    }
    let settling = store::Settling {
        deed: decision.deed,
        note,
        refund,
    };
    if !store::settle(tx, now.id, &settling).await? {
        return Err(DecideError::ChangedMeanwhile);
    }
    tell(tx, &now, decision.deed, amount).await?;
    Ok(Decided { amount, refund })
}

/// Locks the order, and carries it out where that belongs to the deed, or lets it lapse where all of the money goes back.
async fn carry_out(tx: &mut Tx, seen: &Difference, deed: Deed) -> Result<(), DecideError> {
    let (Some(payment), false) = (seen.payment_id, deed == Deed::ByHand) else {
        locks::lock_order(tx, seen.order_id)
            .await?
            .ok_or(DecideError::Unknown)?;
        return Ok(());
    };
    match deed {
        Deed::RefundAll => Ok(settle::give_up(tx, payment).await?),
        Deed::RefundExcess | Deed::Accept | Deed::RestCame => {
            match settle::place_as_decided(tx, payment).await? {
                Settled::Placed => Ok(()),
                _ => Err(DecideError::GoodsGone),
            }
        }
        Deed::ByHand | Deed::Credit | Deed::Undone => Err(DecideError::NotFitting),
    }
}

/// The difference's payment, if as much is left of it.
async fn left(tx: &mut Tx, now: &Difference, amount: Money) -> Result<Refundable, DecideError> {
    let is_left = |left: &Refundable| {
        Some(left.id) == now.payment_id && (1..=left.left_minor).contains(&amount.minor)
    };
    refund::refundable(tx, now.order_id)
        .await?
        .filter(is_left)
        .ok_or(DecideError::ChangedMeanwhile)
}

async fn send_back(
    tx: &mut Tx,
    now: &Difference,
    deed: Deed,
    amount: Money,
) -> Result<RefundId, DecideError> {
    let left = left(tx, now, amount).await?;
    let reason = if deed == Deed::RefundExcess {
        refund::Reason::Excess
    } else {
        refund::Reason::Whole
    };
    Ok(refund::begin_for_difference(tx, &left, amount.minor, reason).await?)
}

async fn tell(tx: &mut Tx, now: &Difference, deed: Deed, amount: Money) -> Result<(), DbError> {
    // What was taken off the price is credited; what the order is paid with is counted anew.
    order::store::count_money_back(tx, now.order_id).await?;
    tx.emit(&DifferenceSettled {
        order_id: now.order_id,
        deed: deed.as_str().to_owned(),
        amount_minor: amount.minor,
        currency: amount.currency.to_string(),
    })
    .await?;
    let after = json!({ "difference": now.id, "deed": deed.as_str(), "amount_minor": amount.minor, "currency": amount.currency });
    tx.audit(Change::deed("order.difference_settled", "order", now.order_id).with_after(&after))
        .await
}

/// Asks the buyer by mail for what has not come. The difference stays open until it has, or something else is decided.
///
/// # Errors
/// [`DecideError`]; the transaction is to be dropped then.
pub async fn ask_for_rest(
    tx: &mut Tx,
    id: DifferenceId,
    row_version: i32,
) -> Result<Money, DecideError> {
    let seen = listing::by_id(tx, id).await?.ok_or(DecideError::Unknown)?;
    locks::lock_order(tx, seen.order_id)
        .await?
        .ok_or(DecideError::Unknown)?;
    if !seen.may_ask() {
        return Err(DecideError::NotFitting);
    }
    if !store::asked(tx, id, row_version).await? {
        return Err(DecideError::ChangedMeanwhile);
    }
    let rest = seen.rest();
    let order_id: OrderId = seen.order_id;
    tx.emit(&RestAskedFor {
        order_id,
        amount_minor: rest.minor,
        currency: rest.currency.to_string(),
    })
    .await?;
    let after = json!({ "difference": id, "amount_minor": rest.minor, "currency": rest.currency });
    tx.audit(Change::deed("order.rest_asked_for", "order", order_id).with_after(&after))
        .await?;
    tx.enqueue(&SendRestRequest {
        difference_id: id,
        round: row_version,
    })
    .await?;
    Ok(rest)
}
