//! What **currencies** cost: dated rates of others in the shop's own, which staff enter. An order in another currency keeps the rate that it was valued at.

pub mod enter;
mod home_vat;
pub mod listing;
mod store;

use platform::clock::Date;
use platform::money::{Currency, divide_rounded};

pub use home_vat::HomeVat;
pub use listing::standing;

/// Millionths in a whole: how finely rates are kept.
pub const RATE_SCALE: i64 = 1_000_000;
/// The highest rate that anything may have: a hundred thousand.
pub const HIGHEST_E6: i64 = 100_000 * RATE_SCALE;

/// Who has published a rate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// Sveriges riksbank.
    Riksbank,
    /// The European Central Bank.
    Ecb,
    /// Somebody else, such as the shop's bank.
    Other,
}

impl Source {
    /// Every one, in the order in which they are offered.
    pub const ALL: [Self; 3] = [Self::Riksbank, Self::Ecb, Self::Other];

    /// Its stored name.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Riksbank => "riksbank",
            Self::Ecb => "ecb",
            Self::Other => "other",
        }
    }

    /// The source of a stored name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|source| source.as_str() == name)
    }
}

/// What one unit of a currency costs in another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    /// What is valued.
    pub currency: Currency,
    /// In what: the shop's own.
    pub home: Currency,
    /// Millionths of a unit of `home` for one unit of `currency`.
    pub e6: i64,
    /// The day that it was published for.
    pub on: Date,
}

impl Rate {
    /// The rate that is kept with an order, where one is.
    pub(crate) fn kept(
        currency: Currency,
        home: Currency,
        e6: Option<i64>,
        on: Option<Date>,
    ) -> Option<Self> {
        let (e6, on) = e6.zip(on)?;
        Some(Self {
            currency,
            home,
            e6,
            on,
        })
    }

    /// What an amount of `currency` is in minor units of `home`, rounded once; `None` when it does not fit.
    #[must_use]
    pub fn to_home(&self, minor: i64) -> Option<i64> {
        let scale = 10_i128.pow(self.currency.exponent()) * i128::from(RATE_SCALE);
        let exact = i128::from(minor)
            .checked_mul(i128::from(self.e6))?
            .checked_mul(10_i128.pow(self.home.exponent()))?;
        i64::try_from(divide_rounded(exact, scale)).ok()
    }
}

/// How a currency stands with a shop at a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It is the shop's own: nothing is valued.
    Own,
    /// It has a rate that is young enough to sell by.
    Fresh(Rate),
    /// Its latest rate is too old to sell by.
    Stale(Rate),
    /// It never had a rate.
    Missing,
}

impl Standing {
    /// Whether anything can be sold in it.
    #[must_use]
    pub fn sells(self) -> bool {
        matches!(self, Self::Own | Self::Fresh(_))
    }

    /// What an amount of the currency is in the shop's own; `None` where it has no rate of late, or does not fit.
    #[must_use]
    pub fn in_home(self, minor: i64) -> Option<i64> {
        match self {
            Self::Own => Some(minor),
            Self::Fresh(rate) => rate.to_home(minor),
            Self::Stale(_) | Self::Missing => None,
        }
    }

    /// The rate that an order of now is valued at, where it is valued at all.
    #[must_use]
    pub fn rate(self) -> Option<Rate> {
        match self {
            Self::Fresh(rate) => Some(rate),
            Self::Own | Self::Stale(_) | Self::Missing => None,
        }
    }
}

/// How a currency stands that is not the shop's own, by its latest rate: good on its day and for `days` after it.
pub(crate) fn judge(latest: Option<Rate>, today: jiff::civil::Date, days: i64) -> Standing {
    let Some(rate) = latest else {
        return Standing::Missing;
    };
    let age = rate.on.0.duration_until(today);
    if age <= jiff::SignedDuration::from_hours(24 * days) {
        Standing::Fresh(rate)
    } else {
        Standing::Stale(rate)
    }
}

/// Whether a shop can sell in a currency: forms, papers and gift cards know hundredths.
#[must_use]
pub fn can_be_sold_in(currency: Currency) -> bool {
    currency.exponent() == 2
}

/// A rate as it is typed: `11,0345`, at most six decimals. `None` for anything else, and for what is no rate.
#[must_use]
pub fn read_rate(text: &str) -> Option<i64> {
    let clean: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let (whole, part) = match clean.split_once([',', '.']) {
        Some((whole, part)) if (1..=6).contains(&part.len()) => (whole, part),
        Some(_) => return None,
        None => (clean.as_str(), ""),
    };
    let is_number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || whole.len() > 6 || !is_number(whole) || !is_number(part) {
        return None;
    }
    let part: i64 = format!("{part:0<6}").parse().ok()?;
    let whole: i64 = whole.parse().ok()?;
    let e6 = whole.checked_mul(RATE_SCALE)?.checked_add(part)?;
    (1..=HIGHEST_E6).contains(&e6).then_some(e6)
}

/// A rate as it is told: `11,0345`, four decimals at least, with the language's own sign.
#[must_use]
pub fn write_rate(e6: i64, sign: char) -> String {
    let (whole, part) = (e6.div_euclid(RATE_SCALE), e6.rem_euclid(RATE_SCALE));
    let part = format!("{part:06}");
    let kept = part.trim_end_matches('0');
    format!("{whole}{sign}{kept:0<4}")
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;

    fn euro(e6: i64) -> Rate {
        Rate {
            currency: Currency::EUR,
            home: Currency::SEK,
            e6,
            on: Date(date(2026, 11, 20)),
        }
    }

    #[test]
    fn rates_are_read_as_people_write_them() {
        for (typed, e6) in [
            ("11,0345", Some(11_034_500)),
            ("11.0345", Some(11_034_500)),
            (" 11 ", Some(11_000_000)),
            ("0,068123", Some(68_123)),
            ("0", None),
            ("", None),
            ("-11", None),
            ("elva", None),
            ("11,", None),
            ("1,1234567", None),
            ("1 000 000", None),
        ] {
            assert_eq!(read_rate(typed), e6, "{typed}");
        }
        assert_eq!(write_rate(11_034_500, ','), "11,0345");
        assert_eq!(write_rate(11_000_000, ','), "11,0000");
        assert_eq!(write_rate(68_123, '.'), "0.068123");
    }

    #[test]
    fn an_amount_is_valued_with_one_rounding() {
        assert_eq!(euro(11_034_500).to_home(10_000), Some(110_345));
        assert_eq!(euro(11_034_500).to_home(1), Some(11));
        assert_eq!(euro(11_500_000).to_home(1), Some(12));
        assert_eq!(euro(11_500_000).to_home(-1), Some(-12));
        assert_eq!(euro(HIGHEST_E6).to_home(i64::MAX), None);
        let yen = Rate {
            currency: Currency::parse("JPY").unwrap(),
            ..euro(68_000)
        };
        assert_eq!(yen.to_home(1_000), Some(6_800));
    }

    #[test]
    fn a_rate_is_good_on_its_day_and_for_some_days_after_it() {
        let rate = euro(11_000_000);
        let on = |day| judge(Some(rate), date(2026, 11, day), 7);
        assert_eq!(on(20), Standing::Fresh(rate));
        assert_eq!(on(27), Standing::Fresh(rate));
        assert_eq!(on(28), Standing::Stale(rate));
        assert_eq!(judge(None, date(2026, 11, 20), 7), Standing::Missing);
        assert!(Standing::Own.sells() && !Standing::Missing.sells());
        assert!(!on(28).sells() && on(28).rate().is_none());
    }

    proptest! {
        #[test]
        fn what_is_read_is_written_the_same(e6 in 1_i64..=HIGHEST_E6) {
            prop_assert_eq!(read_rate(&write_rate(e6, ',')), Some(e6));
        }

        #[test]
        fn valued_amounts_keep_their_sign_and_order(a in -1_000_000_000_i64..1_000_000_000, b in -1_000_000_000_i64..1_000_000_000, e6 in 1_i64..100_000_000) {
            let rate = euro(e6);
            let (x, y) = (rate.to_home(a).unwrap(), rate.to_home(b).unwrap());
            prop_assert_eq!(rate.to_home(-a), Some(-x));
            prop_assert!(a > b || x <= y);
        }
    }
}
