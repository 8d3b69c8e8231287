//! A shopper **gives a code**: it is kept with the cart, or refused with the reason.

use platform::db::{DbError, Tx};

use super::{Refusal, code, evaluate, store};
use crate::cart::Cart;
use crate::ids::CartId;
use crate::locks;

/// What became of a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Given {
    /// It takes something off.
    Works,
    /// It is kept, and takes something off once this has passed.
    Waits(Refusal),
}

/// Why a code was not kept.
#[derive(Debug, thiserror::Error)]
pub enum GiveCodeError {
    /// No code is written so.
    #[error("no such code")]
    Unknown,
    /// It is one, but gives this shopper nothing.
    #[error("the code gives nothing: {}", .0.code())]
    Refused(Refusal),
    /// The cart keeps as many codes as it may.
    #[error("the cart has enough codes")]
    TooMany,
    /// The cart is gone or has become an order.
    #[error("the cart is closed")]
    Closed,
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// Keeps a code with a cart, when it can do something for it, now or once the cart is another.
///
/// # Errors
/// [`GiveCodeError`]; nothing is kept then and the transaction is to be dropped.
pub async fn give_code(
    tx: &mut Tx,
    cart: &Cart,
    buyer: &evaluate::Buyer,
    text: &str,
) -> Result<Given, GiveCodeError> {
    lock_open(tx, cart.id).await?;
    let written = code::normalised(text).ok_or(GiveCodeError::Unknown)?;
    let found = store::code_written(tx, cart.shop_id, &written)
        .await?
        .ok_or(GiveCodeError::Unknown)?;
    if !store::give(tx, cart.id, found.id).await? {
        return Err(GiveCodeError::TooMany);
    }
    let now = tx.now();
    let prepared = evaluate::prepare(tx, cart, buyer, None, now).await?;
    let outcome = prepared.with_freight(0).outcome;
    match outcome.why_not(found.promotion_id) {
        None => Ok(Given::Works),
        Some(why) if why.may_pass() => Ok(Given::Waits(why)),
        Some(why) => Err(GiveCodeError::Refused(why)),
    }
}

async fn lock_open(tx: &mut Tx, cart_id: CartId) -> Result<(), GiveCodeError> {
    match locks::lock_cart(tx, cart_id).await? {
        Some(cart) if cart.state == "open" => Ok(()),
        _ => Err(GiveCodeError::Closed),
    }
}
