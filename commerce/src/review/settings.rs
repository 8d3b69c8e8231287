//! Whether and when buyers are asked what they think.

use platform::audit::Change;
use platform::db::{DbError, PgConnection, Tx};
use serde_json::json;

use super::store;
use crate::ids::ShopId;

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
    Ok(store::settings(conn, shop).await?.unwrap_or_default())
}

/// Sets it. What is so already leaves no trace.
///
/// # Errors
/// [`SettingsError`]; the transaction is to be dropped then.
pub async fn set(tx: &mut Tx, shop: ShopId, to: Settings) -> Result<(), SettingsError> {
    if !DAYS.contains(&to.ask_after_days) {
        return Err(SettingsError::Days);
    }
    let held = settings(tx, shop).await?;
    let is_so = (held.is_asking, held.ask_after_days) == (to.is_asking, to.ask_after_days);
    if is_so {
        return Ok(());
    }
    if held.row_version != to.row_version || !store::set_settings(tx, shop, to).await? {
        return Err(SettingsError::ChangedMeanwhile);
    }
    let values =
        |of: Settings| json!({ "is_asking": of.is_asking, "ask_after_days": of.ask_after_days });
    let (before, after) = (values(held), values(to));
    tx.audit(Change {
        action: "review.settings_changed",
        subject: ("shop", Some(shop.0)),
        before: Some(&before),
        after: Some(&after),
        reason: None,
    })
    .await?;
    Ok(())
}
