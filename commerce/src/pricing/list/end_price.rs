//! Ending a price: from a moment on the list says nothing of the article, and the next list is asked.

use platform::audit::Change;
use platform::clock::Timestamp;
use platform::db::{DbError, Tx};
use serde_json::json;
use uuid::Uuid;

use super::store;
use crate::catalogue::storefront::{mark_later, mark_priced};
use crate::ids::PriceListId;

/// Why a price was not ended.
#[derive(Debug, thiserror::Error)]
pub enum EndPriceError {
    /// The list has no such price.
    #[error("there is no such price")]
    Unknown,
    /// It has ended already, or would end in the past or before it begins.
    #[error("the price cannot end then")]
    NotThen,
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// Ends a price at a moment; `None`: now. One that has not begun is taken away.
///
/// # Errors
/// See [`EndPriceError`].
pub async fn end_price(
    tx: &mut Tx,
    list: PriceListId,
    price: Uuid,
    at: Option<Timestamp>,
) -> Result<(), EndPriceError> {
    let now = tx.now();
    let end = at.unwrap_or(now);
    if end < now {
        return Err(EndPriceError::NotThen);
    }
    let held = store::lock_price(tx, list, price)
        .await?
        .ok_or(EndPriceError::Unknown)?;
    if held.valid_to.is_some_and(|to| to <= now) {
        return Err(EndPriceError::NotThen);
    }
    if held.valid_from >= end {
        if at.is_some() && held.valid_from >= now {
            return Err(EndPriceError::NotThen);
        }
        store::take_away(tx, list, price, &held).await?;
    } else {
        store::end(tx, price, end).await?;
    }
    if end <= now {
        mark_priced(tx, list, Some(&[held.variant_id])).await?;
    } else {
        mark_later(tx, &[end]).await?;
    }
    let after = json!({ "sku": held.sku, "min_quantity": held.min_quantity, "price_e4": held.unit_price_e4, "ended_at": end });
    tx.audit(Change::deed("price.ended", "price_list", list).with_after(&after))
        .await?;
    Ok(())
}
