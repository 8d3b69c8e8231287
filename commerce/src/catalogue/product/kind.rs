//! What a product **is**: goods, or a gift card, of which some variants let the shopper say how much they hold.

use platform::audit::Change;
use platform::db::{DbError, PgConnection, Tx};
use serde_json::json;

use super::draft::ProductKind;
use super::store;
use crate::catalogue::storefront;
use crate::gift_card::issue::MOST_MINOR;
use crate::ids::{ProductId, VariantId};
use crate::locks;

/// Least and most that a variant's cards may hold, in minor units; none: its price is what they hold.
pub type Range = Option<(i64, i64)>;

/// Why a product was not made into something else.
#[derive(Debug, thiserror::Error)]
pub enum KindError {
    /// There is no such product.
    #[error("no such product")]
    Unknown,
    /// The bounds are none that a card can have.
    #[error("the bounds of {0} are out of range")]
    Range(VariantId),
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// The bounds of a product's variants that have any.
///
/// # Errors
/// Database errors.
pub async fn ranges(
    conn: &mut PgConnection,
    product: ProductId,
) -> Result<Vec<(VariantId, (i64, i64))>, DbError> {
    store::ranges(conn, product).await
}

/// Makes a product goods or a gift card. What has been ordered stays what it was. Goods that were a gift card bear the standard rate until another class is
/// laid down for them.
///
/// # Errors
/// [`KindError`]; the transaction is to be dropped then.
pub async fn set(
    tx: &mut Tx,
    product: ProductId,
    kind: ProductKind,
    wanted: &[(VariantId, Range)],
) -> Result<(), KindError> {
    if !locks::lock_product(tx, product).await? {
        return Err(KindError::Unknown);
    }
    for (variant, range) in wanted {
        let fits = |(least, most): (i64, i64)| 1 <= least && least <= most && most <= MOST_MINOR;
        if !range.is_none_or(fits) {
            return Err(KindError::Range(*variant));
        }
    }
    let held = store::kind_of(tx, product).await?;
    let before = store::ranges(tx, product).await?;
    let after: Vec<(VariantId, (i64, i64))> = match kind {
        ProductKind::Goods => Vec::new(),
        ProductKind::GiftCard => wanted
            .iter()
            .filter_map(|(variant, range)| Some((*variant, (*range)?)))
            .collect(),
    };
    store::set_kind(tx, product, kind).await?;
    store::set_ranges(tx, product, &after).await?;
    let after = store::ranges(tx, product).await?;
    if held == kind && before == after {
        return Ok(());
    }
    let value = |kind: ProductKind, ranges: &[(VariantId, (i64, i64))]| {
        let ranges = ranges.iter().map(
            |(variant, (least, most))| json!({ "variant": variant, "least_minor": least, "most_minor": most }),
        );
        json!({ "kind": kind.as_str(), "ranges": ranges.collect::<Vec<_>>() })
    };
    tx.audit(Change {
        action: "product.kind_set",
        subject: ("product", Some(product.0)),
        before: Some(&value(held, &before)),
        after: Some(&value(kind, &after)),
        reason: None,
    })
    .await?;
    storefront::mark_dirty(tx, &[product]).await?;
    Ok(())
}
