//! Whose a cart is. A guest's is found by the cookie alone; a customer has one open cart, which is found wherever they log in.

mod store;

use platform::db::{DbError, Tx};

use super::fill::{Cause, fill};
use super::listing::wanted;
use super::{LineError, store as carts};
use crate::ids::{CartId, CustomerId, PriceListId, ShopId};
use crate::{gift_card, locks, promotion};

/// Makes a guest's cart the customer's at log-in. If they have one already the two become one: of each variant the larger of the two numbers,
/// as far as it can be bought, and the cart's page tells of it ([`super::fill`]).
///
/// # Errors
/// Database errors.
pub async fn adopt(
    tx: &mut Tx,
    shop_id: ShopId,
    customer: CustomerId,
    token_hash: Option<&[u8]>,
    lists: &[PriceListId],
) -> Result<(), DbError> {
    if !locks::lock_customer(tx, customer).await? {
        return Ok(());
    }
    store::let_go_of_expired(tx, shop_id, customer).await?;
    let Some(token_hash) = token_hash else {
        return Ok(());
    };
    let Some(guests) = store::open_guest_cart(tx, shop_id, token_hash).await? else {
        return Ok(());
    };
    let Some(own) = store::open_cart(tx, shop_id, customer).await? else {
        return lock_and_give(tx, guests, customer).await;
    };
    for cart in [own.min(guests), own.max(guests)] {
        match locks::lock_cart(tx, cart).await? {
            Some(locked) if locked.state == "open" => {}
            // It has just become an order: what is left of it is another cart, which the next log-in finds.
            _ => return Ok(()),
        }
    }
    // The cart that is being paid for stays as it is, since its order knows it; where both are, each does.
    let is_paid_for = (
        store::is_being_paid_for(tx, guests).await?,
        store::is_being_paid_for(tx, own).await?,
    );
    let (into, from) = match is_paid_for {
        (true, true) => return Ok(()),
        (true, false) => (guests, own),
        (false, _) => (own, guests),
    };
    let wanted = wanted(tx, from).await?;
    promotion::store::move_codes(tx, from, into).await?;
    gift_card::move_cards(tx, from, into).await?;
    store::empty(tx, from).await?;
    give(tx, into, customer).await?;
    match fill(tx, into, &wanted, Cause::LogIn, lists).await {
        Err(LineError::Db(error)) => Err(error),
        // What could not be put in is in the cart's notes.
        _ => Ok(()),
    }
}

async fn lock_and_give(tx: &mut Tx, cart: CartId, customer: CustomerId) -> Result<(), DbError> {
    match locks::lock_cart(tx, cart).await? {
        Some(locked) if locked.state == "open" => give(tx, cart, customer).await,
        _ => Ok(()),
    }
}

/// Makes a cart the customer's.
///
/// # Errors
/// Database errors.
pub(super) async fn give(tx: &mut Tx, cart: CartId, customer: CustomerId) -> Result<(), DbError> {
    store::set_owner(tx, cart, customer).await
}

/// The customer's open cart, opened if there is none. From two browsers at once it is the same one. `None` when the account is not in use any more.
///
/// # Errors
/// Database errors.
pub async fn open(
    tx: &mut Tx,
    shop_id: ShopId,
    customer: CustomerId,
    (currency, locale): (&str, &str),
    token_hash: &[u8],
) -> Result<Option<CartId>, DbError> {
    if !locks::lock_customer(tx, customer).await? {
        return Ok(None);
    }
    store::let_go_of_expired(tx, shop_id, customer).await?;
    if let Some(cart) = store::open_cart(tx, shop_id, customer).await? {
        return Ok(Some(cart));
    }
    let cart = carts::open(tx, shop_id, currency, locale, token_hash).await?;
    give(tx, cart, customer).await?;
    Ok(Some(cart))
}
