//! Ways of freight and of paying that only people of some **tiers** may choose. No tier is left without any: who says so waits for everybody else that
//! does (the shop's row is locked), and whoever would take a tier's last way is refused.

use platform::audit::Change;
use platform::db::{DbError, Tx};
use serde_json::json;
use uuid::Uuid;

use super::listing::{FreightForTiers, PaymentForTiers};
use super::{listing, store};
use crate::catalogue::shop::shops;
use crate::ids::{FreightMethodId, ShopId};
use crate::payment::PaymentMethod;
use crate::tier::{self, Tier};

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
    /// These tiers would have none left.
    #[error("tiers would be left without")]
    LeavesNone(Vec<String>),
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
    store::lock_shop(tx, shop).await?;
    let tiers = chosen(tx, tiers).await?;
    let ways = listing::freight_for_tiers(tx, shop, "sv").await?;
    let way = ways.iter().find(|way| way.id == id);
    let way = way.ok_or(LimitWayError::Unknown)?;
    if !store::limit_freight(tx, shop, id, &tiers, row_version).await? {
        return Err(LimitWayError::ChangedMeanwhile);
    }
    let left = listing::freight_for_tiers(tx, shop, "sv").await?;
    let known = tier::tiers(tx).await?;
    refuse_loss(&known, |code| is_open(&ways, code) && !is_open(&left, code))?;
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
    store::lock_shop(tx, shop).await?;
    let tiers = chosen(tx, tiers).await?;
    let ways = listing::payment_for_tiers(tx, shop).await?;
    let way = ways.iter().find(|way| way.method == method);
    let way = way.ok_or(LimitWayError::Unknown)?;
    if !store::limit_payment(tx, shop, method, &tiers, row_version).await? {
        return Err(LimitWayError::ChangedMeanwhile);
    }
    let left = listing::payment_for_tiers(tx, shop).await?;
    let known = tier::tiers(tx).await?;
    refuse_loss(&known, |code| is_open(&ways, code) && !is_open(&left, code))?;
    let subject = ("shop", Some(shop.0));
    record(tx, subject, method.as_str(), (&way.for_tiers, &tiers)).await
}

/// A way that counts when a tier is to have one, and to whom it is open.
trait Way {
    fn counts(&self) -> bool;
    fn is_for(&self, tier: &str) -> bool;
}

impl Way for FreightForTiers {
    fn counts(&self) -> bool {
        self.leads_home
    }

    fn is_for(&self, tier: &str) -> bool {
        FreightForTiers::is_for(self, tier)
    }
}

impl Way for PaymentForTiers {
    fn counts(&self) -> bool {
        self.takes_currency
    }

    fn is_for(&self, tier: &str) -> bool {
        PaymentForTiers::is_for(self, tier)
    }
}

/// Whether a tier has any of some ways.
fn is_open(ways: &[impl Way], tier: &str) -> bool {
    ways.iter().any(|way| way.counts() && way.is_for(tier))
}

/// Refuses what takes the last way of some tiers. Who had none before loses nothing: else a shop that is so could not be put right way by way.
fn refuse_loss(known: &[Tier], loses: impl Fn(&str) -> bool) -> Result<(), LimitWayError> {
    let losing = known.iter().map(|tier| &tier.code);
    let losing: Vec<String> = losing.filter(|code| loses(code)).cloned().collect();
    if losing.is_empty() {
        Ok(())
    } else {
        Err(LimitWayError::LeavesNone(losing))
    }
}

/// What a tier needs at least one way of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// To have goods sent home, or to collect them.
    Freight,
    /// To pay.
    Payment,
}

/// What a tier that has just been made has no way of, though others have: every way is for some tiers only.
///
/// # Errors
/// Database errors.
pub(crate) async fn missing(tx: &mut Tx, tier: &str) -> Result<Option<Need>, DbError> {
    for shop in shops(tx).await? {
        store::lock_shop(tx, shop.id).await?;
        let freight = listing::freight_for_tiers(tx, shop.id, "sv").await?;
        if freight.iter().any(Way::counts) && !is_open(&freight, tier) {
            return Ok(Some(Need::Freight));
        }
        let payments = listing::payment_for_tiers(tx, shop.id).await?;
        if payments.iter().any(Way::counts) && !is_open(&payments, tier) {
            return Ok(Some(Need::Payment));
        }
    }
    Ok(None)
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
