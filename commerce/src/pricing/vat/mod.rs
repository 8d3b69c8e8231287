//! Dated VAT rates (B8). The moment of sale decides the rate; the order line keeps it for refunds.

pub mod decide;
pub mod known;
pub mod listing;
pub mod rates;
pub mod region;
pub mod settings;
mod store;
pub mod territory;

use platform::clock::Timestamp;
use platform::db::{DbError, PgConnection};

use super::store as prices;

pub use decide::{Category, Ground, Treatment};
pub use region::Region;
pub use territory::{Area, Place, Territory};

/// The class of gift cards, which are vouchers for several purposes (ML 2 kap. 26 §): outside the scope of VAT when they are sold, at nought in every country
/// and for ever. No rate is laid down for it.
pub const VOUCHER: &str = "voucher";

/// One rate while it holds.
#[derive(Clone, Debug)]
pub struct DatedRate {
    /// `standard`, `food`, `books` ...
    pub vat_class: String,
    /// ISO 3166-1 alpha-2; of a region with rates of its own [`Region::code`].
    pub country: String,
    /// Basis points: 2 500 = 25 %.
    pub rate_bp: i32,
    /// From this moment.
    pub valid_from: Timestamp,
    /// Until just before this moment; `None`: until further notice.
    pub valid_to: Option<Timestamp>,
}

/// All rates: a small table that is read whole.
#[derive(Clone, Debug, Default)]
pub struct VatRates(Vec<DatedRate>);

impl VatRates {
    /// From rows that are at hand.
    #[must_use]
    pub fn of(rates: Vec<DatedRate>) -> Self {
        Self(rates)
    }

    /// The moments at which a class' rate begins or ends in a country.
    pub fn changes<'a>(
        &'a self,
        vat_class: &'a str,
        country: &'a str,
    ) -> impl Iterator<Item = Timestamp> + 'a {
        self.0
            .iter()
            .filter(move |rate| rate.vat_class == vat_class && rate.country == country)
            .flat_map(|rate| [Some(rate.valid_from), rate.valid_to])
            .flatten()
    }

    /// Reads the table.
    ///
    /// # Errors
    /// Database errors.
    pub async fn load(conn: &mut PgConnection) -> Result<Self, DbError> {
        prices::vat_rates(conn).await.map(Self)
    }

    /// The rate of a class in a country at a moment, in basis points; `None` when none is laid down, so nothing may be sold.
    #[must_use]
    pub fn at(&self, vat_class: &str, country: &str, at: Timestamp) -> Option<i32> {
        if vat_class == VOUCHER {
            return Some(0);
        }
        self.held(country, at)
            .find(|rate| rate.vat_class == vat_class)
            .map(|rate| rate.rate_bp)
    }

    /// The highest rate of any class in a country at a moment, in basis points; 0 where none is laid down.
    #[must_use]
    pub fn highest(&self, country: &str, at: Timestamp) -> i32 {
        let rates = self.held(country, at).map(|rate| rate.rate_bp);
        rates.max().unwrap_or(0)
    }

    /// What holds in a country at a moment.
    fn held<'a>(&'a self, country: &'a str, at: Timestamp) -> impl Iterator<Item = &'a DatedRate> {
        self.0.iter().filter(move |rate| {
            rate.country == country
                && rate.valid_from <= at
                && rate.valid_to.is_none_or(|end| at < end)
        })
    }
}

/// The rate of a class in a country at a moment, in basis points; `None` when none is laid down.
///
/// # Errors
/// Database errors.
pub async fn vat_rate_at(
    conn: &mut PgConnection,
    vat_class: &str,
    country: &str,
    at: Timestamp,
) -> Result<Option<i32>, DbError> {
    prices::vat_rate_at(conn, vat_class, country, at).await
}

/// A price with VAT from one without: `price × (1 + rate)`, in ten-thousandths of a minor unit.
#[must_use]
pub fn with_vat(net_e4: i64, rate_bp: i32) -> i64 {
    let gross = platform::money::divide_rounded(
        i128::from(net_e4) * (10_000 + i128::from(rate_bp)),
        10_000,
    );
    i64::try_from(gross).unwrap_or(i64::MAX)
}

/// A price without VAT from one with it: `price ÷ (1 + rate)`, in ten-thousandths of a minor unit.
#[must_use]
pub fn without_vat(gross_e4: i64, rate_bp: i32) -> i64 {
    let net = platform::money::divide_rounded(
        i128::from(gross_e4) * 10_000,
        10_000 + i128::from(rate_bp.max(0)),
    );
    i64::try_from(net).unwrap_or(i64::MAX)
}

/// A price as a visitor sees it, from the price as its list has it; in ten-thousandths of a minor unit.
#[must_use]
pub fn shown(price_e4: i64, includes_vat: bool, shows_vat: bool, rate_bp: i32) -> i64 {
    match (includes_vat, shows_vat) {
        (false, true) => with_vat(price_e4, rate_bp),
        (true, false) => without_vat(price_e4, rate_bp),
        (true, true) | (false, false) => price_e4,
    }
}

/// A Swedish law's day as the moment it begins: midnight in Stockholm.
#[must_use]
pub fn swedish_midnight(year: i16, month: i8, day: i8) -> Option<Timestamp> {
    let date = jiff::civil::Date::new(year, month, day).ok()?;
    let zoned = date.in_tz(platform::clock::BUSINESS_ZONE).ok()?;
    Some(zoned.timestamp().into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn swedish_midnight_follows_summer_time() {
        let spring = swedish_midnight(2026, 4, 1).unwrap();
        assert_eq!(spring.to_string(), "2026-03-31T22:00:00Z");
        let winter = swedish_midnight(2028, 1, 1).unwrap();
        assert_eq!(winter.to_string(), "2027-12-31T23:00:00Z");
    }

    #[test]
    fn vat_goes_on_and_off() {
        assert_eq!(with_vat(10_000, 2_500), 12_500);
        assert_eq!(without_vat(12_500, 2_500), 10_000);
        assert_eq!(shown(12_500, true, true, 2_500), 12_500);
        assert_eq!(shown(12_500, true, false, 2_500), 10_000);
        assert_eq!(shown(10_000, false, true, 600), 10_600);
    }
}
