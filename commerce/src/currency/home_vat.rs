//! VAT of a paper in another currency, as the law wants it told besides: in the shop's own, by the rate that the order keeps (mervärdesskattelagen 2023:200, chapter 17).

use platform::money::Money;
use serde::Serialize;

use super::{Rate, write_rate};

/// The VAT of a paper in the shop's own currency, and by which rate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct HomeVat {
    /// The VAT.
    pub vat: Money,
    /// What the paper's sums are in.
    pub currency: String,
    /// The shop's own.
    pub home: String,
    /// What one unit cost, in words.
    pub rate: String,
    /// The day of that rate.
    pub on: jiff::civil::Date,
}

impl HomeVat {
    /// What is to be told of so much VAT by an order's rate, in a language; none where the paper is in the shop's own currency, or bears no VAT.
    #[must_use]
    pub fn of(rate: Option<Rate>, vat_minor: i64, language: &str) -> Option<Self> {
        let rate = rate.filter(|_| vat_minor != 0)?;
        let sign = if language == "sv" { ',' } else { '.' };
        Some(Self {
            vat: Money::new(rate.to_home(vat_minor)?, rate.home),
            currency: rate.currency.to_string(),
            home: rate.home.to_string(),
            rate: write_rate(rate.e6, sign),
            on: rate.on.0,
        })
    }

    /// One for the template checks.
    #[must_use]
    pub fn sample() -> Self {
        Self {
            vat: Money::new(12_880, platform::money::Currency::SEK),
            currency: "EUR".to_owned(),
            home: "SEK".to_owned(),
            rate: "11,5000".to_owned(),
            on: jiff::civil::date(2026, 11, 25),
        }
    }
}

#[cfg(test)]
mod tests {
    use platform::clock::Date;
    use platform::money::Currency;

    use super::*;

    #[test]
    fn vat_is_told_by_the_orders_rate_and_only_where_there_is_some() {
        let rate = Rate {
            currency: Currency::EUR,
            home: Currency::SEK,
            e6: 11_500_000,
            on: Date(jiff::civil::date(2026, 11, 25)),
        };
        assert_eq!(
            HomeVat::of(Some(rate), 1_120, "sv"),
            Some(HomeVat::sample())
        );
        let english = HomeVat::of(Some(rate), 1_120, "en");
        assert_eq!(english.map(|of| of.rate), Some("11.5000".to_owned()));
        assert_eq!(HomeVat::of(Some(rate), 0, "sv"), None);
        assert_eq!(HomeVat::of(None, 1_120, "sv"), None);
    }
}
