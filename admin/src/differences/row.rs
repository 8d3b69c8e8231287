use commerce::payment::difference::{Deed, Difference, Kind};
use platform::i18n::{Message, numbers};
use platform::money::Money;
use serde::Serialize;

use super::list::{kind_word, status};
use crate::guard::Me;
use crate::list::Status;

/// A payment that does not add up, on its order's page.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct DifferenceRow {
    pub(crate) href: String,
    /// What happened: the last part of a text key.
    pub(crate) kind: &'static str,
    /// What was over, what is missing, or what came.
    pub(crate) sum: Message,
    pub(crate) status: Status,
}

impl DifferenceRow {
    pub(crate) fn new(me: &Me, of: &Difference) -> Self {
        let (excess, rest) = (of.excess(), of.rest());
        let is_whole = of.is_too_late() || of.expected.currency != of.received.currency;
        let (key, sum): (&'static str, Money) = if is_whole {
            ("difference-sum-came", of.received)
        } else if excess.minor > 0 {
            ("difference-sum-over", excess)
        } else {
            ("difference-sum-rest", rest)
        };
        let sum = numbers::money(me.locale(), sum, numbers::Decimals::Always);
        Self {
            href: format!("/betalningar/{}", of.id),
            kind: kind_word(of.kind, of.expected.minor),
            sum: Message::new(key).with("amount", sum),
            status: status(of.deed.map(Deed::as_str), of.refused.is_some()),
        }
    }

    /// For samples.
    pub(crate) fn samples() -> Vec<Self> {
        let sums = [
            "difference-sum-over",
            "difference-sum-rest",
            "difference-sum-came",
        ];
        let row = |(expected_minor, key): (i64, &'static str)| Self {
            href: "/betalningar/1".to_owned(),
            kind: kind_word(Kind::Vendor, expected_minor),
            sum: Message::new(key).with("amount", "51,00 kr"),
            status: Status::new("warn", "difference-open"),
        };
        [1, 1, 0].into_iter().zip(sums).map(row).collect()
    }
}
