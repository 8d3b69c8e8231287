//! The storefront's read model, kept in step with the catalogue.

use commerce::catalogue::storefront::{
    Rebuilt, make_tiers_some, mark_due, rebuild_some, reconcile_popularity, reconcile_rates,
    refresh_some,
};
use commerce::ids::AssortmentId;
use commerce::jobs::{MakeTierListings, MarkDueListings, RebuildAssortment, RefreshListing};
use platform::db::{Db, DbError, Origin};
use platform::jobs::runner::{Attempt, JobError};

use crate::Context;

/// The job's body: makes the rows of all marked products anew, batch by batch.
///
/// # Errors
/// Database errors, to be tried again.
pub async fn refresh_listing(
    context: Context,
    _: RefreshListing,
    _: Attempt,
) -> Result<(), JobError> {
    refresh_all(&context.db).await?;
    Ok(())
}

/// Asks for whatever is still marked to be made anew: a former version may have taken a job and left its marks, or the last try of one have broken off.
///
/// # Errors
/// Database errors.
pub async fn ask_again(db: &Db) -> Result<(), DbError> {
    let mut tx = db.begin(Origin::system("listing")).await?;
    tx.enqueue(&RefreshListing {}).await?;
    tx.enqueue(&MakeTierListings {}).await?;
    tx.commit().await
}

/// Makes the rows of all marked products anew; gives how many products that was.
///
/// # Errors
/// Database errors.
pub async fn refresh_all(db: &Db) -> Result<usize, DbError> {
    let mut count = 0;
    loop {
        let mut tx = db.begin(Origin::system("listing")).await?;
        let made = refresh_some(&mut tx).await?;
        tx.commit().await?;
        count += made;
        if made == 0 {
            return Ok(count);
        }
    }
}

/// The job's body: makes the rows of an assortment's lists by its rules.
///
/// # Errors
/// Database errors, to be tried again.
pub async fn rebuild_assortment(
    context: Context,
    job: RebuildAssortment,
    _: Attempt,
) -> Result<(), JobError> {
    Ok(rebuild(&context.db, job.assortment_id).await?)
}

/// Makes the rows of an assortment's lists by its rules, some products in each transaction.
///
/// # Errors
/// Database errors.
pub async fn rebuild(db: &Db, id: AssortmentId) -> Result<(), DbError> {
    let mut pass = None;
    loop {
        let mut tx = db.begin(Origin::system("listing")).await?;
        let made = rebuild_some(&mut tx, id, pass).await?;
        tx.commit().await?;
        match made {
            Rebuilt::UpTo(next) => pass = Some(next),
            Rebuilt::Done => return Ok(()),
        }
    }
}

/// The job's body: makes what tiers' lists are put in order by.
///
/// # Errors
/// Database errors, to be tried again.
pub async fn make_tier_listings(
    context: Context,
    _: MakeTierListings,
    _: Attempt,
) -> Result<(), JobError> {
    Ok(make_tiers(&context.db).await?)
}

/// Makes what tiers' lists are put in order by, some products in each transaction.
///
/// # Errors
/// Database errors.
pub async fn make_tiers(db: &Db) -> Result<(), DbError> {
    loop {
        let mut tx = db.begin(Origin::system("listing")).await?;
        let goes_on = make_tiers_some(&mut tx).await?;
        tx.commit().await?;
        if !goes_on {
            return Ok(());
        }
    }
}

/// The job's body: a price or publication begins or ends now.
///
/// # Errors
/// Database errors, to be tried again.
pub async fn mark_due_listings(
    context: Context,
    job: MarkDueListings,
    _: Attempt,
) -> Result<(), JobError> {
    let mut tx = context.db.begin(Origin::system("listing")).await?;
    mark_due(&mut tx, job.at).await?;
    Ok(tx.commit().await?)
}

/// Counts anew what was sold of late, and asks for the lists to be made anew where VAT changes before long.
///
/// # Errors
/// Database errors.
pub async fn recount_popularity(db: &Db) -> Result<(), DbError> {
    let mut tx = db.begin(Origin::system("listing")).await?;
    reconcile_popularity(&mut tx).await?;
    reconcile_rates(&mut tx).await?;
    tx.commit().await
}
