//! What a **bookkeeper** takes over of a month: every sale and every credit note, with its VAT by rate and reason.

pub mod listing;

use std::fmt;

use platform::clock::Timestamp;

use crate::pricing::vat::swedish_midnight;

/// A month, as the calendar is in Sweden.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month {
    year: i16,
    /// 1 to 12.
    number: i8,
}

impl Month {
    /// None for a month that there is not.
    #[must_use]
    pub fn new(year: i16, number: i8) -> Option<Self> {
        ((2000..=9_998).contains(&year) && (1..=12).contains(&number))
            .then_some(Self { year, number })
    }

    /// The one in which a moment lies.
    #[must_use]
    pub fn of(at: Timestamp) -> Self {
        let date = at.business_time().date();
        Self {
            year: date.year(),
            number: date.month(),
        }
    }

    /// The one before.
    #[must_use]
    pub fn before(self) -> Self {
        match self.number {
            1 => Self {
                year: self.year - 1,
                number: 12,
            },
            number => Self {
                number: number - 1,
                ..self
            },
        }
    }

    /// When it begins, and when the next one does.
    #[must_use]
    pub fn span(self) -> Option<(Timestamp, Timestamp)> {
        let (year, next) = if self.number == 12 {
            (self.year + 1, 1)
        } else {
            (self.year, self.number + 1)
        };
        let begins = swedish_midnight(self.year, self.number, 1)?;
        Some((begins, swedish_midnight(year, next, 1)?))
    }

    /// The year.
    #[must_use]
    pub fn year(self) -> i16 {
        self.year
    }

    /// 1 to 12.
    #[must_use]
    pub fn number(self) -> i8 {
        self.number
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{:02}", self.year, self.number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_begin_at_midnight_in_sweden() {
        let at = |text: &str| Timestamp::from(text.parse::<jiff::Timestamp>().unwrap());
        let last = Month::of(at("2026-12-31T22:59:59Z"));
        assert_eq!(last.to_string(), "2026-12");
        assert_eq!(Month::of(at("2026-12-31T23:00:00Z")).to_string(), "2027-01");
        let (from, to) = last.span().unwrap();
        assert_eq!(from.to_string(), "2026-11-30T23:00:00Z");
        assert_eq!(to.to_string(), "2026-12-31T23:00:00Z");
        assert_eq!(Month::new(2027, 1).unwrap().before(), last);
        assert_eq!((Month::new(2026, 13), Month::new(1999, 1)), (None, None));
    }
}
