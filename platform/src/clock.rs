//! Time as a parameter. Nothing below the doors reads the wall clock: it is handed a [`Clock`] or the `now` of its transaction.

use std::sync::{Arc, Mutex, PoisonError};

use serde::{Deserialize, Serialize};

/// The time zone in which business rules run (support hours, price changes, delivery days). Storage is UTC.
pub const BUSINESS_ZONE: &str = "Europe/Stockholm";

/// A point in time, in UTC, to the microsecond (what PostgreSQL's `timestamptz` keeps).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Timestamp(jiff::Timestamp);

impl Timestamp {
    /// Whole seconds since 1970.
    #[must_use]
    pub fn as_second(self) -> i64 {
        self.0.as_second()
    }

    /// Microseconds since 1970.
    #[must_use]
    pub fn as_microsecond(self) -> i64 {
        self.0.as_microsecond()
    }

    /// From microseconds since 1970; `None` outside jiff's range.
    #[must_use]
    pub fn from_microsecond(us: i64) -> Option<Self> {
        jiff::Timestamp::from_microsecond(us).ok().map(Self)
    }

    /// This moment plus a span of exact time; saturates at the ends of time.
    #[must_use]
    pub fn plus(self, span: jiff::SignedDuration) -> Self {
        Self(self.0.saturating_add(span).unwrap_or(jiff::Timestamp::MAX))
    }

    /// This moment minus a span of exact time; saturates at the ends of time.
    #[must_use]
    pub fn minus(self, span: jiff::SignedDuration) -> Self {
        Self(self.0.saturating_sub(span).unwrap_or(jiff::Timestamp::MIN))
    }

    /// Time from `earlier` until this moment.
    #[must_use]
    pub fn since(self, earlier: Self) -> jiff::SignedDuration {
        self.0.duration_since(earlier.0)
    }

    /// The same moment on the wall in Stockholm.
    #[must_use]
    pub fn business_time(self) -> jiff::Zoned {
        match jiff::tz::TimeZone::get(BUSINESS_ZONE) {
            Ok(zone) => self.0.to_zoned(zone),
            // A machine without a zone database still serves; jiff bundles one, so this is a broken build.
            Err(_) => self.0.to_zoned(jiff::tz::TimeZone::UTC),
        }
    }

    /// The moment as jiff knows it.
    #[must_use]
    pub fn jiff(self) -> jiff::Timestamp {
        self.0
    }
}

impl From<jiff::Timestamp> for Timestamp {
    fn from(value: jiff::Timestamp) -> Self {
        let us = value.as_microsecond();
        Self(jiff::Timestamp::from_microsecond(us).unwrap_or(value))
    }
}

impl std::fmt::Display for Timestamp {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

/// A calendar day, without time or zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Date(pub jiff::civil::Date);

impl Date {
    /// A day as people and browsers write it (`2026-11-27`). `None` for what is none, and for what lies before our era: jiff's calendar begins earlier
    /// than PostgreSQL's.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let day = text.trim().parse::<jiff::civil::Date>().ok();
        day.filter(|day| is_in_our_era(*day)).map(Self)
    }
}

/// Whether a day can be kept, and is one that anybody may mean.
#[must_use]
pub fn is_in_our_era(day: jiff::civil::Date) -> bool {
    day.year() >= 1
}

impl std::fmt::Display for Date {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

/// Lets PostgreSQL's type travel as ours, by way of jiff-sqlx.
macro_rules! travels_as {
    ($ours:ident, $theirs:ty) => {
        impl sqlx::Type<sqlx::Postgres> for $ours {
            fn type_info() -> sqlx::postgres::PgTypeInfo {
                <$theirs as sqlx::Type<sqlx::Postgres>>::type_info()
            }
            fn compatible(ty: &sqlx::postgres::PgTypeInfo) -> bool {
                <$theirs as sqlx::Type<sqlx::Postgres>>::compatible(ty)
            }
        }

        impl sqlx::postgres::PgHasArrayType for $ours {
            fn array_type_info() -> sqlx::postgres::PgTypeInfo {
                <$theirs as sqlx::postgres::PgHasArrayType>::array_type_info()
            }
        }

        impl<'q> sqlx::Encode<'q, sqlx::Postgres> for $ours {
            fn encode_by_ref(
                &self,
                buf: &mut sqlx::postgres::PgArgumentBuffer,
            ) -> Result<sqlx::encode::IsNull, sqlx::error::BoxDynError> {
                use jiff_sqlx::ToSqlx as _;
                sqlx::Encode::<sqlx::Postgres>::encode_by_ref(&self.0.to_sqlx(), buf)
            }
        }

        impl<'r> sqlx::Decode<'r, sqlx::Postgres> for $ours {
            fn decode(
                value: sqlx::postgres::PgValueRef<'r>,
            ) -> Result<Self, sqlx::error::BoxDynError> {
                Ok(Self(
                    <$theirs as sqlx::Decode<sqlx::Postgres>>::decode(value)?.to_jiff(),
                ))
            }
        }
    };
}

travels_as!(Timestamp, jiff_sqlx::Timestamp);
travels_as!(Date, jiff_sqlx::Date);

/// Where "now" comes from: the system in the program, a hand-moved value in tests.
#[derive(Clone)]
pub struct Clock(Source);

#[derive(Clone)]
enum Source {
    System,
    Fixed(Arc<Mutex<Timestamp>>),
}

impl Clock {
    /// The machine's clock.
    #[must_use]
    pub fn system() -> Self {
        Self(Source::System)
    }

    /// A clock that stands at `at` until [`Clock::advance`] moves it.
    #[must_use]
    pub fn fixed(at: Timestamp) -> Self {
        Self(Source::Fixed(Arc::new(Mutex::new(at))))
    }

    /// The present moment.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        match &self.0 {
            #[expect(
                clippy::disallowed_methods,
                reason = "the one place that reads the wall clock"
            )]
            Source::System => jiff::Timestamp::now().into(),
            Source::Fixed(at) => *at.lock().unwrap_or_else(PoisonError::into_inner),
        }
    }

    /// Moves a fixed clock forward. The system's clock is left alone.
    pub fn advance(&self, span: jiff::SignedDuration) {
        if let Source::Fixed(at) = &self.0 {
            let mut at = at.lock().unwrap_or_else(PoisonError::into_inner);
            *at = at.plus(span);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_read_as_it_is_written_and_not_from_before_our_era() {
        let read = |text| Date::read(text).map(|day| day.to_string());
        assert_eq!(read(" 2026-11-27 ").as_deref(), Some("2026-11-27"));
        assert_eq!(read("9999-12-31").as_deref(), Some("9999-12-31"));
        for wrong in [
            "",
            "i morgon",
            "2026-02-30",
            "9999-99-99",
            "0000-01-01",
            "-009999-06-01",
        ] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }
}
