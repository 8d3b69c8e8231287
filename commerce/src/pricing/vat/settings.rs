//! By what terms a shop taxes what crosses borders, as staff lay them down.

use platform::audit::Change;
use platform::db::{DbError, Tx};
use serde_json::json;

use super::store;
use crate::ids::ShopId;
use crate::vat_check::listing;

/// Longest time in hours for which a register's answer may be used again.
pub const MOST_HOURS: i32 = 720;

/// The terms as they are to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SettingsDraft {
    /// The first day on which VAT is accounted for by the One Stop Shop.
    pub oss_since: Option<jiff::civil::Date>,
    /// Whether an earlier answer stands in for one that does not come.
    pub trusts_earlier: bool,
    /// How long an answer may be used again.
    pub answer_hours: i32,
}

impl SettingsDraft {
    pub(super) fn unanswered(&self) -> &'static str {
        if self.trusts_earlier {
            "earlier"
        } else {
            "charge"
        }
    }
}

/// Why the terms were not saved.
#[derive(Debug, thiserror::Error)]
pub enum SaveSettingsError {
    /// Not between one hour and [`MOST_HOURS`].
    #[error("the hours are out of range")]
    OutOfRange,
    /// Somebody has saved others since they were read.
    #[error("the terms have changed meanwhile")]
    ChangedMeanwhile,
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// Saves a shop's terms that still are as they were read.
///
/// # Errors
/// [`SaveSettingsError`]; the transaction is to be dropped then.
pub async fn save(
    tx: &mut Tx,
    shop: ShopId,
    draft: &SettingsDraft,
    row_version: i32,
) -> Result<(), SaveSettingsError> {
    if !(1..=MOST_HOURS).contains(&draft.answer_hours) {
        return Err(SaveSettingsError::OutOfRange);
    }
    let held = listing::terms(tx, shop).await?;
    if !store::save_settings(tx, shop, draft, row_version).await? {
        return Err(SaveSettingsError::ChangedMeanwhile);
    }
    let told = |since: Option<String>, trusts: bool, hours: i32| json!({ "oss_since": since, "trusts_earlier": trusts, "answer_hours": hours });
    let before = told(
        held.oss_since.map(|day| day.0.to_string()),
        held.trusts_earlier,
        held.answer_hours,
    );
    let after = told(
        draft.oss_since.map(|day| day.to_string()),
        draft.trusts_earlier,
        draft.answer_hours,
    );
    let change = Change {
        action: "vat_settings.changed",
        subject: ("shop", Some(shop.0)),
        before: Some(&before),
        after: Some(&after),
        reason: None,
    };
    Ok(tx.audit(change).await?)
}
