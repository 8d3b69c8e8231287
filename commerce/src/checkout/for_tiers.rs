//! Ways of freight and of paying that only people of some **tiers** may choose. Who says so waits for everybody else that does (the shop's row is locked),
//! and whoever would take a tier's last way is refused; so is a shop's file that offers it no more.

use platform::audit::Change;
use platform::db::{DbError, Tx};
use serde_json::json;
use uuid::Uuid;

use super::{listing, store};
use crate::catalogue::shop::shops;
use crate::ids::{FreightMethodId, ShopId};
use crate::payment::PaymentMethod;
use crate::tier::{self, Tier};

/// A way of freight or of paying.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WayId {
    /// How goods travel.
    Freight(FreightMethodId),
    /// How they are paid for.
    Payment(PaymentMethod),
}

/// Who may choose a way, as it is to be.
#[derive(Clone, Debug)]
pub struct WaySaid {
    /// Which.
    pub way: WayId,
    /// The tiers. All of them: everybody, tiers to come among them.
    pub tiers: Vec<String>,
    /// As it was read.
    pub row_version: i32,
}

/// What is wrong with what was said of a way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WayFault {
    /// There is no such way.
    Unknown,
    /// A tier that there is not.
    UnknownTier,
    /// Nobody could choose it.
    Nobody,
    /// These tiers would have none left.
    LeavesNone(Vec<String>),
    /// Somebody has changed it since it was read.
    ChangedMeanwhile,
}

/// Why it was not said who may choose the ways.
#[derive(Debug, thiserror::Error)]
pub enum LimitWaysError {
    /// These cannot be as was said.
    #[error("some ways cannot be so")]
    Refused(Vec<(WayId, WayFault)>),
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// What a tier needs at least one way of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// To have goods sent home, or to collect them.
    Freight,
    /// To pay.
    Payment,
}

/// A way as it stands.
struct Way {
    id: WayId,
    /// Its name in the trail.
    code: String,
    for_tiers: Vec<String>,
    /// Whether it is one at all when a tier is to have one: it leads home, or takes the shop's currency.
    counts: bool,
}

impl Way {
    fn need(&self) -> Need {
        match self.id {
            WayId::Freight(_) => Need::Freight,
            WayId::Payment(_) => Need::Payment,
        }
    }

    fn is_for(&self, tier: &str) -> bool {
        self.for_tiers.is_empty() || self.for_tiers.iter().any(|code| code == tier)
    }

    fn serves(&self, need: Need, tier: &str) -> bool {
        self.counts && self.need() == need && self.is_for(tier)
    }
}

/// The ways that a shop has.
async fn ways(tx: &mut Tx, shop: ShopId) -> Result<Vec<Way>, DbError> {
    let freight = listing::freight_for_tiers(tx, shop, "sv").await?;
    let payments = listing::payment_for_tiers(tx, shop).await?;
    let freight = freight.into_iter().map(|way| Way {
        id: WayId::Freight(way.id),
        code: way.code,
        for_tiers: way.for_tiers,
        counts: way.leads_home,
    });
    let payments = payments.into_iter().map(|way| Way {
        id: WayId::Payment(way.method),
        code: way.method.as_str().to_owned(),
        for_tiers: way.for_tiers,
        counts: way.takes_currency,
    });
    Ok(freight.chain(payments).collect())
}

/// Says which tiers may choose some ways, each that still is as it was read; what is said of a way that is so already changes nothing.
///
/// # Errors
/// [`LimitWaysError`]; the transaction is to be dropped then.
pub async fn limit_ways(tx: &mut Tx, shop: ShopId, said: &[WaySaid]) -> Result<(), LimitWaysError> {
    store::lock_shop(tx, shop).await?;
    let known = tier::tiers(tx).await?;
    let before = ways(tx, shop).await?;
    let mut faults = Vec::new();
    for one in said {
        let Some(way) = before.iter().find(|way| way.id == one.way) else {
            faults.push((one.way, WayFault::Unknown));
            continue;
        };
        if let Err(fault) = limit(tx, shop, (way, &known), one).await? {
            faults.push((one.way, fault));
        }
    }
    let after = ways(tx, shop).await?;
    faults.extend(losses(&before, &after, &known));
    if faults.is_empty() {
        Ok(())
    } else {
        Err(LimitWaysError::Refused(faults))
    }
}

async fn limit(
    tx: &mut Tx,
    shop: ShopId,
    (way, known): (&Way, &[Tier]),
    said: &WaySaid,
) -> Result<Result<(), WayFault>, DbError> {
    let tiers = match chosen(known, &said.tiers) {
        Ok(tiers) => tiers,
        Err(fault) => return Ok(Err(fault)),
    };
    let is_same =
        tiers.len() == way.for_tiers.len() && tiers.iter().all(|code| way.for_tiers.contains(code));
    if is_same {
        return Ok(Ok(()));
    }
    let version = said.row_version;
    let (is_written, subject) = match way.id {
        WayId::Freight(id) => (
            store::limit_freight(tx, shop, id, &tiers, version).await?,
            ("freight_method", Some(id.0)),
        ),
        WayId::Payment(method) => (
            store::limit_payment(tx, shop, method, &tiers, version).await?,
            ("shop", Some(shop.0)),
        ),
    };
    if !is_written {
        return Ok(Err(WayFault::ChangedMeanwhile));
    }
    record(tx, subject, &way.code, (&way.for_tiers, &tiers)).await?;
    Ok(Ok(()))
}

/// The tiers in their order, each once; none where all are chosen.
fn chosen(known: &[Tier], tiers: &[String]) -> Result<Vec<String>, WayFault> {
    if tiers.is_empty() {
        return Err(WayFault::Nobody);
    }
    if !tiers
        .iter()
        .all(|code| known.iter().any(|of| of.code == *code))
    {
        return Err(WayFault::UnknownTier);
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

/// Each way whose change takes the last one from some tiers. Who had none before loses nothing: else a shop that is so could not be put right little by
/// little.
fn losses(before: &[Way], after: &[Way], known: &[Tier]) -> Vec<(WayId, WayFault)> {
    let mut found = Vec::new();
    for way in before {
        let need = way.need();
        let Some(changed) = after.iter().find(|of| of.id == way.id) else {
            continue;
        };
        let loses = |code: &str| {
            way.serves(need, code)
                && !changed.is_for(code)
                && !after.iter().any(|of| of.serves(need, code))
        };
        let losing = known.iter().map(|tier| tier.code.clone());
        let losing: Vec<String> = losing.filter(|code| loses(code)).collect();
        if !losing.is_empty() {
            found.push((way.id, WayFault::LeavesNone(losing)));
        }
    }
    found
}

/// What a tier that has just been made has no way of, though others have: every way is for some tiers only.
///
/// # Errors
/// Database errors.
pub(crate) async fn missing(tx: &mut Tx, tier: &str) -> Result<Option<Need>, DbError> {
    for shop in shops(tx).await? {
        store::lock_shop(tx, shop.id).await?;
        let ways = ways(tx, shop.id).await?;
        for need in [Need::Freight, Need::Payment] {
            let is_any = ways.iter().any(|way| way.counts && way.need() == need);
            if is_any && !ways.iter().any(|way| way.serves(need, tier)) {
                return Ok(Some(need));
            }
        }
    }
    Ok(None)
}

/// The ways that a shop has, to be held against what becomes of them when some are offered no more.
pub(crate) struct Standing(Vec<Way>);

/// The ways as they stand.
///
/// # Errors
/// Database errors.
pub(crate) async fn standing(tx: &mut Tx, shop: ShopId) -> Result<Standing, DbError> {
    ways(tx, shop).await.map(Standing)
}

impl Standing {
    /// What tiers had a way of and have none of now, though others have. Where nobody has any, the shop has stopped sending or taking payment; that
    /// is the merchant's to say.
    ///
    /// # Errors
    /// Database errors.
    pub(crate) async fn losers(
        &self,
        tx: &mut Tx,
        shop: ShopId,
    ) -> Result<Option<(Need, Vec<String>)>, DbError> {
        let after = ways(tx, shop).await?;
        let known = tier::tiers(tx).await?;
        let is_any = |need| after.iter().any(|way| way.counts && way.need() == need);
        for need in [Need::Freight, Need::Payment]
            .into_iter()
            .filter(|need| is_any(*need))
        {
            let serve = |ways: &[Way], code: &str| ways.iter().any(|way| way.serves(need, code));
            let losing = known.iter().map(|tier| tier.code.clone());
            let losing: Vec<String> = losing
                .filter(|code| serve(&self.0, code) && !serve(&after, code))
                .collect();
            if !losing.is_empty() {
                return Ok(Some((need, losing)));
            }
        }
        Ok(None)
    }
}

async fn record(
    tx: &mut Tx,
    subject: (&'static str, Option<Uuid>),
    way: &str,
    (before, after): (&[String], &[String]),
) -> Result<(), DbError> {
    let before = json!({ "way": way, "for_tiers": before });
    let after = json!({ "way": way, "for_tiers": after });
    let change = Change {
        action: "way.limited",
        subject,
        before: Some(&before),
        after: Some(&after),
        reason: None,
    };
    tx.audit(change).await
}
