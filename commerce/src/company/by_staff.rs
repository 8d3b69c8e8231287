//! What staff decide of a company: its name and numbers, its tier, what it may owe, and whether it buys at all.

use platform::db::{DbError, Tx};
use serde::Serialize;

use super::manage::{ManageError, record};
use super::{CompanyState, listing, store};
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
    /// Whom it turns to here; may be empty.
    pub contact: String,
    /// Whether it buys.
    pub is_active: bool,
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
    if tier::tier(tx, &terms.tier_code).await?.is_none() {
        return Err(SetTermsError::NoTier);
    }
    let before = listing::company(tx, id)
        .await?
        .ok_or(SetTermsError::Unknown)?;
    let before = Terms {
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
    store::update_terms(tx, id, terms).await?;
    match record(tx, "company.changed", id, Some(&before), Some(terms)).await {
        Ok(()) => Ok(()),
        Err(ManageError::Db(error)) => Err(error.into()),
        Err(_) => Err(SetTermsError::Unknown),
    }
}
