//! The figures of one quarter: what was sold by country and rate, and what has gone back since, each at the rate of its sale.

use std::collections::BTreeMap;
use std::fmt;

use platform::clock::Timestamp;

use super::listing::{Back, SoldRow};

/// A quarter of a calendar year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Quarter {
    year: i16,
    /// 1 to 4.
    number: i8,
}

impl Quarter {
    /// None for a quarter that there is not.
    #[must_use]
    pub fn new(year: i16, number: i8) -> Option<Self> {
        ((2021..=9_998).contains(&year) && (1..=4).contains(&number))
            .then_some(Self { year, number })
    }

    /// The one in which a moment lies, in Sweden.
    #[must_use]
    pub fn of(at: Timestamp) -> Self {
        let date = at.business_time().date();
        Self {
            year: date.year(),
            number: (date.month() - 1) / 3 + 1,
        }
    }

    /// The one before.
    #[must_use]
    pub fn before(self) -> Self {
        match self.number {
            1 => Self {
                year: self.year - 1,
                number: 4,
            },
            number => Self {
                number: number - 1,
                ..self
            },
        }
    }

    fn after(self) -> Self {
        match self.number {
            4 => Self {
                year: self.year + 1,
                number: 1,
            },
            number => Self {
                number: number + 1,
                ..self
            },
        }
    }

    /// When it begins, and when the next one does.
    #[must_use]
    pub fn span(self) -> Option<(Timestamp, Timestamp)> {
        let begins =
            |of: Self| crate::pricing::vat::swedish_midnight(of.year, (of.number - 1) * 3 + 1, 1);
        Some((begins(self)?, begins(self.after())?))
    }

    /// The year.
    #[must_use]
    pub fn year(self) -> i16 {
        self.year
    }

    /// 1 to 4.
    #[must_use]
    pub fn number(self) -> i8 {
        self.number
    }
}

impl fmt::Display for Quarter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-Q{}", self.year, self.number)
    }
}

/// A row of the return.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// The country of the buyers.
    pub country: String,
    /// Basis points.
    pub rate_bp: i32,
    /// In which quarter it was sold.
    pub sold_in: Quarter,
    /// Without VAT; negative for what went back.
    pub net_minor: i64,
    /// VAT.
    pub vat_minor: i64,
    /// Whether it corrects an earlier quarter.
    pub is_correction: bool,
}

/// The rows of a quarter: its sales, less what has gone back of them within it; then the corrections of earlier quarters.
#[must_use]
pub fn rows(quarter: Quarter, sold: &[SoldRow], back: &[Back]) -> Vec<Row> {
    let mut sums: BTreeMap<(bool, Quarter, &str, i32), (i64, i64)> = BTreeMap::new();
    let mut add = |sold_in: Quarter, country, rate_bp: i32, (net, vat): (i64, i64)| {
        let key = (sold_in != quarter, sold_in, country, rate_bp);
        let (net_sum, vat_sum) = sums.entry(key).or_default();
        *net_sum += net;
        *vat_sum += vat;
    };
    for row in sold {
        let amounts = (row.net_minor, row.vat_minor);
        add(quarter, row.country.as_str(), row.rate_bp, amounts);
    }
    for part in back {
        let amounts = (-part.net_minor, -part.vat_minor);
        let sold_in = Quarter::of(part.placed_at);
        add(sold_in, part.country.as_str(), part.rate_bp, amounts);
    }
    let row = |((is_correction, sold_in, country, rate_bp), (net_minor, vat_minor)): (
        (bool, Quarter, &str, i32),
        (i64, i64),
    )| Row {
        country: country.to_owned(),
        rate_bp,
        sold_in,
        net_minor,
        vat_minor,
        is_correction,
    };
    sums.into_iter().map(row).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse::<jiff::Timestamp>().unwrap().into()
    }

    #[test]
    fn quarters_begin_at_midnight_in_sweden() {
        let last = Quarter::of(at("2026-12-31T22:59:59Z"));
        assert_eq!(last.to_string(), "2026-Q4");
        assert_eq!(
            Quarter::of(at("2026-12-31T23:00:00Z")).to_string(),
            "2027-Q1"
        );
        let (from, to) = last.span().unwrap();
        assert_eq!(from.to_string(), "2026-09-30T22:00:00Z");
        assert_eq!(to.to_string(), "2026-12-31T23:00:00Z");
        assert_eq!(Quarter::new(2027, 1).unwrap().before(), last);
        assert_eq!((Quarter::new(2026, 5), Quarter::new(1999, 1)), (None, None));
    }

    #[test]
    fn what_goes_back_within_the_quarter_lowers_it_and_what_goes_back_later_corrects_it() {
        let quarter = Quarter::new(2026, 4).unwrap();
        let sale = |country: &str, rate_bp, net_minor, vat_minor| SoldRow {
            country: country.to_owned(),
            rate_bp,
            net_minor,
            vat_minor,
        };
        let back = |country: &str, placed_at, net_minor, vat_minor| Back {
            country: country.to_owned(),
            placed_at: at(placed_at),
            rate_bp: 2_550,
            net_minor,
            vat_minor,
        };
        let sold = [
            sale("FI", 2_550, 40_000, 10_200),
            sale("FI", 1_350, 10_000, 1_350),
        ];
        let gone = [
            back("FI", "2026-10-05T10:00:00Z", 10_000, 2_550),
            back("FI", "2026-08-01T10:00:00Z", 8_000, 2_040),
            back("FI", "2026-08-02T10:00:00Z", 2_000, 510),
        ];
        let rows = rows(quarter, &sold, &gone);
        let told: Vec<_> = rows
            .iter()
            .map(|row| {
                let sold_in = row.sold_in.to_string();
                (row.is_correction, sold_in, row.rate_bp, row.vat_minor)
            })
            .collect();
        assert_eq!(
            told,
            [
                (false, "2026-Q4".to_owned(), 1_350, 1_350),
                (false, "2026-Q4".to_owned(), 2_550, 7_650),
                (true, "2026-Q3".to_owned(), 2_550, -2_550),
            ]
        );
    }
}
