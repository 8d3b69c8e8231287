//! Marking products whose lists are to be made anew. Marks are cheap and many; the work is done once for all of them by `RefreshListing`.

use platform::clock::Timestamp;
use platform::db::{DbError, Tx};

use super::store;
use crate::ids::{ProductId, VariantId};
use crate::jobs::RefreshListing;

/// Marks products, and asks for the work to be done.
///
/// # Errors
/// Database errors.
pub async fn mark_dirty(tx: &mut Tx, products: &[ProductId]) -> Result<(), DbError> {
    if products.is_empty() {
        return Ok(());
    }
    store::mark(tx, products).await?;
    tx.enqueue(&RefreshListing {}).await
}

/// Marks the products of variants, whose price or stock has changed, and asks for the work to be done.
///
/// # Errors
/// Database errors.
pub async fn mark_variants_dirty(tx: &mut Tx, variants: &[VariantId]) -> Result<(), DbError> {
    if variants.is_empty() {
        return Ok(());
    }
    store::mark_variants(tx, variants).await?;
    tx.enqueue(&RefreshListing {}).await
}

/// Marks the products whose price, VAT or publication begins or ends at `at`: the body of `MarkDueListings`. Gives how many.
///
/// # Errors
/// Database errors.
pub async fn mark_due(tx: &mut Tx, at: Timestamp) -> Result<u64, DbError> {
    let marked = store::mark_due(tx, at).await?;
    if marked > 0 {
        tx.enqueue(&RefreshListing {}).await?;
    }
    Ok(marked)
}

/// Counts anew what was sold in the last 30 days, and marks the products whose number has changed: a daily reconciler. Gives how many.
///
/// # Errors
/// Database errors.
pub async fn reconcile_popularity(tx: &mut Tx) -> Result<u64, DbError> {
    let since = tx.now().minus(jiff::SignedDuration::from_hours(30 * 24));
    let marked = store::recount_popularity(tx, since).await?;
    if marked > 0 {
        tx.enqueue(&RefreshListing {}).await?;
    }
    Ok(marked)
}
