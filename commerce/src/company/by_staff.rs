//! What staff decide of a company: its name and numbers, its tier, what it may owe, and whether it buys at all.

use platform::db::{DbError, Tx};
use platform::money::Currency;
use serde::Serialize;

use super::manage::{ManageError, record};
use super::{Company, CompanyState, listing, store};
use crate::currency::can_be_sold_in;
use crate::currency::listing::is_known;
use crate::ids::CompanyId;
use crate::{locks, tier};

/// What staff decide.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Terms {
    /// Registered name.
    pub name: String,
    /// With its country's letters.
    pub vat_number: Option<String>,
    /// Its tier.
    pub tier_code: String,
    /// Its own days from order to due date; none: as the tier says.
    pub payment_days: Option<i16>,
    /// Its own limit; none: as the tier says.
    pub credit_limit_minor: Option<i64>,
    /// Whether it may pay by invoice; none: as the tier says.
    pub may_invoice: Option<bool>,
    /// What it buys in; none: as its tier.
    pub buys_in: Option<String>,
    /// Whom it turns to here; may be empty.
    pub contact: String,
    /// Whether it buys.
    pub is_active: bool,
}

/// What was decided, as the trail tells it.
#[derive(Serialize)]
struct Told<'a> {
    #[serde(flatten)]
    terms: &'a Terms,
    /// What its limit is in.
    currency: &'a str,
}

/// Why nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum SetTermsError {
    /// There is no such company.
    #[error("no such company")]
    Unknown,
    /// There is no such tier.
    #[error("no such tier")]
    NoTier,
    /// Somebody has changed it since it was read.
    #[error("changed meanwhile")]
    ChangedMeanwhile,
    /// Nobody has told what the currency costs.
    #[error("nothing is sold in the currency")]
    NoRate,
    /// It owes in another currency than it is to buy in.
    #[error("it owes in {0}")]
    Owes(String),
    /// Its limit was one of another currency than it is to buy in, and has not been said anew.
    #[error("its limit is in {0}")]
    LimitInOther(String),
    /// A sum below nought, or days beyond what is possible.
    #[error("a number is out of range")]
    OutOfRange,
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// Changes them.
///
/// # Errors
/// [`SetTermsError`]; the transaction is to be dropped then.
pub async fn set_terms(
    tx: &mut Tx,
    id: CompanyId,
    terms: &Terms,
    row_version: i32,
) -> Result<(), SetTermsError> {
    locks::hold_tier(tx, &terms.tier_code).await?;
    let locked = locks::lock_company(tx, id)
        .await?
        .ok_or(SetTermsError::Unknown)?;
    if locked.row_version != row_version {
        return Err(SetTermsError::ChangedMeanwhile);
    }
    let days = 0..=tier::save::MOST_PAYMENT_DAYS;
    if terms.credit_limit_minor.is_some_and(|limit| limit < 0)
        || terms
            .payment_days
            .is_some_and(|given| !days.contains(&given))
    {
        return Err(SetTermsError::OutOfRange);
    }
    let given = tier::tier(tx, &terms.tier_code).await?;
    let given = given.ok_or(SetTermsError::NoTier)?;
    let before = listing::company(tx, id)
        .await?
        .ok_or(SetTermsError::Unknown)?;
    let stays = terms.buys_in == before.buys_in && terms.tier_code == before.tier_code;
    let credit_in = match stays {
        true => before.credit_currency.clone(),
        false => terms.buys_in.clone().unwrap_or(given.currency),
    };
    check_currency(tx, &before, terms, &credit_in).await?;
    let was_in = before.credit_currency;
    let before = Terms {
        buys_in: before.buys_in,
        name: before.name,
        vat_number: before.vat_number,
        tier_code: before.tier_code,
        payment_days: before.payment_days,
        credit_limit_minor: before.credit_limit_minor,
        may_invoice: before.may_invoice,
        contact: before.contact,
        is_active: before.state == CompanyState::Active.as_str(),
    };
    if before == *terms {
        return Ok(());
    }
    store::update_terms(tx, id, terms, &credit_in).await?;
    let was = Told {
        terms: &before,
        currency: &was_in,
    };
    let is = Told {
        terms,
        currency: &credit_in,
    };
    match record(tx, "company.changed", id, Some(&was), Some(&is)).await {
        Ok(()) => Ok(()),
        Err(ManageError::Db(error)) => Err(error.into()),
        Err(_) => Err(SetTermsError::Unknown),
    }
}

/// Whether a company may buy in a currency from now on. What it owes, and may owe, is in what it buys in: so it owes nothing in another when that changes, and
/// a limit of its own is said anew.
async fn check_currency(
    tx: &mut Tx,
    before: &Company,
    terms: &Terms,
    credit_in: &str,
) -> Result<(), SetTermsError> {
    if let Some(code) = terms
        .buys_in
        .as_ref()
        .filter(|_| terms.buys_in != before.buys_in)
    {
        let currency = Currency::parse(code).filter(|of| can_be_sold_in(*of));
        let currency = currency.ok_or(SetTermsError::NoRate)?;
        if !is_known(tx, None, currency).await? {
            return Err(SetTermsError::NoRate);
        }
    }
    match check_credit(before, terms.credit_limit_minor, credit_in) {
        Ok(()) => Ok(()),
        Err(CreditInOther::Owes(of)) => Err(SetTermsError::Owes(of)),
        Err(CreditInOther::Limit(of)) => Err(SetTermsError::LimitInOther(of)),
    }
}

/// Why what a company owes and may owe does not follow it to another currency.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CreditInOther {
    /// It owes in the one that was.
    #[error("it owes in {0}")]
    Owes(String),
    /// Its limit was one of that, and has not been said anew.
    #[error("its limit is in {0}")]
    Limit(String),
}

/// Whether a company's credit may be in a currency from now on, with a limit of its own or none.
pub(super) fn check_credit(
    before: &Company,
    limit_minor: Option<i64>,
    credit_in: &str,
) -> Result<(), CreditInOther> {
    if credit_in == before.credit_currency {
        return Ok(());
    }
    if before.credit_used_minor != 0 {
        return Err(CreditInOther::Owes(before.credit_currency.clone()));
    }
    if limit_minor.is_some() && limit_minor == before.credit_limit_minor {
        return Err(CreditInOther::Limit(before.credit_currency.clone()));
    }
    Ok(())
}
