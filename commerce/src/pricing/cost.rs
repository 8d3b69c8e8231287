//! What one piece costs the merchant, without VAT: what margins are reckoned from. Shoppers never see it.

use platform::audit::Change;
use platform::db::{DbError, PgConnection, Tx};
use platform::money::UnitPrice;
use serde_json::json;

use super::store;
use crate::ids::{ProductId, VariantId};

/// Why a cost was not set.
#[derive(Debug, thiserror::Error)]
pub enum SetCostError {
    /// The product has no such variant.
    #[error("there is no such variant of the product")]
    Unknown,
    /// Somebody else has set another since the form was read.
    #[error("the cost is another than the form was made from")]
    Changed {
        /// What it is now.
        now: Option<UnitPrice>,
    },
    /// A negative cost.
    #[error("the cost is out of range")]
    OutOfRange,
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// What a variant of a product costs the merchant. The outer `None`: the product has no such variant; the inner: nobody has said.
///
/// # Errors
/// Database errors.
pub async fn cost(
    conn: &mut PgConnection,
    product: ProductId,
    variant: VariantId,
) -> Result<Option<Option<UnitPrice>>, DbError> {
    store::cost(conn, product, variant).await
}

/// Sets what a variant costs the merchant; `None`: it is no longer known, and no margin is watched. `seen`: what whoever sets it saw. The same cost as
/// before is no change.
///
/// # Errors
/// See [`SetCostError`].
pub async fn set_cost(
    tx: &mut Tx,
    product: ProductId,
    variant: VariantId,
    seen: Option<UnitPrice>,
    cost: Option<UnitPrice>,
) -> Result<(), SetCostError> {
    if cost.is_some_and(|cost| cost.0 < 0) {
        return Err(SetCostError::OutOfRange);
    }
    let held = store::lock_cost(tx, product, variant)
        .await?
        .ok_or(SetCostError::Unknown)?;
    if held == cost {
        return Ok(());
    }
    if held != seen {
        return Err(SetCostError::Changed { now: held });
    }
    store::set_cost(tx, variant, cost).await?;
    let of = |cost: Option<UnitPrice>| json!({ "cost_e4": cost.map(|cost| cost.0) });
    tx.audit(Change {
        action: "variant.cost_set",
        subject: ("variant", Some(variant.0)),
        before: Some(&of(held)),
        after: Some(&of(cost)),
        reason: None,
    })
    .await?;
    Ok(())
}

/// What is left of a price without VAT when the cost is paid, in basis points of the price. A price of nothing leaves nothing: everything is lost.
#[must_use]
pub fn margin(net: UnitPrice, cost: UnitPrice) -> Option<i64> {
    if net.0 <= 0 {
        return (cost.0 > 0).then_some(-10_000);
    }
    let left = (i128::from(net.0) - i128::from(cost.0)) * 10_000;
    i64::try_from(left / i128::from(net.0)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_margin_is_what_is_left_of_the_price_without_vat() {
        let margin = |net, cost| margin(UnitPrice(net), UnitPrice(cost));
        assert_eq!(margin(100, 60), Some(4_000));
        assert_eq!(margin(100, 100), Some(0));
        assert_eq!(margin(100, 150), Some(-5_000));
        assert_eq!(margin(0, 1), Some(-10_000));
        assert_eq!(margin(0, 0), None);
    }
}
