//! Entering a rate by staff. Rows are never changed: a slip is put right by entering the day's rate again.

use platform::audit::Change;
use platform::clock::Date;
use platform::db::{Actor, DbError, Tx};
use platform::money::Currency;
use serde_json::json;

use super::{HIGHEST_E6, Source, can_be_sold_in, store, write_rate};
use crate::ids::ShopId;

/// Days back for which a rate may still be entered.
pub const MOST_DAYS_BACK: i64 = 366;

/// A rate as it is to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RateDraft {
    /// Of what.
    pub currency: Currency,
    /// The day that it was published for.
    pub on: Date,
    /// Millionths of a unit of the shop's currency for one unit.
    pub e6: i64,
    /// Who has published it.
    pub source: Source,
    /// Whether whoever enters it has said that it is meant, though it is far from the one before.
    pub is_sure: bool,
}

/// Why no rate was entered.
#[derive(Debug, thiserror::Error)]
pub enum EnterRateError {
    /// It is the shop's own currency.
    #[error("it is the shop's own currency")]
    Own,
    /// The currency has no hundredths.
    #[error("nothing can be sold in the currency")]
    NotSold,
    /// Nought or less, or more than anything costs.
    #[error("the rate is out of range")]
    OutOfRange,
    /// The day has not come.
    #[error("the day is to come")]
    ToCome,
    /// The day lies more than a year back.
    #[error("the day lies too far back")]
    Past,
    /// It is more than a fifth from the rate before it, and nobody has said that it is meant.
    #[error("the rate is far from the one before")]
    Far {
        /// The one before, in millionths.
        before_e6: i64,
    },
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// Enters a rate; gives whether anything was written. What counts already is not written again.
///
/// # Errors
/// [`EnterRateError`]; the transaction is to be dropped then.
pub async fn enter(tx: &mut Tx, shop: ShopId, draft: &RateDraft) -> Result<bool, EnterRateError> {
    let home = store::lock_shop(tx, shop).await?;
    if home == draft.currency {
        return Err(EnterRateError::Own);
    }
    if !can_be_sold_in(draft.currency) {
        return Err(EnterRateError::NotSold);
    }
    if !(1..=HIGHEST_E6).contains(&draft.e6) {
        return Err(EnterRateError::OutOfRange);
    }
    let today = tx.now().business_time().date();
    let age = draft.on.0.duration_until(today);
    if age < jiff::SignedDuration::ZERO {
        return Err(EnterRateError::ToCome);
    }
    if age > jiff::SignedDuration::from_hours(24 * MOST_DAYS_BACK) {
        return Err(EnterRateError::Past);
    }
    let before = store::latest(tx, shop, draft.currency, draft.on).await?;
    if let Some(held) = &before {
        if (held.on, held.e6, held.source.as_str()) == (draft.on, draft.e6, draft.source.as_str()) {
            return Ok(false);
        }
        if !draft.is_sure && is_far(held.e6, draft.e6) {
            return Err(EnterRateError::Far { before_e6: held.e6 });
        }
    }
    let by = match tx.actor() {
        Actor::Staff { id, .. } => Some(id.0),
        _ => None,
    };
    store::insert(tx, shop, draft, by).await?;
    let after = json!({
        "currency": draft.currency, "exchange_rate": write_rate(draft.e6, '.'), "on_day": draft.on,
        "source": draft.source.as_str(),
    });
    let change = Change::deed("exchange_rate.entered", "shop", shop).with_after(&after);
    tx.audit(change).await?;
    Ok(true)
}

/// Whether a rate is more than a fifth above or below another: more likely a slip than the market.
fn is_far(before_e6: i64, e6: i64) -> bool {
    let (before, now) = (i128::from(before_e6), i128::from(e6));
    now * 5 > before * 6 || now * 5 < before * 4
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_the_decimal_sign_is_far() {
        assert!(is_far(11_000_000, 110_000_000));
        assert!(is_far(11_000_000, 1_100_000));
        assert!(!is_far(11_000_000, 13_200_000));
        assert!(is_far(11_000_000, 13_200_001));
        assert!(!is_far(11_000_000, 8_800_000));
        assert!(is_far(11_000_000, 8_799_999));
        assert!(!is_far(HIGHEST_E6, HIGHEST_E6));
    }
}
