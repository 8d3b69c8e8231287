//! **Taking back** a review: its writer may do so at any time.

use platform::audit::Change;
use platform::db::{DbError, Tx};
use serde_json::json;

use super::{ReviewState, listing, store};
use crate::ids::{OrderId, ProductId};
use crate::locks;

/// Takes away the review that the buyer of an order has written of a product; false where there is none (any more).
///
/// # Errors
/// Database errors.
pub async fn remove(
    tx: &mut Tx,
    order_id: OrderId,
    product_id: ProductId,
) -> Result<bool, DbError> {
    if locks::lock_order(tx, order_id).await?.is_none() {
        return Ok(false);
    }
    let Some(writer) = store::writer_of(tx, order_id).await? else {
        return Ok(false);
    };
    let Some(id) = store::own(tx, (order_id, product_id), &writer).await? else {
        return Ok(false);
    };
    locks::lock_review(tx, id).await?;
    let Some(held) = listing::by_id(tx, id).await? else {
        return Ok(false);
    };
    if held.state == ReviewState::Published {
        store::count(tx, held.product_id, held.stars, -1).await?;
    }
    store::delete(tx, &[id]).await?;
    let before =
        json!({ "product": held.product_id, "state": held.state.as_str(), "stars": held.stars });
    tx.audit(Change {
        action: "review.removed",
        subject: ("review", Some(id.0)),
        before: Some(&before),
        after: None::<&()>,
        reason: None,
    })
    .await?;
    Ok(true)
}
