//! What happens whenever somebody comes in: the cart that they filled as a guest meets the one that they have already.

use commerce::cart::owner;
use commerce::ids::CustomerId;
use platform::db::Tx;
use platform::web::PageError;

use crate::state::ShopState;
use crate::visitor::Visitor;

/// Brings the browser's cart along, in the log-in's own transaction.
///
/// # Errors
/// Database errors.
pub(crate) async fn bring_cart(
    state: &ShopState,
    visitor: &Visitor,
    tx: &mut Tx,
    customer: CustomerId,
) -> Result<(), PageError> {
    let facts = state.facts(tx).await?;
    let (shop, lists) = (facts.shop.id, &facts.prices.lists);
    Ok(owner::adopt(tx, shop, customer, visitor.cart_hash(), lists).await?)
}
