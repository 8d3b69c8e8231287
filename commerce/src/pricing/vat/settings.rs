//! By what terms a shop taxes what crosses borders, as staff lay them down.

use platform::db::{DbError, Tx};

use crate::ids::ShopId;
use crate::setting::{self, ChangeError, Group, Key, Level, Value};

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
    let wanted = [
        (Key::OssSince, Value::Day(draft.oss_since)),
        (Key::TrustsEarlier, Value::YesNo(draft.trusts_earlier)),
        (Key::AnswerHours, Value::Number(draft.answer_hours.into())),
    ];
    match setting::save(tx, Level::Shop(shop), Group::Vat, &wanted, row_version).await {
        Ok(_) => Ok(()),
        Err(ChangeError::OutOfRange(_)) => Err(SaveSettingsError::OutOfRange),
        Err(ChangeError::ChangedMeanwhile) => Err(SaveSettingsError::ChangedMeanwhile),
        Err(ChangeError::Db(error)) => Err(error.into()),
    }
}
