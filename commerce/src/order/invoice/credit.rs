//! Crediting an invoice that is still owed for: what goes back is taken of what is owed, and of the company's credit, at once.

use platform::audit::Change;
use platform::db::{DbError, Tx};
use platform::money::Money;
use serde_json::json;

use super::{InvoiceState, store};
use crate::gift_card;
use crate::ids::OrderId;

/// Credits a sum. The caller holds the order's lock and has looked at what is owed. An invoice of which nothing is left is closed.
///
/// # Errors
/// Database errors, among them a missing row when less is owed.
pub(crate) async fn credit(tx: &mut Tx, id: OrderId, amount: Money) -> Result<(), DbError> {
    let state = store::credit(tx, id, amount.minor).await?;
    // The rest had been paid before: nothing is owed any more, as if the last of it had come now.
    if state == InvoiceState::Paid.as_str() {
        gift_card::bought::paid(tx, id).await?;
    }
    let after =
        json!({ "credited_minor": amount.minor, "currency": amount.currency, "state": state });
    tx.audit(Change::deed("order.invoice_credited", "order", id).with_after(&after))
        .await
}
