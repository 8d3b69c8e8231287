//! The **One Stop Shop** (OSS): VAT on sales to consumers in other countries of the Union, the threshold from which it is theirs, and the figures of a quarter's return.

pub mod listing;
pub mod quarter;

use platform::clock::{Date, Timestamp};

/// The yearly sum without VAT up to which such sales may be taxed at home, in minor units: 10,000 EUR, as the directive's rate of 2017 has it in a country's own
/// money. None for a currency whose sum is not known here.
#[must_use]
pub fn threshold_minor(currency: &str) -> Option<i64> {
    match currency {
        "EUR" => Some(1_000_000),
        "SEK" => Some(9_968_000),
        "DKK" => Some(7_441_500),
        _ => None,
    }
}

/// How much was sold so, without VAT.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sold {
    /// This calendar year.
    pub this_year_minor: i64,
    /// The one before.
    pub last_year_minor: i64,
}

/// How near the threshold is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Nearness {
    /// Far.
    Far,
    /// So much of it is sold that staff want to know.
    Near,
    /// It is passed, this year or last: the VAT is the buyers' countries'.
    Passed,
}

impl Sold {
    /// How near the threshold is, if so many per cent of it are near.
    #[must_use]
    pub fn nearness(&self, threshold_minor: i64, near_percent: i64) -> Nearness {
        if self.this_year_minor > threshold_minor || self.last_year_minor > threshold_minor {
            Nearness::Passed
        } else if self.this_year_minor.saturating_mul(100)
            >= threshold_minor.saturating_mul(near_percent)
        {
            Nearness::Near
        } else {
            Nearness::Far
        }
    }

    /// This year's share of the threshold in hundredths of a per cent.
    #[must_use]
    pub fn share_bp(&self, threshold_minor: i64) -> i64 {
        self.this_year_minor.saturating_mul(10_000) / threshold_minor.max(1)
    }
}

/// Whether the One Stop Shop is used at a moment: from the first day on, as the day is in Sweden.
#[must_use]
pub fn is_used(since: Option<Date>, now: Timestamp) -> bool {
    since.is_some_and(|day| day.0 <= now.business_time().date())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sold(this_year_minor: i64, last_year_minor: i64) -> Sold {
        Sold {
            this_year_minor,
            last_year_minor,
        }
    }

    #[test]
    fn four_fifths_are_near_and_more_than_all_is_passed_this_year_or_last() {
        let threshold = threshold_minor("SEK").unwrap();
        for (of, nearness) in [
            (sold(0, 0), Nearness::Far),
            (sold(7_974_399, 0), Nearness::Far),
            (sold(7_974_400, 0), Nearness::Near),
            (sold(9_968_000, 9_968_000), Nearness::Near),
            (sold(9_968_001, 0), Nearness::Passed),
            (sold(0, 9_968_001), Nearness::Passed),
        ] {
            assert_eq!(of.nearness(threshold, 80), nearness, "{of:?}");
        }
        assert_eq!(sold(4_984_000, 0).nearness(threshold, 50), Nearness::Near);
        assert_eq!(sold(4_984_000, 0).share_bp(threshold), 5_000);
    }

    #[test]
    fn it_is_used_from_the_first_day_in_sweden() {
        let at = |text: &str| Timestamp::from(text.parse::<jiff::Timestamp>().unwrap());
        let since = Some(Date(jiff::civil::date(2027, 1, 1)));
        assert!(!is_used(since, at("2026-12-31T22:59:59Z")));
        assert!(is_used(since, at("2026-12-31T23:00:00Z")));
        assert!(!is_used(None, at("2027-06-01T00:00:00Z")));
    }
}
