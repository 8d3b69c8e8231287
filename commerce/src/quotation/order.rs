//! What an order of an offer's cart asks of the offer, inside [`crate::checkout::prepare`]: that it still holds, for this company, and once.

use platform::audit::Change;
use platform::clock::Timestamp;
use platform::db::{DbError, Tx};
use serde_json::json;

use super::{Quotation, QuotationEvent, QuotationState, store};
use crate::ids::{CartId, CompanyId, OrderId};

/// The offer that a cart orders, under its lock.
pub(crate) struct Held {
    quotation: Quotation,
    version: i32,
}

/// Locks the offer that a cart orders; `None` for every other cart.
pub(crate) async fn hold(tx: &mut Tx, cart: CartId) -> Result<Option<Held>, DbError> {
    let Some((id, version)) = store::of_cart(tx, cart).await? else {
        return Ok(None);
    };
    let found = store::lock(tx, id).await?;
    Ok(found.map(|quotation| Held { quotation, version }))
}

impl Held {
    /// Whether it may become an order of this company at a moment: it is the latest version, within its days, and nobody has ordered it.
    pub(crate) fn may_be_ordered(&self, company: Option<CompanyId>, now: Timestamp) -> bool {
        company == Some(self.quotation.company_id)
            && self.version == self.quotation.version
            && self
                .quotation
                .state(now)
                .apply(QuotationEvent::Order)
                .is_some()
    }

    /// Whether an order that lapsed is still what has become of the offer: nobody has ordered it again, and neither side has done anything else with it. Only
    /// then is it placed when its money comes after all.
    pub(crate) fn is_still_of(&self, order: OrderId) -> bool {
        self.version == self.quotation.version && self.quotation.order_id == Some(order)
    }

    /// Records the order.
    pub(crate) async fn ordered(&self, tx: &mut Tx, order: OrderId) -> Result<(), DbError> {
        let to = store::Move {
            order: Some(order),
            ..store::Move::to(QuotationState::Ordered)
        };
        store::set_state(tx, self.quotation.id, &to).await?;
        let after = json!({ "order": order, "version": self.version });
        tx.audit(
            Change::deed("quotation.ordered", "quotation", self.quotation.id).with_after(&after),
        )
        .await?;
        Ok(())
    }
}
