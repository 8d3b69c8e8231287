//! **Closing** a cart that has become an order. A cart may change while its shopper pays; what the order lacks stays the shopper's.

mod store;

use platform::db::{DbError, Tx};

use super::owner;
use super::store::open;
use crate::ids::{CartId, OrderId};

/// Marks a cart as having become this order. Lines that the order lacks, and pieces beyond what it has of a line, move to a fresh cart under the same
/// secret; the ordered cart then has one that nobody holds. The caller holds the cart's lock.
///
/// # Errors
/// Database errors.
pub async fn close(tx: &mut Tx, cart_id: CartId, order_id: OrderId) -> Result<(), DbError> {
    let Some(cart) = store::mark_ordered(tx, cart_id).await? else {
        return Ok(());
    };
    let beyond = store::beyond(tx, cart_id, order_id).await?;
    if beyond.is_empty() && !store::has_other_lines(tx, cart_id, order_id).await? {
        return Ok(());
    }
    store::give_up_secret(tx, cart_id).await?;
    let fresh = open(
        tx,
        cart.shop_id,
        &cart.currency,
        &cart.locale,
        &cart.token_hash,
    )
    .await?;
    if let Some(customer) = cart.customer_id {
        owner::give(tx, fresh, customer).await?;
    }
    store::move_other_lines(tx, cart_id, fresh, order_id).await?;
    store::insert_beyond(tx, fresh, &beyond).await
}
