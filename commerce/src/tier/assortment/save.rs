//! Saying what a tier's people see.

use platform::audit::Change;
use platform::db::{DbError, Tx};
use serde_json::json;

use super::{Named, Rules, listing, store};
use crate::ids::AssortmentId;
use crate::jobs::RebuildAssortment;
use crate::tier;

/// Most that the rules of one assortment name.
pub const MOST_NAMED: usize = 5_000;

/// Why an assortment was not saved.
#[derive(Debug, thiserror::Error)]
pub enum SaveAssortmentError {
    /// There is no such tier.
    #[error("no such tier")]
    Unknown,
    /// Somebody has changed it since it was read.
    #[error("the assortment has changed meanwhile")]
    ChangedMeanwhile,
    /// The same is to be seen and not to be seen.
    #[error("something stands on both sides")]
    Contradiction,
    /// More is named than an assortment holds.
    #[error("too much is named")]
    TooMuch,
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// Says what a tier's people see from now on, when its assortment still is as it was read (`version`; 0: there was none). Product pages, carts and orders
/// hold to it at once; a job makes the rows of lists anew.
///
/// # Errors
/// [`SaveAssortmentError`]; the transaction is to be dropped then.
pub async fn save(
    tx: &mut Tx,
    tier_code: &str,
    rules: &Rules,
    version: i32,
) -> Result<AssortmentId, SaveAssortmentError> {
    if rules.contradict() {
        return Err(SaveAssortmentError::Contradiction);
    }
    if rules.only.len() + rules.never.len() > MOST_NAMED {
        return Err(SaveAssortmentError::TooMuch);
    }
    if tier::tier(tx, tier_code).await?.is_none() {
        return Err(SaveAssortmentError::Unknown);
    }
    let before = listing::assortment(tx, tier_code).await?;
    let old = before.map(|of| of.rules).unwrap_or_default();
    let written = match version {
        0 => store::insert(tx, tier_code, rules).await?,
        _ => store::update(tx, tier_code, rules, version).await?,
    };
    let id = written.ok_or(SaveAssortmentError::ChangedMeanwhile)?;
    store::replace_rules(tx, id, rules).await?;
    tx.enqueue(&RebuildAssortment { assortment_id: id }).await?;
    if old != *rules {
        record(tx, tier_code, &old, rules).await?;
    }
    Ok(id)
}

/// Into the trail, by the names that people know. A tier has a code and no id: the code stands in the values.
async fn record(
    tx: &mut Tx,
    tier_code: &str,
    old: &Rules,
    new: &Rules,
) -> Result<(), SaveAssortmentError> {
    let before = json!({ "code": tier_code, "only": told(tx, &old.only).await?, "never": told(tx, &old.never).await? });
    let after = json!({ "code": tier_code, "only": told(tx, &new.only).await?, "never": told(tx, &new.never).await? });
    let change = Change {
        action: "tier.assortment_changed",
        subject: ("tier", None),
        before: Some(&before),
        after: Some(&after),
        reason: None,
    };
    Ok(tx.audit(change).await?)
}

async fn told(tx: &mut Tx, named: &Named) -> Result<serde_json::Value, DbError> {
    let names = listing::names(tx, named, "sv").await?;
    Ok(json!({
        "products": names.products, "categories": names.categories, "manufacturers": names.manufacturers, "values": names.values,
    }))
}
