//! Closing an invoice: the money has come, or the order is called off. Either gives the credit back; what was closed by mistake is opened again.

use platform::audit::Change;
use platform::db::{DbError, Tx};
use serde_json::json;

use super::{InvoiceState, of_order, pay, store};
use crate::ids::OrderId;
use crate::order::events::OrderCancelled;
use crate::order::{self, OrderEvent, OrderState, put_back};
use crate::{gift_card, inventory, locks, payment, promotion, returns};

/// Why an invoice was not closed.
#[derive(Debug, thiserror::Error)]
pub enum CloseError {
    /// There is no such order, or it is paid in another way.
    #[error("no such invoice")]
    Unknown,
    /// It has been closed already, goods have left, or a case about them is not over: whoever looks again sees what happened.
    #[error("the invoice is not open")]
    NotOpen,
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// Staff have seen the money come.
///
/// # Errors
/// [`CloseError`]; the transaction is to be dropped then.
pub async fn mark_paid(tx: &mut Tx, id: OrderId) -> Result<(), CloseError> {
    locks::lock_order(tx, id)
        .await?
        .ok_or(CloseError::Unknown)?;
    let invoice = of_order(tx, id).await?.ok_or(CloseError::Unknown)?;
    if invoice.state != InvoiceState::Open {
        return Err(CloseError::NotOpen);
    }
    let taken = pay::rest(tx, id, &invoice).await?;
    let after = json!({ "amount_minor": taken.applied_minor, "currency": invoice.currency });
    tx.audit(Change::deed("order.invoice_paid", "order", id).with_after(&after))
        .await?;
    Ok(())
}

/// Opens an invoice again that was taken for paid by mistake: the company owes once more what its latest payment was of it, also where that is more than it may
/// owe by now.
///
/// # Errors
/// [`CloseError`]; the transaction is to be dropped then.
pub async fn reopen(tx: &mut Tx, id: OrderId) -> Result<(), CloseError> {
    locks::lock_order(tx, id)
        .await?
        .ok_or(CloseError::Unknown)?;
    let invoice = of_order(tx, id).await?.ok_or(CloseError::Unknown)?;
    if invoice.state != InvoiceState::Paid {
        return Err(CloseError::NotOpen);
    }
    let undone = pay::undo_latest(tx, id).await.map_err(|error| match error {
        pay::UndoError::Db(error) => CloseError::Db(error),
        pay::UndoError::Unknown | pay::UndoError::Stands => CloseError::NotOpen,
    });
    let applied_minor = undone?.unwrap_or(0);
    pay::take_back(tx, id, &invoice, applied_minor)
        .await?
        .ok_or(CloseError::NotOpen)?;
    let amount_minor = of_order(tx, id).await?.map_or(0, |now| now.owed_minor());
    let after = json!({ "amount_minor": amount_minor, "currency": invoice.currency });
    tx.audit(Change::deed("order.invoice_reopened", "order", id).with_after(&after))
        .await?;
    Ok(())
}

/// Calls off an order that no vendor was paid for, before anything of it has been sent: goods, credit, uses of promotions and what gift cards paid are
/// given back.
///
/// # Errors
/// [`CloseError`]; the transaction is to be dropped then.
pub async fn cancel(tx: &mut Tx, id: OrderId) -> Result<(), CloseError> {
    let locked = locks::lock_order(tx, id)
        .await?
        .ok_or(CloseError::Unknown)?;
    let invoice = of_order(tx, id).await?;
    let is_owed = invoice.is_some();
    // What a vendor was paid is the vendor's to give back.
    if !is_owed && payment::store::latest_of_order(tx, id).await?.is_some() {
        return Err(CloseError::Unknown);
    }
    let next = OrderState::from_column(&locked.state).and_then(|s| s.apply(OrderEvent::Cancel));
    let next = next.ok_or(CloseError::NotOpen)?;
    // The money of a case goes back by the case.
    if returns::has_living(tx, id).await?
        || order::store::has_left(tx, id).await?
        || (is_owed && !store::close(tx, id, InvoiceState::Void).await?)
    {
        return Err(CloseError::NotOpen);
    }
    let (by_cards, _) = gift_card::paid(tx, id).await?;
    let status = if !is_owed && by_cards > 0 {
        "refunded"
    } else {
        "void"
    };
    order::store::set_state(tx, id, next, status).await?;
    let released = inventory::store::deallocate(tx, id).await?;
    gift_card::bought::call_off_all(tx, id).await?;
    promotion::redeem::give_back(tx, id).await?;
    // What has been put back onto them before is not put back again.
    put_back::give(tx, id, i64::MAX).await?;
    // What cards paid is credited by now; the rest of an invoice that nobody owes any more follows. The series is locked last.
    if is_owed {
        order::credit_note::issue_rest(tx, id).await?;
    }
    // What has been paid of it is the company's, and staff decide how it goes back.
    if let Some(paid) = invoice.filter(|invoice| invoice.paid_minor > 0) {
        payment::difference::found_by_cancelling(tx, id, paid.paid_minor, &paid.currency).await?;
    }
    tx.emit(&OrderCancelled {
        order_id: id,
        released,
    })
    .await?;
    let after = json!({ "released": released });
    tx.audit(Change::deed("order.cancelled", "order", id).with_after(&after))
        .await?;
    Ok(())
}
