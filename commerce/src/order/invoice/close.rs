//! Closing an invoice: the money has come, or the order is called off. Either gives the credit back; what was closed by mistake is opened again.

use platform::audit::Change;
use platform::db::{DbError, Tx};
use serde_json::json;

use super::{InvoiceState, of_order, store};
use crate::ids::OrderId;
use crate::order::events::{InvoicePaid, InvoiceReopened, OrderCancelled};
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
    if !store::close(tx, id, InvoiceState::Paid).await? {
        return Err(CloseError::NotOpen);
    }
    // Some of it may have been credited, or have gone back onto cards.
    order::store::count_money_back(tx, id).await?;
    gift_card::bought::paid(tx, id).await?;
    let amount_minor = invoice.amount_minor - invoice.credited_minor;
    tx.emit(&InvoicePaid {
        order_id: id,
        amount_minor,
        currency: invoice.currency.clone(),
    })
    .await?;
    let after = json!({ "amount_minor": amount_minor, "currency": invoice.currency });
    tx.audit(Change::deed("order.invoice_paid", "order", id).with_after(&after))
        .await?;
    Ok(())
}

/// Opens an invoice again that was taken for paid by mistake: the company owes it once more, also where that is more than it may owe by now.
///
/// # Errors
/// [`CloseError`]; the transaction is to be dropped then.
pub async fn reopen(tx: &mut Tx, id: OrderId) -> Result<(), CloseError> {
    locks::lock_order(tx, id)
        .await?
        .ok_or(CloseError::Unknown)?;
    let invoice = of_order(tx, id).await?.ok_or(CloseError::Unknown)?;
    // Once money has gone back it is no longer a mistake of one click.
    if store::paid_back(tx, id).await? > 0 || !store::reopen(tx, id).await? {
        return Err(CloseError::NotOpen);
    }
    order::store::set_payment_status(tx, id, "invoiced").await?;
    gift_card::bought::unpaid(tx, id).await?;
    let amount_minor = invoice.amount_minor - invoice.credited_minor;
    let currency = invoice.currency;
    let after = json!({ "amount_minor": amount_minor, "currency": currency });
    tx.audit(Change::deed("order.invoice_reopened", "order", id).with_after(&after))
        .await?;
    tx.emit(&InvoiceReopened {
        order_id: id,
        amount_minor,
        currency,
    })
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
    let is_owed = of_order(tx, id).await?.is_some();
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
