//! Whether and when buyers are asked what they think.

use platform::db::{DbError, PgConnection, Tx};

use crate::ids::ShopId;
use crate::setting::{self, ChangeError, Group, Key, Level, Value};

/// Fewest and most days.
pub const DAYS: std::ops::RangeInclusive<i32> = 1..=90;

/// What a merchant has set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settings {
    /// Whether buyers are asked at all.
    pub is_asking: bool,
    /// How many days after their goods have come.
    pub ask_after_days: i32,
    /// Against silent overwrite; 0 where nothing has been set.
    pub row_version: i32,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            is_asking: true,
            ask_after_days: 14,
            row_version: 0,
        }
    }
}

/// Why nothing was set.
#[derive(Debug, thiserror::Error)]
pub enum SettingsError {
    /// Too few days, or too many.
    #[error("the days are out of range")]
    Days,
    /// Somebody else has set it meanwhile.
    #[error("changed meanwhile")]
    ChangedMeanwhile,
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// What holds for a shop.
///
/// # Errors
/// Database errors.
pub async fn settings(conn: &mut PgConnection, shop: ShopId) -> Result<Settings, DbError> {
    let held = setting::group(conn, Level::Shop(shop), Group::Reviews).await?;
    let days = match held.value(Key::ReviewDays) {
        Value::Number(days) => i32::try_from(days).ok(),
        Value::YesNo(_) | Value::Day(_) => None,
    };
    Ok(Settings {
        is_asking: held.value(Key::ReviewAsking) == Value::YesNo(true),
        ask_after_days: days.unwrap_or(Settings::default().ask_after_days),
        row_version: held.row_version,
    })
}

/// Sets it for this shop. What is so already leaves no trace; gives whether something was changed.
///
/// # Errors
/// [`SettingsError`]; the transaction is to be dropped then.
pub async fn set(tx: &mut Tx, shop: ShopId, to: Settings) -> Result<bool, SettingsError> {
    let wanted = [
        (Key::ReviewAsking, Value::YesNo(to.is_asking)),
        (Key::ReviewDays, Value::Number(to.ask_after_days.into())),
    ];
    let level = Level::Shop(shop);
    match setting::save(tx, level, Group::Reviews, &wanted, to.row_version).await {
        Ok(is_changed) => Ok(is_changed),
        Err(ChangeError::OutOfRange(_)) => Err(SettingsError::Days),
        Err(ChangeError::ChangedMeanwhile) => Err(SettingsError::ChangedMeanwhile),
        Err(ChangeError::Db(error)) => Err(error.into()),
    }
}
