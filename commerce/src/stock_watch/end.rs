//! Ending what was watched: by whoever it is for, and when its time is over.

use platform::clock::Timestamp;
use platform::db::{DbError, Tx};

use super::{StockWatch, WatchEvent, WatchState, begin, store};
use crate::customer::Session;
use crate::ids::{CustomerId, StockWatchId};
use crate::locks;

/// Ends a watch, for whoever has its link. Twice is once, and one that is over stays as it is.
///
/// # Errors
/// Database errors.
pub async fn end(tx: &mut Tx, id: StockWatchId) -> Result<(), DbError> {
    if !locks::lock_watch(tx, id).await? {
        return Ok(());
    }
    let Some(watch) = store::find(tx, id).await? else {
        return Ok(());
    };
    end_locked(tx, &watch).await
}

/// Ends everything that waits for the person whose watch this is, for whoever has its link.
///
/// # Errors
/// Database errors.
pub async fn end_all(tx: &mut Tx, id: StockWatchId) -> Result<(), DbError> {
    let Some(watch) = store::find(tx, id).await? else {
        return Ok(());
    };
    // All of them are locked before the first is counted off, as when an account is erased.
    for other in store::lock_living_of_same(tx, &watch).await? {
        if let Some(other) = store::find(tx, other).await? {
            end_locked(tx, &other).await?;
        }
    }
    Ok(())
}

/// Ends a watch of whoever is logged in; nothing happens to another's.
///
/// # Errors
/// Database errors.
pub async fn end_own(tx: &mut Tx, session: &Session, id: StockWatchId) -> Result<(), DbError> {
    if !locks::lock_watch(tx, id).await? {
        return Ok(());
    }
    match store::find(tx, id).await? {
        Some(watch) if watch.customer_id == Some(session.customer) => end_locked(tx, &watch).await,
        _ => Ok(()),
    }
}

async fn end_locked(tx: &mut Tx, watch: &StockWatch) -> Result<(), DbError> {
    if watch.state.apply(WatchEvent::End).is_none() {
        return Ok(());
    }
    store::close(tx, watch.id, WatchState::Ended).await?;
    if watch.state == WatchState::Waiting {
        store::count(tx, watch.shop_id, watch.variant_id, -1).await?;
    }
    begin::noted(tx, "stock_watch.ended", watch.id, watch.variant_id).await
}

/// What an account that is erased has watched goes, also under the addresses that it had; the caller holds its lock.
///
/// # Errors
/// Database errors.
pub(crate) async fn forget_of(tx: &mut Tx, customer: CustomerId) -> Result<(), DbError> {
    let ids = store::lock_of(tx, customer).await?;
    let gone = store::delete(tx, &ids).await?;
    store::count_gone(tx, &gone).await
}

/// Takes away what has waited since before a moment, with its mails; at most so many. Gives how many.
///
/// # Errors
/// Database errors.
pub(crate) async fn forget_waiting(
    tx: &mut Tx,
    before: Timestamp,
    limit: i64,
) -> Result<u64, DbError> {
    let ids = store::waiting_since_before(tx, before, limit).await?;
    let gone = store::delete(tx, &ids).await?;
    store::count_gone(tx, &gone).await?;
    Ok(u64::try_from(ids.len()).unwrap_or(u64::MAX))
}

/// Takes away what was over, or never proved, before a moment, with its mails; at most so many. Gives how many.
///
/// # Errors
/// Database errors.
pub(crate) async fn forget_over(
    tx: &mut Tx,
    before: Timestamp,
    limit: i64,
) -> Result<u64, DbError> {
    let ids = store::over_before(tx, before, limit).await?;
    store::delete(tx, &ids).await?;
    Ok(u64::try_from(ids.len()).unwrap_or(u64::MAX))
}
