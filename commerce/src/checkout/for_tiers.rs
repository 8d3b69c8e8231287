//! Ways of freight and of paying that only people of some **tiers** may choose.

use platform::audit::Change;
use platform::db::{DbError, Tx};
use serde_json::json;
use uuid::Uuid;

use super::{listing, store};
use crate::ids::{FreightMethodId, ShopId};
use crate::payment::PaymentMethod;
use crate::tier;

/// Why it was not said who may choose a way.
#[derive(Debug, thiserror::Error)]
pub enum LimitWayError {
    /// There is no such way.
    #[error("no such way")]
    Unknown,
    /// A tier that there is not.
    #[error("no such tier")]
    UnknownTier,
    /// Nobody could choose it.
    #[error("nobody is left")]
    Nobody,
    /// Somebody has changed it since it was read.
    #[error("the way has changed meanwhile")]
    ChangedMeanwhile,
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// Says which tiers may choose a way of freight, when it still is as it was read. All of them: everybody, tiers to come among them.
///
/// # Errors
/// [`LimitWayError`]; the transaction is to be dropped then.
pub async fn limit_freight(
    tx: &mut Tx,
    shop: ShopId,
    id: FreightMethodId,
    tiers: &[String],
    row_version: i32,
) -> Result<(), LimitWayError> {
    let tiers = chosen(tx, tiers).await?;
    let ways = listing::freight_for_tiers(tx, shop, "sv").await?;
    let way = ways.iter().find(|way| way.id == id);
    let way = way.ok_or(LimitWayError::Unknown)?;
    if !store::limit_freight(tx, shop, id, &tiers, row_version).await? {
        return Err(LimitWayError::ChangedMeanwhile);
    }
    let subject = ("freight_method", Some(id.0));
    record(tx, subject, &way.code, (&way.for_tiers, &tiers)).await
}

/// Says which tiers may pay in a way, when it still is as it was read. All of them: everybody, tiers to come among them.
///
/// # Errors
/// [`LimitWayError`]; the transaction is to be dropped then.
pub async fn limit_payment(
    tx: &mut Tx,
    shop: ShopId,
    method: PaymentMethod,
    tiers: &[String],
    row_version: i32,
) -> Result<(), LimitWayError> {
    let tiers = chosen(tx, tiers).await?;
    let ways = listing::payment_for_tiers(tx, shop).await?;
    let way = ways.iter().find(|way| way.method == method);
    let way = way.ok_or(LimitWayError::Unknown)?;
    if !store::limit_payment(tx, shop, method, &tiers, row_version).await? {
        return Err(LimitWayError::ChangedMeanwhile);
    }
    let subject = ("shop", Some(shop.0));
    record(tx, subject, method.as_str(), (&way.for_tiers, &tiers)).await
}

/// The tiers in their order, each once; none where all are chosen.
async fn chosen(tx: &mut Tx, tiers: &[String]) -> Result<Vec<String>, LimitWayError> {
    if tiers.is_empty() {
        return Err(LimitWayError::Nobody);
    }
    let known = tier::tiers(tx).await?;
    if !tiers
        .iter()
        .all(|code| known.iter().any(|of| of.code == *code))
    {
        return Err(LimitWayError::UnknownTier);
    }
    let chosen: Vec<String> = known
        .iter()
        .filter(|of| tiers.contains(&of.code))
        .map(|of| of.code.clone())
        .collect();
    Ok(if chosen.len() == known.len() {
        Vec::new()
    } else {
        chosen
    })
}

async fn record(
    tx: &mut Tx,
    subject: (&'static str, Option<Uuid>),
    way: &str,
    (before, after): (&[String], &[String]),
) -> Result<(), LimitWayError> {
    if before == after {
        return Ok(());
    }
    let before = json!({ "way": way, "for_tiers": before });
    let after = json!({ "way": way, "for_tiers": after });
    let change = Change {
        action: "way.limited",
        subject,
        before: Some(&before),
        after: Some(&after),
        reason: None,
    };
    Ok(tx.audit(change).await?)
}
