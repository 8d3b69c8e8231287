//! Marking products whose lists are to be made anew. Marks are cheap and many; the work is done once for all of them by `RefreshListing`.

mod store;

use std::collections::BTreeSet;

use platform::clock::Timestamp;
use platform::db::{DbError, Tx};
use uuid::Uuid;

use crate::ids::{PriceListId, ProductId, VariantId};
use crate::jobs::{MakeTierListings, MarkDueListings, RefreshListing};

/// Marks products, and asks for the work to be done.
///
/// # Errors
/// Database errors.
pub async fn mark_dirty(tx: &mut Tx, products: &[ProductId]) -> Result<(), DbError> {
    mark_touched(tx, products, &[]).await
}

/// Marks the products of variants, whose price or stock has changed, and asks for the work to be done.
///
/// # Errors
/// Database errors.
pub async fn mark_variants_dirty(tx: &mut Tx, variants: &[VariantId]) -> Result<(), DbError> {
    mark_touched(tx, &[], variants).await
}

/// Marks the products of variants that were taken from stock, where that is seen on a card: few pieces are left, or of a variant none. Of what is there
/// in plenty, lists say the same as before. Whoever puts something *back* marks with [`mark_variants_dirty`].
///
/// # Errors
/// Database errors.
pub async fn mark_taken(tx: &mut Tx, variants: &[VariantId]) -> Result<(), DbError> {
    if !variants.is_empty() && store::mark_taken(tx, variants).await? > 0 {
        tx.enqueue(&RefreshListing {}).await?;
    }
    Ok(())
}

/// Marks products and the products of variants together, and asks for the work to be done.
///
/// # Errors
/// Database errors.
pub async fn mark_touched(
    tx: &mut Tx,
    products: &[ProductId],
    variants: &[VariantId],
) -> Result<(), DbError> {
    if products.is_empty() && variants.is_empty() {
        return Ok(());
    }
    store::mark(tx, products, variants).await?;
    tx.enqueue(&RefreshListing {}).await
}

/// Marks what a price list's prices have changed on cards: of these variants, or of all that it prices.
///
/// # Errors
/// Database errors.
pub async fn mark_priced(
    tx: &mut Tx,
    list: PriceListId,
    variants: Option<&[VariantId]>,
) -> Result<(), DbError> {
    if variants.is_some_and(<[VariantId]>::is_empty) {
        return Ok(());
    }
    if store::mark_priced(tx, list, variants).await? > 0 {
        tx.enqueue(&RefreshListing {}).await?;
    }
    let for_tiers = store::mark_tiers_priced(tx, list, variants).await?;
    ask_for_tiers(tx, for_tiers).await
}

/// Asks for what tiers' lists are put in order by to be made anew, where something is marked for it.
async fn ask_for_tiers(tx: &mut Tx, marked: u64) -> Result<(), DbError> {
    match marked {
        0 => Ok(()),
        _ => tx.enqueue(&MakeTierListings {}).await,
    }
}

/// Marks all products that have a fact of an attribute, and asks for the work to be done.
///
/// # Errors
/// Database errors.
pub(crate) async fn mark_with_fact(tx: &mut Tx, attribute: Uuid) -> Result<(), DbError> {
    if store::mark_with_fact(tx, attribute).await? > 0 {
        tx.enqueue(&RefreshListing {}).await?;
    }
    Ok(())
}

/// Has the lists made anew at moments to come, when a publication or a price begins or ends. Moments that are past already ask for nothing.
///
/// # Errors
/// Database errors.
pub async fn mark_later(tx: &mut Tx, moments: &[Timestamp]) -> Result<(), DbError> {
    let now = tx.now();
    let ahead: BTreeSet<Timestamp> = moments.iter().copied().filter(|at| *at > now).collect();
    for at in ahead {
        tx.enqueue_at(&MarkDueListings { at }, at).await?;
    }
    Ok(())
}

/// Marks the products whose price, VAT or publication begins or ends at `at`: the body of `MarkDueListings`. Gives how many are made anew in everybody's lists.
///
/// # Errors
/// Database errors.
pub async fn mark_due(tx: &mut Tx, at: Timestamp) -> Result<u64, DbError> {
    let marked = store::mark_due(tx, at).await? + store::mark_taxed(tx, at).await?;
    if marked > 0 {
        tx.enqueue(&RefreshListing {}).await?;
    }
    let for_tiers = store::mark_tiers_due(tx, at).await? + store::mark_tiers_taxed(tx, at).await?;
    ask_for_tiers(tx, for_tiers).await?;
    Ok(marked)
}

/// Marks what a VAT rate that begins at `at` makes another price of: at once when that has been, else when it comes.
///
/// # Errors
/// Database errors.
pub async fn mark_rate(tx: &mut Tx, at: Timestamp) -> Result<(), DbError> {
    if at > tx.now() {
        return mark_later(tx, &[at]).await;
    }
    if store::mark_taxed(tx, at).await? > 0 {
        tx.enqueue(&RefreshListing {}).await?;
    }
    let for_tiers = store::mark_tiers_taxed(tx, at).await?;
    ask_for_tiers(tx, for_tiers).await
}

/// Asks for the marks of the VAT changes of the next day and a half: a daily reconciler, for rates that were laid down long before they begin.
///
/// # Errors
/// Database errors.
pub async fn reconcile_rates(tx: &mut Tx) -> Result<(), DbError> {
    let now = tx.now();
    let until = now.plus(jiff::SignedDuration::from_hours(36));
    let moments = store::rates_change(tx, now, until).await?;
    mark_later(tx, &moments).await
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
