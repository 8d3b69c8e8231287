//! Closing an invoice: the money has come, or the order is called off. Either gives the credit back.

use platform::audit::Change;
use platform::db::{DbError, Tx};
use serde_json::json;

use super::{InvoiceState, of_order, store};
use crate::ids::OrderId;
use crate::order::events::{InvoicePaid, OrderCancelled};
use crate::order::{self, OrderEvent, OrderState};
use crate::{gift_card, inventory, locks, promotion};

/// Why an invoice was not closed.
#[derive(Debug, thiserror::Error)]
pub enum CloseError {
    /// There is no such order, or it is not paid by invoice.
    #[error("no such invoice")]
    Unknown,
    /// It has been closed already, or goods have left: whoever looks again sees what happened.
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
    order::store::set_payment_status(tx, id, "paid").await?;
    tx.emit(&InvoicePaid {
        order_id: id,
        amount_minor: invoice.amount_minor,
        currency: invoice.currency.clone(),
    })
    .await?;
    let after = json!({ "amount_minor": invoice.amount_minor, "currency": invoice.currency });
    tx.audit(Change::deed("order.invoice_paid", "order", id).with_after(&after))
        .await?;
    Ok(())
}

/// Calls off an order that is owed for, before anything of it has been sent: goods, credit, uses of promotions and what gift cards paid are given back.
///
/// # Errors
/// [`CloseError`]; the transaction is to be dropped then.
pub async fn cancel(tx: &mut Tx, id: OrderId) -> Result<(), CloseError> {
    let locked = locks::lock_order(tx, id)
        .await?
        .ok_or(CloseError::Unknown)?;
    of_order(tx, id).await?.ok_or(CloseError::Unknown)?;
    let next = OrderState::from_column(&locked.state).and_then(|s| s.apply(OrderEvent::Cancel));
    let next = next.ok_or(CloseError::NotOpen)?;
    if order::store::has_left(tx, id).await? || !store::close(tx, id, InvoiceState::Void).await? {
        return Err(CloseError::NotOpen);
    }
    order::store::set_state(tx, id, next, "void").await?;
    let released = inventory::store::deallocate(tx, id).await?;
    promotion::redeem::give_back(tx, id).await?;
    // What has been put back onto them before is not put back again.
    gift_card::refund(tx, id, i64::MAX).await?;
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
