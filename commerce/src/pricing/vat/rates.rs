//! Laying down rates by staff: dated, and never overwritten. What has begun stays as it is; another rate begins later.

use platform::audit::Change;
use platform::db::{DbError, Tx};
use serde_json::json;
use uuid::Uuid;

use super::{Region, store, swedish_midnight};
use crate::pricing::store::lay_down_vat_rate;

/// A rate as it is to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RateDraft {
    /// Of which class.
    pub vat_class: String,
    /// ISO 3166-1 alpha-2, or [`Region::code`].
    pub country: String,
    /// Basis points.
    pub rate_bp: i32,
    /// The first day on which it holds, as the day is in Sweden.
    pub from: jiff::civil::Date,
}

/// Why no rate was laid down.
#[derive(Debug, thiserror::Error)]
pub enum LayDownError {
    /// There is no such class.
    #[error("no such class")]
    NoClass,
    /// No country's letters.
    #[error("the country is not one")]
    NoCountry,
    /// Below nought or above a hundred per cent.
    #[error("the rate is out of range")]
    OutOfRange,
    /// The day has passed: what was sold then was sold at the rate that held.
    #[error("the day has passed")]
    Past,
    /// A rate begins on that day already.
    #[error("a rate begins on that day")]
    Taken,
    /// There is no such rate, or it has begun.
    #[error("the rate cannot be taken back")]
    Begun,
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// Lays down a rate. The first one of a class in a country may begin on any day; another begins today at the earliest.
///
/// # Errors
/// [`LayDownError`]; the transaction is to be dropped then.
pub async fn lay_down(tx: &mut Tx, draft: &RateDraft) -> Result<(), LayDownError> {
    if !(0..=10_000).contains(&draft.rate_bp) {
        return Err(LayDownError::OutOfRange);
    }
    let is_country =
        draft.country.len() == 2 && draft.country.bytes().all(|b| b.is_ascii_uppercase());
    if !is_country && Region::from_code(&draft.country).is_none() {
        return Err(LayDownError::NoCountry);
    }
    if !store::lock_class(tx, &draft.vat_class).await? {
        return Err(LayDownError::NoClass);
    }
    let day = draft.from;
    let from = swedish_midnight(day.year(), day.month(), day.day()).ok_or(LayDownError::Past)?;
    let known = store::begin_of_rates(tx, &draft.vat_class, &draft.country).await?;
    if known.contains(&from) {
        return Err(LayDownError::Taken);
    }
    let today = tx.now().business_time().date();
    if !known.is_empty() && day < today {
        return Err(LayDownError::Past);
    }
    lay_down_vat_rate(tx, &draft.vat_class, &draft.country, draft.rate_bp, from).await?;
    let after = json!({
        "class": draft.vat_class, "country": draft.country, "rate_bp": draft.rate_bp, "from": day.to_string(),
    });
    record(tx, "vat_rate.laid_down", &after).await
}

/// Takes back a rate that has not begun: the one before it goes on.
///
/// # Errors
/// [`LayDownError`]; the transaction is to be dropped then.
pub async fn take_back(tx: &mut Tx, id: Uuid) -> Result<(), LayDownError> {
    let now = tx.now();
    let taken = store::take_back(tx, id, now).await?;
    let (class, country, rate_bp, from) = taken.ok_or(LayDownError::Begun)?;
    let after =
        json!({ "class": class, "country": country, "rate_bp": rate_bp, "from": from.to_string() });
    record(tx, "vat_rate.taken_back", &after).await
}

async fn record(
    tx: &mut Tx,
    action: &'static str,
    after: &serde_json::Value,
) -> Result<(), LayDownError> {
    let change = Change {
        action,
        subject: ("vat_rate", None),
        before: None::<&()>,
        after: Some(after),
        reason: None,
    };
    Ok(tx.audit(change).await?)
}
