//! **Accepting**: the offer gets a cart of its own, and that is ordered as every cart is ([`crate::checkout::prepare`]). Nothing has happened to the
//! quotation until the order is prepared.

use platform::audit::Change;
use platform::db::Tx;

use super::decide::{DecideError, theirs};
use super::{QuotationState, listing, store};
use crate::cart;
use crate::customer::Session;
use crate::ids::{CartId, PurchaseRequestId, QuotationId, VariantId};
use crate::pricing::{VatRates, vat};

/// Where the buyer goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Accepted {
    /// To the checkout of this cart.
    Cart(CartId),
    /// It has been sent for a colleague's approval, and waits there.
    Waits(PurchaseRequestId),
}

/// Makes the version that was seen ready to be ordered. However many colleagues ask however many times, they get the same cart, as long as it can be ordered.
///
/// # Errors
/// [`DecideError`]; the transaction is to be dropped then.
pub async fn accept(
    tx: &mut Tx,
    session: &Session,
    id: QuotationId,
    version: i32,
) -> Result<Accepted, DecideError> {
    let found = theirs(tx, session, id, Some(version)).await?;
    if let Some(waits) = listing::waiting_request(tx, id, version).await? {
        return Ok(Accepted::Waits(waits));
    }
    let known = listing::cart_of(tx, id, version).await?;
    // One that waits for its payment goes on where it stopped.
    let goes_on = found.order_state == Some(crate::order::OrderState::Prepared);
    if found.state(tx.now()) != QuotationState::Offered && !goes_on {
        return Err(DecideError::NotOpen);
    }
    if let Some(cart) = known {
        return Ok(Accepted::Cart(cart));
    }
    let offer = listing::version(tx, id, version)
        .await?
        .ok_or(DecideError::Unknown)?;
    let rates = VatRates::load(tx).await?;
    let shops = crate::catalogue::shop::shops(tx).await?;
    let country = shops
        .into_iter()
        .find(|shop| shop.id == found.shop_id)
        .map(|shop| shop.country)
        .unwrap_or_default();
    let now = tx.now();
    let goods: Vec<(VariantId, i32, i64)> = offer
        .lines
        .iter()
        .map(|line| {
            let rate = rates.at(&line.vat_class, &country, now).unwrap_or(0);
            let seen = vat::with_vat(line.unit_price.0, rate);
            (line.variant_id, line.quantity, seen)
        })
        .collect();
    let cart = cart::store::open_unheld(
        tx,
        found.shop_id,
        found.currency.code(),
        &found.locale,
        &goods,
    )
    .await?;
    store::tie_cart(tx, cart, id, version).await?;
    tx.audit(Change::deed("quotation.accepted", "quotation", id))
        .await?;
    Ok(Accepted::Cart(cart))
}
