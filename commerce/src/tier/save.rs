//! Making and changing a tier.

use platform::audit::Change;
use platform::db::{DbError, Tx, constraint};
use platform::money::Currency;
use serde::Serialize;
use serde_json::json;

use super::{GUESTS, RESERVED_CODES, SupportLevel, Tier, TierFunction, listing, store};
use crate::catalogue::Label;
use crate::checkout::for_tiers::{self, Need};
use crate::currency::can_be_sold_in;
use crate::currency::listing::is_known;
use crate::jobs::MakeTierListings;

/// Most days from order to due date.
pub const MOST_PAYMENT_DAYS: i16 = 180;
/// Longest code.
const LONGEST_CODE: usize = 32;

/// A tier as it is to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TierDraft {
    /// For people, Swedish at least.
    pub name: Label,
    /// Place in lists.
    pub position: i32,
    /// Whether prices are shown with VAT.
    pub shows_vat: bool,
    /// What its people buy in; none: the shop's own.
    pub buys_in: Option<String>,
    /// ISO 4217: what the sums are in.
    pub currency: String,
    /// From order to due date.
    pub payment_days: i16,
    /// What one company may owe at most.
    pub credit_limit_minor: Option<i64>,
    /// Smallest sum of goods.
    pub minimum_order_minor: i64,
    /// Goods for this much travel free.
    pub free_freight_minor: Option<i64>,
    /// What its people can do.
    pub functions: Vec<TierFunction>,
    /// How they are helped.
    pub support_level: SupportLevel,
    /// Whether companies may apply for it.
    pub can_be_applied_for: bool,
}

impl From<&Tier> for TierDraft {
    fn from(tier: &Tier) -> Self {
        Self {
            name: tier.name.clone(),
            position: tier.position,
            shows_vat: tier.shows_vat,
            buys_in: tier.buys_in.clone(),
            currency: tier.currency.clone(),
            payment_days: tier.payment_days,
            credit_limit_minor: tier.credit_limit_minor,
            minimum_order_minor: tier.minimum_order_minor,
            free_freight_minor: tier.free_freight_minor,
            functions: tier.functions.clone(),
            support_level: tier.support_level,
            can_be_applied_for: tier.can_be_applied_for,
        }
    }
}

/// Why a tier was not saved.
#[derive(Debug, thiserror::Error)]
pub enum SaveTierError {
    /// Letters, digits and underscore, a letter first, at most 32.
    #[error("the code is not one")]
    CodeMalformed,
    /// It means people who work here.
    #[error("the code is reserved")]
    CodeReserved,
    /// Another tier has it.
    #[error("the code is taken")]
    CodeTaken,
    /// No name in Swedish.
    #[error("the tier has no name")]
    NoName,
    /// A sum or a number of days outside of what is possible.
    #[error("a number is out of range")]
    OutOfRange,
    /// Every way of freight, or every way to pay, is for other tiers only.
    #[error("the tier would be left without a way")]
    LeavesNone(Need),
    /// Nobody has told what the currency costs, or it is guests' tier, whose people buy in the shop's own.
    #[error("nothing is sold in the currency")]
    NoRate,
    /// Its sums were of another currency, and have not been said anew.
    #[error("its sums are in {0}")]
    SumsInOther(String),
    /// A company of it, which has no currency of its own, owes or has a limit of its own in the currency that was.
    #[error("companies have credit in {0}")]
    CreditInOther(String),
    /// Guests' tier is nobody's to apply for.
    #[error("guests' tier cannot be applied for")]
    GuestsTier,
    /// Somebody has changed it since it was read.
    #[error("the tier has changed meanwhile")]
    ChangedMeanwhile,
    /// There is no such tier.
    #[error("no such tier")]
    Unknown,
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

#[derive(Serialize)]
struct Recorded<'a> {
    name: &'a Label,
    position: i32,
    shows_vat: bool,
    buys_in: Option<&'a str>,
    currency: &'a str,
    payment_days: i16,
    credit_limit_minor: Option<i64>,
    minimum_order_minor: i64,
    free_freight_minor: Option<i64>,
    functions: Vec<&'static str>,
    support_level: &'static str,
    can_be_applied_for: bool,
}

impl<'a> From<&'a TierDraft> for Recorded<'a> {
    fn from(draft: &'a TierDraft) -> Self {
        Self {
            name: &draft.name,
            position: draft.position,
            shows_vat: draft.shows_vat,
            buys_in: draft.buys_in.as_deref(),
            currency: &draft.currency,
            payment_days: draft.payment_days,
            credit_limit_minor: draft.credit_limit_minor,
            minimum_order_minor: draft.minimum_order_minor,
            free_freight_minor: draft.free_freight_minor,
            functions: draft.functions.iter().map(|f| f.as_str()).collect(),
            support_level: draft.support_level.as_str(),
            can_be_applied_for: draft.can_be_applied_for,
        }
    }
}

/// Adds a tier.
///
/// # Errors
/// [`SaveTierError`]; the transaction is to be dropped then.
pub async fn create(tx: &mut Tx, code: &str, draft: &TierDraft) -> Result<(), SaveTierError> {
    let is_word = code.starts_with(|c: char| c.is_ascii_lowercase())
        && code.len() <= LONGEST_CODE
        && code
            .chars()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
    if RESERVED_CODES.contains(&code) {
        return Err(SaveTierError::CodeReserved);
    }
    if !is_word {
        return Err(SaveTierError::CodeMalformed);
    }
    check(code, draft)?;
    check_currency(tx, code, draft).await?;
    match store::insert(tx, code, draft).await {
        Ok(()) => {}
        Err(error) if constraint::is_violated(&error, "tiers_pkey") => {
            return Err(SaveTierError::CodeTaken);
        }
        Err(error) => return Err(error.into()),
    }
    if let Some(need) = for_tiers::missing(tx, code).await? {
        return Err(SaveTierError::LeavesNone(need));
    }
    let after = json!({ "code": code, "tier": Recorded::from(draft) });
    record(tx, "tier.created", None::<&()>, &after).await?;
    Ok(tx.enqueue(&MakeTierListings {}).await?)
}

/// Changes a tier that still is as it was read (`row_version`). What it is called and where it stands is free; its code stays.
///
/// # Errors
/// [`SaveTierError`]; the transaction is to be dropped then.
pub async fn save(
    tx: &mut Tx,
    code: &str,
    draft: &TierDraft,
    row_version: i32,
) -> Result<(), SaveTierError> {
    check(code, draft)?;
    let before = listing::tier(tx, code)
        .await?
        .ok_or(SaveTierError::Unknown)?;
    let old = TierDraft::from(&before);
    if old.buys_in != draft.buys_in {
        check_currency(tx, code, draft).await?;
    }
    if old.currency != draft.currency && keeps_a_sum(&old, draft) {
        return Err(SaveTierError::SumsInOther(old.currency));
    }
    if !store::update(tx, code, draft, row_version).await? {
        return Err(SaveTierError::ChangedMeanwhile);
    }
    // What companies owe, and may owe, is in what they buy in.
    if old.currency != draft.currency && !store::move_credit(tx, code, &draft.currency).await? {
        return Err(SaveTierError::CreditInOther(old.currency));
    }
    if old == *draft {
        return Ok(());
    }
    let before = json!({ "code": code, "tier": Recorded::from(&old) });
    let after = json!({ "code": code, "tier": Recorded::from(draft) });
    record(tx, "tier.changed", Some(&before), &after).await?;
    if old.shows_vat != draft.shows_vat || old.buys_in != draft.buys_in {
        // By other numbers its lists are narrowed.
        tx.enqueue(&MakeTierListings {}).await?;
    }
    Ok(())
}

/// Whether people of a tier may buy in what it says.
async fn check_currency(tx: &mut Tx, code: &str, draft: &TierDraft) -> Result<(), SaveTierError> {
    let Some(wanted) = &draft.buys_in else {
        return Ok(());
    };
    let currency = Currency::parse(wanted).filter(|of| can_be_sold_in(*of) && code != GUESTS);
    let currency = currency.ok_or(SaveTierError::NoRate)?;
    match is_known(tx, None, currency).await? {
        true => Ok(()),
        false => Err(SaveTierError::NoRate),
    }
}

/// Whether a sum is the same number as before, though it is of another currency.
fn keeps_a_sum(old: &TierDraft, new: &TierDraft) -> bool {
    let keeps = |old: Option<i64>, new: Option<i64>| new.is_some_and(|of| of > 0) && old == new;
    keeps(old.credit_limit_minor, new.credit_limit_minor)
        || keeps(old.free_freight_minor, new.free_freight_minor)
        || keeps(Some(old.minimum_order_minor), Some(new.minimum_order_minor))
}

fn check(code: &str, draft: &TierDraft) -> Result<(), SaveTierError> {
    if draft.name.0.get("sv").is_none_or(String::is_empty) {
        return Err(SaveTierError::NoName);
    }
    if code == GUESTS && draft.can_be_applied_for {
        return Err(SaveTierError::GuestsTier);
    }
    let is_possible = (0..=MOST_PAYMENT_DAYS).contains(&draft.payment_days)
        && draft.credit_limit_minor.is_none_or(|limit| limit >= 0)
        && draft.minimum_order_minor >= 0
        && draft.free_freight_minor.is_none_or(|from| from >= 0)
        && draft.position >= 0;
    if is_possible {
        Ok(())
    } else {
        Err(SaveTierError::OutOfRange)
    }
}

/// Into the trail. A tier has a code and no id: the code stands in the values.
async fn record<B: Serialize + Sync>(
    tx: &mut Tx,
    action: &'static str,
    before: Option<&B>,
    after: &serde_json::Value,
) -> Result<(), SaveTierError> {
    let change = Change {
        action,
        subject: ("tier", None),
        before,
        after: Some(after),
        reason: None,
    };
    Ok(tx.audit(change).await?)
}
