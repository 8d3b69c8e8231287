//! A shopper **gives a card**: it is kept with the cart, or refused with the reason.

use platform::db::{DbError, Tx};

use super::{Card, hash_of, store};
use crate::cart::Cart;
use crate::locks;

/// Why a card was not kept.
#[derive(Debug, thiserror::Error)]
pub enum GiveCardError {
    /// No card has this code.
    #[error("no such card")]
    Unknown,
    /// Its time is out.
    #[error("the card has expired")]
    Expired,
    /// It has been stopped.
    #[error("the card is blocked")]
    Blocked,
    /// Nothing is left on it.
    #[error("the card is empty")]
    Empty,
    /// It is in another currency.
    #[error("the card is in another currency")]
    OtherCurrency,
    /// The cart keeps as many cards as it may.
    #[error("the cart has enough cards")]
    TooMany,
    /// The cart is gone or has become an order.
    #[error("the cart is closed")]
    Closed,
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// Keeps the card with this code with a cart.
///
/// # Errors
/// [`GiveCardError`]; nothing is kept then.
pub async fn give(tx: &mut Tx, cart: &Cart, text: &str) -> Result<Card, GiveCardError> {
    match locks::lock_cart(tx, cart.id).await? {
        Some(locked) if locked.state == "open" => {}
        _ => return Err(GiveCardError::Closed),
    }
    let hash = hash_of(text).ok_or(GiveCardError::Unknown)?;
    let card = store::by_hash(tx, cart.shop_id, &hash)
        .await?
        .ok_or(GiveCardError::Unknown)?;
    if card.is_blocked {
        return Err(GiveCardError::Blocked);
    }
    if card.expires_at <= tx.now() {
        return Err(GiveCardError::Expired);
    }
    if card.currency != cart.currency {
        return Err(GiveCardError::OtherCurrency);
    }
    if card.balance_minor == 0 {
        return Err(GiveCardError::Empty);
    }
    if !store::give(tx, cart.id, card.id).await? {
        return Err(GiveCardError::TooMany);
    }
    Ok(card)
}
