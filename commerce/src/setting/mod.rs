//! **Settings**: what a merchant may decide of how a shop works. A shop's own value counts, else the one that is laid down for all shops, else the program's.

mod change;
mod key;
mod listing;
mod store;

use jiff::SignedDuration;
use jiff::civil::Date;
use platform::db::{DbError, PgConnection};
use serde_json::Map;

pub use change::{ChangeError, save, take_back};
pub use key::{Group, Key, Kind};
pub use listing::{GroupStanding, Source, Standing, group, standing};

use crate::ids::{OrderId, ShopId};

/// What a setting says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Value {
    /// A whole number.
    Number(i64),
    /// Yes or no.
    YesNo(bool),
    /// A day, or none.
    Day(Option<Date>),
}

impl Value {
    pub(super) fn to_json(self) -> serde_json::Value {
        match self {
            Self::Number(number) => number.into(),
            Self::YesNo(yes) => yes.into(),
            Self::Day(day) => day.map_or_else(String::new, |day| day.to_string()).into(),
        }
    }
}

/// At which level a setting is laid down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// For all shops that say nothing else.
    System,
    /// For one shop.
    Shop(ShopId),
}

impl Level {
    pub(super) fn shop(self) -> Option<uuid::Uuid> {
        match self {
            Self::System => None,
            Self::Shop(id) => Some(id.0),
        }
    }
}

/// What holds for a shop.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settings(Map<String, serde_json::Value>);

impl Settings {
    /// What holds for a shop, by one statement.
    ///
    /// # Errors
    /// Database errors.
    pub async fn of(conn: &mut PgConnection, shop: ShopId) -> Result<Self, DbError> {
        Ok(Self::from_json(store::of_shop(conn, shop).await?))
    }

    /// What a shop's setting says that is a number, for whoever asks for no other.
    ///
    /// # Errors
    /// Database errors.
    pub(crate) async fn number_of(
        conn: &mut PgConnection,
        shop: ShopId,
        key: Key,
    ) -> Result<i64, DbError> {
        Ok(store::number(conn, shop, key).await?.into())
    }

    /// What holds for the shop of an order.
    ///
    /// # Errors
    /// Database errors, among them that there is no such order.
    pub(crate) async fn of_order(conn: &mut PgConnection, order: OrderId) -> Result<Self, DbError> {
        Ok(Self::from_json(store::of_order(conn, order).await?))
    }

    /// What the database's `settings_of` says.
    pub(crate) fn from_json(held: serde_json::Value) -> Self {
        match held {
            serde_json::Value::Object(held) => Self(held),
            _ => Self::default(),
        }
    }

    /// What a setting says; the usual where nothing is laid down, or nothing that this version understands.
    #[must_use]
    pub fn get(&self, key: Key) -> Value {
        let held = self.0.get(key.name());
        held.and_then(|held| key.understood(held))
            .unwrap_or_else(|| key.usual())
    }

    /// What a setting says that is a number.
    #[must_use]
    pub fn number(&self, key: Key) -> i64 {
        match self.get(key) {
            Value::Number(number) => number,
            Value::YesNo(_) | Value::Day(_) => 0,
        }
    }

    /// Whether a setting says yes.
    #[must_use]
    pub fn is_on(&self, key: Key) -> bool {
        self.get(key) == Value::YesNo(true)
    }

    /// The day that a setting says, if it says one.
    #[must_use]
    pub fn day(&self, key: Key) -> Option<Date> {
        match self.get(key) {
            Value::Day(day) => day,
            Value::Number(_) | Value::YesNo(_) => None,
        }
    }

    /// The time of a setting that is a number of days.
    #[must_use]
    pub fn days(&self, key: Key) -> SignedDuration {
        SignedDuration::from_hours(24 * self.number(key))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_is_not_understood_is_as_if_it_were_not_there() {
        let said = |value: serde_json::Value| {
            Settings::from_json(json!({ "cart.kept_days": value })).number(Key::CartDays)
        };
        assert_eq!(said(json!(60)), 60);
        for wrong in [
            json!(0),
            json!(100_000),
            json!("60"),
            json!(true),
            json!(1.5),
        ] {
            assert_eq!(said(wrong.clone()), 30, "{wrong}");
        }
        assert_eq!(Settings::from_json(json!([])).number(Key::CartDays), 30);
        let held = Settings::from_json(json!({
            "vat.oss_since": "2027-01-01", "review.is_asking": false, "demo.seed": true,
        }));
        assert_eq!(held.day(Key::OssSince), Some(jiff::civil::date(2027, 1, 1)));
        assert!(!held.is_on(Key::ReviewAsking));
        assert_eq!(Settings::default().day(Key::OssSince), None);
    }

    #[test]
    fn what_is_written_is_read_again() {
        for key in Key::ALL {
            let written = key.usual().to_json();
            assert_eq!(key.understood(&written), Some(key.usual()), "{key:?}");
        }
        let day = Value::Day(Some(jiff::civil::date(2026, 12, 31)));
        assert_eq!(Key::OssSince.understood(&day.to_json()), Some(day));
    }
}
