//! What becomes of a person's reviews when they are erased: they go, and the products' counts with them. A text that a person has written about
//! something of theirs can hold anything about them, so it is not kept without their name either.

use platform::db::{DbError, Tx};

use super::{ReviewState, store};
use crate::ids::CustomerId;
use crate::locks;

/// Takes away all reviews of a customer, and those that were written with their address as a guest. The caller holds the customer's lock and their
/// orders'.
///
/// # Errors
/// Database errors.
pub(crate) async fn erase(tx: &mut Tx, customer: CustomerId) -> Result<(), DbError> {
    let ids = store::ids_of(tx, customer).await?;
    for id in &ids {
        locks::lock_review(tx, *id).await?;
    }
    for held in store::stars_of(tx, &ids).await? {
        if held.state == ReviewState::Published.as_str() {
            store::count(tx, held.product_id, held.stars, -1).await?;
        }
    }
    store::delete(tx, &ids).await?;
    store::forget_opt_out(tx, customer).await
}
