//! The figures of one quarter: what was sold by country and rate, and what has gone back since, each at the rate of its sale.

use std::collections::BTreeMap;
use std::fmt;

use platform::clock::Timestamp;
use platform::money::{split, vat_in_gross};

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
    /// In which quarter it was sold: an earlier one is a correction of it.
    pub sold_in: Quarter,
    /// Without VAT; negative for what went back.
    pub net_minor: i64,
    /// VAT.
    pub vat_minor: i64,
    /// Whether it is what went back.
    pub is_correction: bool,
}

/// The rows of a quarter: its sales, then its corrections.
#[must_use]
pub fn rows(quarter: Quarter, sold: &[SoldRow], back: &[Back]) -> Vec<Row> {
    let mut rows: Vec<Row> = sold
        .iter()
        .map(|row| Row {
            country: row.country.clone(),
            rate_bp: row.rate_bp,
            sold_in: quarter,
            net_minor: row.net_minor,
            vat_minor: row.vat_minor,
            is_correction: false,
        })
        .collect();
    rows.extend(corrections(back));
    rows
}

/// What went back, case by case divided over what it was for, so that the parts sum to it.
fn corrections(back: &[Back]) -> Vec<Row> {
    let mut cases: BTreeMap<uuid::Uuid, Vec<&Back>> = BTreeMap::new();
    for part in back {
        cases.entry(part.case).or_default().push(part);
    }
    let mut sums: BTreeMap<(Quarter, String, i32), (i64, i64)> = BTreeMap::new();
    for parts in cases.values() {
        let weights: Vec<i64> = parts.iter().map(|part| part.amount_minor).collect();
        let refund = parts.first().map_or(0, |part| part.refund_minor);
        for (part, gross) in parts.iter().zip(split(refund, &weights)) {
            let vat = vat_in_gross(gross, part.rate_bp);
            let key = (
                Quarter::of(part.placed_at),
                part.country.clone(),
                part.rate_bp,
            );
            let (net_sum, vat_sum) = sums.entry(key).or_default();
            *net_sum -= gross - vat;
            *vat_sum -= vat;
        }
    }
    sums.into_iter()
        .map(
            |((sold_in, country, rate_bp), (net_minor, vat_minor))| Row {
                country,
                rate_bp,
                sold_in,
                net_minor,
                vat_minor,
                is_correction: true,
            },
        )
        .collect()
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
    fn what_went_back_is_divided_over_what_it_was_for_at_the_rates_of_the_sale() {
        let case = uuid::Uuid::nil();
        let part = |rate_bp, amount_minor| Back {
            case,
            country: "FI".to_owned(),
            placed_at: at("2026-08-01T10:00:00Z"),
            refund_minor: 15_000,
            rate_bp,
            amount_minor,
        };
        let rows = corrections(&[part(2_550, 20_000), part(1_350, 10_000)]);
        assert_eq!(rows.len(), 2);
        let gross: i64 = rows.iter().map(|row| row.net_minor + row.vat_minor).sum();
        assert_eq!(gross, -15_000);
        assert!(rows.iter().all(|row| row.sold_in.to_string() == "2026-Q3"));
        let high = &rows[1];
        assert_eq!((high.rate_bp, high.vat_minor), (2_550, -2_032));
    }
}
