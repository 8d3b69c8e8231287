//! Money: whole minor units with their currency, never floats. One rounding rule for the whole program: half away from zero, per line.

use std::fmt;

use serde::{Deserialize, Serialize};

/// An ISO 4217 currency code.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Currency([u8; 3]);

impl Currency {
    /// Swedish krona.
    pub const SEK: Self = Self(*b"SEK");
    /// Euro.
    pub const EUR: Self = Self(*b"EUR");

    /// Reads a three-letter code; `None` unless it is three capital letters A-Z.
    #[must_use]
    pub fn parse(code: &str) -> Option<Self> {
        let bytes: [u8; 3] = code.as_bytes().try_into().ok()?;
        bytes
            .iter()
            .all(u8::is_ascii_uppercase)
            .then_some(Self(bytes))
    }

    /// The three-letter code.
    #[must_use]
    pub fn code(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or("XXX")
    }

    /// Digits after the decimal sign in ISO 4217 (2 for SEK, 0 for JPY, 3 for KWD).
    #[must_use]
    pub fn exponent(self) -> u32 {
        match &self.0 {
            b"BIF" | b"CLP" | b"DJF" | b"GNF" | b"ISK" | b"JPY" | b"KMF" | b"KRW" | b"PYG"
            | b"RWF" | b"UGX" | b"VND" | b"VUV" | b"XAF" | b"XOF" | b"XPF" => 0,
            b"BHD" | b"IQD" | b"JOD" | b"KWD" | b"LYD" | b"OMR" | b"TND" => 3,
            _ => 2,
        }
    }
}

impl fmt::Debug for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl Serialize for Currency {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.code())
    }
}

impl<'de> Deserialize<'de> for Currency {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let code = String::deserialize(deserializer)?;
        Self::parse(&code).ok_or_else(|| serde::de::Error::custom("not an ISO 4217 code"))
    }
}

impl From<String> for Currency {
    /// For columns with a CHECK on the code; anything else becomes `XXX` (no currency).
    fn from(code: String) -> Self {
        Self::parse(&code).unwrap_or(Self(*b"XXX"))
    }
}

/// An amount in minor units (öre, cent) of one currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Money {
    /// Minor units; may be negative (a refund, a discount).
    pub minor: i64,
    /// Which currency the units are of.
    pub currency: Currency,
}

impl Money {
    /// `minor` units of `currency`.
    #[must_use]
    pub fn new(minor: i64, currency: Currency) -> Self {
        Self { minor, currency }
    }

    /// Nothing, in `currency`.
    #[must_use]
    pub fn zero(currency: Currency) -> Self {
        Self { minor: 0, currency }
    }

    /// Sum of two amounts; `None` on overflow or when the currencies differ.
    #[must_use]
    pub fn checked_add(self, other: Self) -> Option<Self> {
        (self.currency == other.currency)
            .then(|| self.minor.checked_add(other.minor))
            .flatten()
            .map(|minor| Self { minor, ..self })
    }
}

/// The price of one piece, in ten-thousandths of a minor unit, so that a screw may cost 0.0412 kr (41.2 öre = 412 000).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct UnitPrice(pub i64);

/// Ten-thousandths in a minor unit.
pub const UNIT_PRICE_SCALE: i64 = 10_000;

impl UnitPrice {
    /// A price of whole minor units; `None` when it does not fit.
    #[must_use]
    pub fn from_minor(minor: i64) -> Option<Self> {
        minor.checked_mul(UNIT_PRICE_SCALE).map(Self)
    }

    /// What `quantity` pieces cost in minor units, rounded once for the whole line; `None` when it does not fit.
    #[must_use]
    pub fn times(self, quantity: i64) -> Option<i64> {
        let total = i128::from(self.0) * i128::from(quantity);
        i64::try_from(divide_rounded(total, i128::from(UNIT_PRICE_SCALE))).ok()
    }

    /// The price in ten-thousandths, where it is no whole number of minor units; `None` where minor units say it all.
    #[must_use]
    pub fn exact(self) -> Option<i64> {
        (self.0 % UNIT_PRICE_SCALE != 0).then_some(self.0)
    }

    /// One piece in whole minor units, rounded.
    #[must_use]
    pub fn rounded_minor(self) -> i64 {
        self.times(1).unwrap_or(i64::MAX)
    }
}

/// `numerator / denominator`, halves away from zero: the one rounding rule.
///
/// # Panics
/// When `denominator` is not positive.
#[must_use]
pub fn divide_rounded(numerator: i128, denominator: i128) -> i128 {
    assert!(denominator > 0, "the denominator of a rounding is positive");
    let half = denominator / 2 + denominator % 2;
    let (quotient, rest) = (numerator / denominator, numerator % denominator);
    if rest.abs() >= half {
        quotient + numerator.signum()
    } else {
        quotient
    }
}

/// The VAT contained in a gross amount at `rate_bp` basis points (2 500 = 25 %).
#[must_use]
pub fn vat_in_gross(gross_minor: i64, rate_bp: i32) -> i64 {
    let rate = i128::from(rate_bp);
    let vat = divide_rounded(i128::from(gross_minor) * rate, 10_000 + rate.max(0));
    i64::try_from(vat).unwrap_or(gross_minor)
}

/// Splits `total` over `weights` so that the parts sum exactly to it (largest remainder; ties to the earlier part).
/// With no positive weight, everything goes to the first part.
#[must_use]
pub fn split(total: i64, weights: &[i64]) -> Vec<i64> {
    let sum: i128 = weights.iter().map(|w| i128::from((*w).max(0))).sum();
    let mut parts = vec![0_i64; weights.len()];
    if sum == 0 {
        if let Some(first) = parts.first_mut() {
            *first = total;
        }
        return parts;
    }
    let (sign, magnitude) = (i128::from(total.signum()), i128::from(total).abs());
    let mut remainders: Vec<(i128, usize)> = Vec::with_capacity(weights.len());
    let mut given = 0_i128;
    for (index, weight) in weights.iter().enumerate() {
        let exact = magnitude * i128::from((*weight).max(0));
        given += exact / sum;
        parts[index] = i64::try_from(sign * (exact / sum)).unwrap_or(0);
        remainders.push((exact % sum, index));
    }
    remainders.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
    let left = usize::try_from(magnitude - given).unwrap_or(0);
    for (_, index) in remainders.into_iter().take(left) {
        parts[index] += total.signum();
    }
    parts
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn halves_round_away_from_zero() {
        assert_eq!(divide_rounded(5, 10), 1);
        assert_eq!(divide_rounded(-5, 10), -1);
        assert_eq!(divide_rounded(4, 10), 0);
        assert_eq!(divide_rounded(1, 3), 0);
        assert_eq!(divide_rounded(2, 3), 1);
    }

    #[test]
    fn a_line_is_rounded_once() {
        // 0.412 öre a piece: one costs nothing, a thousand cost 412 öre.
        let screw = UnitPrice(4_120);
        assert_eq!(screw.times(1), Some(0));
        assert_eq!(screw.times(1_000), Some(412));
    }

    #[test]
    fn vat_is_a_fifth_of_a_gross_price_at_25_percent() {
        assert_eq!(vat_in_gross(24_900, 2_500), 4_980);
        assert_eq!(vat_in_gross(-24_900, 2_500), -4_980);
        assert_eq!(vat_in_gross(100, 0), 0);
    }

    proptest! {
        #[test]
        fn amounts_of_two_currencies_are_never_added(sums in prop::collection::vec((-1_000_000_000_i64..1_000_000_000, any::<bool>()), 1..40)) {
            let amounts: Vec<Money> = sums
                .iter()
                .map(|(minor, is_euro)| Money::new(*minor, if *is_euro { Currency::EUR } else { Currency::SEK }))
                .collect();
            let first = amounts[0].currency;
            let sum = amounts.iter().try_fold(Money::zero(first), |sum, of| sum.checked_add(*of));
            if amounts.iter().all(|of| of.currency == first) {
                let total = amounts.iter().map(|of| of.minor).sum();
                prop_assert_eq!(sum, Some(Money::new(total, first)));
            } else {
                prop_assert_eq!(sum, None);
            }
        }

        #[test]
        fn parts_sum_to_the_total(total in -10_000_000_000_i64..10_000_000_000, weights in prop::collection::vec(0_i64..1_000_000_000, 1..40)) {
            let parts = split(total, &weights);
            prop_assert_eq!(parts.iter().sum::<i64>(), total);
            if weights.iter().any(|w| *w > 0) {
                for (part, weight) in parts.iter().zip(&weights) {
                    prop_assert!(*weight > 0 || *part == 0);
                }
            }
        }
    }
}
