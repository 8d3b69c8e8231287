//! Setting prices: the interval that holds is ended, and the next begins. Nothing that has been in force is ever overwritten (prisinformationslagen § 7 a).

use platform::clock::Timestamp;
use platform::db::{DbError, Tx};
use platform::money::UnitPrice;

use super::store;
use crate::catalogue;
use crate::ids::{PriceListId, VariantId};
use crate::locks;

/// A price for one variant from some quantity on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NewPrice {
    /// What it prices.
    pub variant_id: VariantId,
    /// From how many pieces; 1 is the ordinary price.
    pub min_quantity: i32,
    /// What one piece costs.
    pub unit_price: UnitPrice,
}

/// Prices that begin together in one list.
#[derive(Clone, Debug)]
pub struct SetPrices<'a> {
    /// Which list.
    pub list: PriceListId,
    /// From when; `None`: now. A future moment schedules the change.
    pub from: Option<Timestamp>,
    /// Each (variant, quantity) at most once.
    pub prices: &'a [NewPrice],
}

/// Why prices were not set.
#[derive(Debug, thiserror::Error)]
pub enum SetPriceError {
    /// What was in force cannot be changed afterwards.
    #[error("the change would begin in the past")]
    InThePast,
    /// A negative price or a quantity below one.
    #[error("the price or the quantity is out of range")]
    OutOfRange,
    /// A variant stands twice in the same call.
    #[error("a variant is priced twice")]
    PricedTwice,
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// Sets prices, under the variants' locks in id order. Gives the variant of each price that changes; the same price as before is no change. A change that
/// was planned for the same moment and has not begun is replaced.
///
/// # Errors
/// See [`SetPriceError`].
pub async fn set_prices(
    tx: &mut Tx,
    change: &SetPrices<'_>,
) -> Result<Vec<VariantId>, SetPriceError> {
    let changed = set_unmarked(tx, change).await?;
    let is_now = change.from.is_none_or(|from| from <= tx.now());
    if is_now {
        catalogue::storefront::mark_priced(tx, change.list, Some(&changed)).await?;
    }
    Ok(changed)
}

/// [`set_prices`] for a caller who marks what has changed with the rest of its changes; a change to come asks for its marks itself.
pub(crate) async fn set_unmarked(
    tx: &mut Tx,
    change: &SetPrices<'_>,
) -> Result<Vec<VariantId>, SetPriceError> {
    let now = tx.now();
    if change.from.is_some_and(|from| from < now) {
        return Err(SetPriceError::InThePast);
    }
    check(change.prices)?;
    locks::hold_price_list(tx, change.list).await?;
    store::lock_variants(tx, change.prices).await?;
    // Only now: while the lock was waited for, another price may have begun, and the later word is to hold after it.
    let (from, made) = match change.from {
        Some(from) => (from, now),
        None => {
            let at_once = store::next_moment(tx, change.list, change.prices).await?;
            (at_once, at_once)
        }
    };
    let changed = store::change_prices(tx, change.list, from, made, change.prices).await?;
    if !changed.is_empty()
        && let Some(from) = change.from
    {
        catalogue::storefront::mark_later(tx, &[from]).await?;
    }
    Ok(changed)
}

/// The first prices of variants that were made in this transaction. Nobody else knows those yet, so there is nothing to wait for and nothing to end.
pub(crate) async fn set_first(
    tx: &mut Tx,
    list: PriceListId,
    prices: &[NewPrice],
) -> Result<(), SetPriceError> {
    check(prices)?;
    store::begin_first(tx, list, prices).await?;
    Ok(())
}

fn check(prices: &[NewPrice]) -> Result<(), SetPriceError> {
    let mut seen = std::collections::HashSet::with_capacity(prices.len());
    for price in prices {
        if price.unit_price.0 < 0 || price.min_quantity < 1 {
            return Err(SetPriceError::OutOfRange);
        }
        if !seen.insert((price.variant_id, price.min_quantity)) {
            return Err(SetPriceError::PricedTwice);
        }
    }
    Ok(())
}
