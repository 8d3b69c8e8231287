//! **Money that comes** for an invoice: all of it, a part, or more than is owed. The invoice takes what it is owed, and the company's credit follows at once; what is
//! over is a difference that staff decide about. What was paid, what was credited and what is owed always sum to the invoice.

pub mod listing;
mod store;

use platform::audit::Change;
use platform::clock::Date;
use platform::db::{DbError, Tx};
use serde_json::json;

use super::{Invoice, InvoiceState, of_order};
use crate::ids::{InvoicePaymentId, OrderId};
use crate::order::events::{InvoiceOverpaid, InvoicePaid, InvoicePartlyPaid, InvoiceReopened};
use crate::payment::difference;
use crate::{gift_card, locks, order};

/// Most that one payment can be: nothing of a shop costs more, and a sum is never more than a number holds.
pub const MOST_MINOR: i64 = 1_000_000_000_000;
/// Longest reference.
pub const LONGEST_REFERENCE: usize = 140;

/// Money that the bank has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Incoming {
    /// Made up by whoever asks: sent twice, it is one.
    pub id: InvoicePaymentId,
    /// How much, in the invoice's currency.
    pub amount_minor: i64,
    /// The day on which the bank had it.
    pub paid_on: jiff::civil::Date,
    /// In the bank's words; may be empty.
    pub reference: String,
}

/// What became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Taken {
    /// What the invoice took.
    pub applied_minor: i64,
    /// What is owed still.
    pub left_minor: i64,
    /// What was more than was owed.
    pub excess_minor: i64,
}

/// Why a payment was not entered.
#[derive(Debug, thiserror::Error)]
pub enum EnterError {
    /// There is no such order, or it is not paid by invoice.
    #[error("no such invoice")]
    Unknown,
    /// Nothing, or more than [`MOST_MINOR`].
    #[error("the amount is out of range")]
    Amount,
    /// A day that has not come, or one before the order.
    #[error("nothing was paid on that day")]
    Day,
    /// Longer than [`LONGEST_REFERENCE`].
    #[error("the reference is too long")]
    Reference,
    /// By this id something else has been entered.
    #[error("another payment has been entered by this id")]
    EnteredOtherwise,
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// Divides what came by what is owed: the invoice takes no more than that.
#[must_use]
pub fn divide(owed_minor: i64, amount_minor: i64) -> Taken {
    let applied_minor = amount_minor.min(owed_minor).max(0);
    Taken {
        applied_minor,
        left_minor: owed_minor - applied_minor,
        excess_minor: amount_minor - applied_minor,
    }
}

/// Enters money that has come for an order's invoice. However often it is sent, it is entered once; a second payment of what has been paid is all of it more
/// than is owed.
///
/// # Errors
/// [`EnterError`]; the transaction is to be dropped then.
pub async fn enter(
    tx: &mut Tx,
    order_id: OrderId,
    incoming: &Incoming,
) -> Result<Taken, EnterError> {
    locks::lock_order(tx, order_id)
        .await?
        .ok_or(EnterError::Unknown)?;
    let invoice = of_order(tx, order_id).await?.ok_or(EnterError::Unknown)?;
    if let Some(before) = store::entered(tx, incoming.id).await? {
        return if before.is(order_id, incoming) {
            Ok(Taken {
                applied_minor: before.applied_minor,
                left_minor: invoice.owed_minor(),
                excess_minor: incoming.amount_minor - before.applied_minor,
            })
        } else {
            Err(EnterError::EnteredOtherwise)
        };
    }
    if !(1..=MOST_MINOR).contains(&incoming.amount_minor) {
        return Err(EnterError::Amount);
    }
    let ordered = order::store::prepared_at(tx, order_id).await?;
    let first = ordered.business_time().date();
    let today = tx.now().business_time().date();
    if !(first..=today).contains(&incoming.paid_on) {
        return Err(EnterError::Day);
    }
    if incoming.reference.chars().count() > LONGEST_REFERENCE {
        return Err(EnterError::Reference);
    }
    let taken = divide(invoice.owed_minor(), incoming.amount_minor);
    store::insert(tx, order_id, &invoice, (incoming, taken.applied_minor)).await?;
    take(tx, order_id, &invoice, taken).await?;
    if taken.excess_minor > 0 {
        let sums = (taken.applied_minor, incoming.amount_minor);
        difference::found_by_bank(tx, order_id, incoming.id, sums, &invoice.currency).await?;
        tx.emit(&InvoiceOverpaid {
            order_id,
            amount_minor: taken.excess_minor,
            currency: invoice.currency.clone(),
        })
        .await?;
    }
    let after = json!({ "payment": incoming.id, "amount_minor": incoming.amount_minor, "currency": invoice.currency, "applied_minor": taken.applied_minor,
                        "left_minor": taken.left_minor, "paid_on": incoming.paid_on.to_string() });
    tx.audit(Change::deed("order.invoice_payment_entered", "order", order_id).with_after(&after))
        .await?;
    Ok(taken)
}

/// What follows for invoice, credit and order when the invoice takes a sum. The caller holds the order's lock.
async fn take(
    tx: &mut Tx,
    order_id: OrderId,
    invoice: &Invoice,
    taken: Taken,
) -> Result<(), DbError> {
    if taken.applied_minor == 0 {
        return order::store::count_money_back(tx, order_id).await;
    }
    store::apply(tx, order_id, taken.applied_minor).await?;
    // Some of it may have been credited, or have gone back onto cards.
    order::store::count_money_back(tx, order_id).await?;
    if taken.left_minor > 0 {
        return tx
            .emit(&InvoicePartlyPaid {
                order_id,
                amount_minor: taken.applied_minor,
                left_minor: taken.left_minor,
                currency: invoice.currency.clone(),
            })
            .await;
    }
    gift_card::bought::paid(tx, order_id).await?;
    tx.emit(&InvoicePaid {
        order_id,
        amount_minor: taken.applied_minor,
        currency: invoice.currency.clone(),
    })
    .await
}

/// Takes all that is owed of an open invoice for paid today. The caller holds the order's lock.
pub(super) async fn rest(
    tx: &mut Tx,
    order_id: OrderId,
    invoice: &Invoice,
) -> Result<Taken, DbError> {
    let taken = divide(invoice.owed_minor(), invoice.owed_minor());
    let incoming = Incoming {
        id: InvoicePaymentId::generate(),
        amount_minor: taken.applied_minor,
        paid_on: tx.now().business_time().date(),
        reference: String::new(),
    };
    store::insert(tx, order_id, invoice, (&incoming, taken.applied_minor)).await?;
    take(tx, order_id, invoice, taken).await?;
    Ok(taken)
}

/// Why a payment was not undone.
#[derive(Debug, thiserror::Error)]
pub enum UndoError {
    /// There is no such payment of this order.
    #[error("no such payment")]
    Unknown,
    /// It has been undone, money of it has gone back, its invoice is closed for good, or the company owes in another currency by now.
    #[error("the payment stands")]
    Stands,
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// Undoes a payment that was entered by mistake: the company owes again what the invoice took of it, also where that is more than it may owe by now.
///
/// # Errors
/// [`UndoError`]; the transaction is to be dropped then.
pub async fn undo(
    tx: &mut Tx,
    order_id: OrderId,
    payment: InvoicePaymentId,
) -> Result<(), UndoError> {
    locks::lock_order(tx, order_id)
        .await?
        .ok_or(UndoError::Unknown)?;
    let invoice = of_order(tx, order_id).await?.ok_or(UndoError::Unknown)?;
    let applied_minor = store::mark_undone(tx, order_id, payment)
        .await?
        .ok_or(UndoError::Unknown)?;
    if !difference::undone(tx, payment).await? {
        return Err(UndoError::Stands);
    }
    if applied_minor == 0 {
        // All of it was more than was owed: the invoice has never known of it.
        order::store::count_money_back(tx, order_id).await?;
    } else {
        take_back(tx, order_id, &invoice, applied_minor)
            .await?
            .ok_or(UndoError::Stands)?;
    }
    let after =
        json!({ "payment": payment, "applied_minor": applied_minor, "currency": invoice.currency });
    tx.audit(Change::deed("order.invoice_payment_undone", "order", order_id).with_after(&after))
        .await?;
    Ok(())
}

/// Opens an invoice for a sum that had not come after all; nothing when it cannot be. The caller holds the order's lock.
pub(super) async fn take_back(
    tx: &mut Tx,
    order_id: OrderId,
    invoice: &Invoice,
    applied_minor: i64,
) -> Result<Option<()>, DbError> {
    // Once money has gone back it is no longer a mistake of one click.
    let has_gone_back = super::store::paid_back(tx, order_id).await? > 0;
    if has_gone_back || !store::reopen(tx, order_id, applied_minor).await? {
        return Ok(None);
    }
    order::store::set_payment_status(tx, order_id, "invoiced").await?;
    gift_card::bought::unpaid(tx, order_id).await?;
    order::store::count_money_back(tx, order_id).await?;
    let reopened = of_order(tx, order_id).await?;
    let amount_minor = reopened.map_or(0, |now| now.owed_minor()) - invoice.owed_minor();
    tx.emit(&InvoiceReopened {
        order_id,
        amount_minor,
        currency: invoice.currency.clone(),
    })
    .await?;
    Ok(Some(()))
}

/// The latest payment of which an invoice took something, marked as undone with what was over of it; gives what it took. None: it was taken for paid before
/// payments were entered.
pub(super) async fn undo_latest(tx: &mut Tx, order_id: OrderId) -> Result<Option<i64>, UndoError> {
    let Some(payment) = store::latest(tx, order_id).await? else {
        return Ok(None);
    };
    // What has been decided about what was over stands.
    if !difference::undone(tx, payment).await? {
        return Err(UndoError::Stands);
    }
    Ok(store::mark_undone(tx, order_id, payment).await?)
}

impl Invoice {
    /// What is owed of it.
    #[must_use]
    pub fn owed_minor(&self) -> i64 {
        if self.state == InvoiceState::Open {
            self.amount_minor - self.credited_minor - self.paid_minor
        } else {
            0
        }
    }
}

/// A payment that has been entered.
struct Entered {
    order_id: OrderId,
    amount_minor: i64,
    applied_minor: i64,
    paid_on: Date,
    reference: String,
}

impl Entered {
    fn is(&self, order_id: OrderId, incoming: &Incoming) -> bool {
        self.order_id == order_id
            && self.amount_minor == incoming.amount_minor
            && self.paid_on.0 == incoming.paid_on
            && self.reference == incoming.reference
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// However it is paid: what the invoice took and what is owed sum to it, and what it took and what was over to what came.
        #[test]
        fn payments_sum_to_the_invoice_and_to_what_came(
            owed in 0_i64..MOST_MINOR, came in prop::collection::vec(1_i64..MOST_MINOR, 0..12),
        ) {
            let (mut left, mut applied, mut excess) = (owed, 0, 0);
            for amount in &came {
                let taken = divide(left, *amount);
                prop_assert!(taken.applied_minor >= 0 && taken.left_minor >= 0 && taken.excess_minor >= 0);
                prop_assert!(taken.excess_minor == 0 || taken.left_minor == 0, "nothing is over while something is owed");
                prop_assert_eq!(taken.applied_minor + taken.excess_minor, *amount);
                left = taken.left_minor;
                applied += taken.applied_minor;
                excess += taken.excess_minor;
            }
            prop_assert_eq!(applied + left, owed);
            prop_assert_eq!(applied + excess, came.iter().sum::<i64>());
        }
    }
}
