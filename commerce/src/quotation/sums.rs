//! What an offer costs: reckoned as the checkout reckons it, so that the page, the list and the order say the same.

use std::collections::BTreeMap;

use platform::money::{UnitPrice, divide_rounded, vat_in_gross};

use crate::cart::totals::{LineSum, Totals, total};
use crate::pricing::why::line;

/// A line as the sums see it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Offered {
    /// What one costs without VAT.
    pub unit_price: UnitPrice,
    /// How many.
    pub quantity: i32,
    /// Basis points.
    pub vat_rate_bp: i32,
}

impl Offered {
    /// The line's sum with VAT, in minor units; `None` when it does not fit.
    #[must_use]
    pub fn gross_minor(&self) -> Option<i64> {
        line(self.unit_price.0, false, self.quantity, self.vat_rate_bp).map(|(minor, _)| minor)
    }

    /// The line's sum without VAT, in minor units: what is left of the sum with it.
    #[must_use]
    pub fn net_minor(&self) -> Option<i64> {
        let gross = self.gross_minor()?;
        Some(gross - vat_in_gross(gross, self.vat_rate_bp))
    }
}

/// The sums of an offer with its agreed freight (without VAT), if there is one; `None` when they do not fit.
#[must_use]
pub fn sums(lines: &[Offered], freight_minor: Option<i64>) -> Option<Totals> {
    let mut goods = Vec::with_capacity(lines.len());
    for line in lines {
        goods.push(LineSum {
            gross_minor: line.gross_minor()?,
            discount_minor: 0,
            vat_rate_bp: line.vat_rate_bp,
            is_carried: true,
        });
    }
    let freight = freight_minor.map_or(Some(0), |net| freight_with_vat(net, &goods))?;
    total(&goods, freight)
}

/// An agreed freight with the VAT of what it carries: it follows the goods' rates by their sums, as every freight does.
/// Goods that cost nothing give no weights: then all of it goes by the lowest rate, as [`total`] divides it.
#[must_use]
pub fn freight_with_vat(net_minor: i64, goods: &[LineSum]) -> Option<i64> {
    // Parts of a weight, so that what is without VAT is not rounded to whole minor units before it divides.
    const PARTS: i128 = 1_000_000_000;
    let mut weights = BTreeMap::<i32, i128>::new();
    for line in goods.iter().filter(|line| line.is_carried) {
        let paid = line.gross_minor.checked_sub(line.discount_minor)?;
        *weights.entry(line.vat_rate_bp).or_default() += i128::from(paid.max(0));
    }
    if weights.values().all(|weight| *weight == 0) {
        let Some(mut lowest) = weights.first_entry() else {
            return Some(net_minor);
        };
        lowest.insert(1);
    }
    let (mut gross, mut net) = (0_i128, 0_i128);
    for (rate_bp, weight) in weights {
        gross = gross.checked_add(weight.checked_mul(PARTS)?)?;
        net += divide_rounded(
            weight.checked_mul(PARTS * 10_000)?,
            10_000 + i128::from(rate_bp),
        );
    }
    i64::try_from(divide_rounded(
        i128::from(net_minor).checked_mul(gross)?,
        net,
    ))
    .ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn of(price_e4: i64, quantity: i32, vat_rate_bp: i32) -> Offered {
        Offered {
            unit_price: UnitPrice(price_e4),
            quantity,
            vat_rate_bp,
        }
    }

    #[test]
    fn sums_are_told_without_and_with_vat() {
        // 80 kronor without VAT is 100 with it; four decimals count before the line is rounded.
        let lines = [of(80_000_000, 10, 2_500), of(12_345_678, 100, 1_200)];
        let sums = sums(&lines, Some(10_000)).unwrap();
        assert_eq!(lines[0].net_minor(), Some(80_000));
        assert_eq!(lines[1].gross_minor(), Some(138_272));
        assert_eq!(sums.items_minor, 100_000 + 138_272);
        let net: i64 = sums.vat.iter().map(|sum| sum.net_minor).sum();
        assert_eq!(net + sums.vat_minor, sums.total_minor);
        assert!((sums.total_minor - sums.vat_minor - 80_000 - 123_457 - 10_000).abs() <= 1);
    }

    #[test]
    fn an_agreed_freight_of_one_rate_is_that_sum_without_vat() {
        let sums = sums(&[of(80_000_000, 1, 2_500)], Some(4_999)).unwrap();
        assert_eq!(sums.freight_minor, 6_249);
        assert_eq!(sums.freight_without_vat(6_249), 4_999);
    }

    #[test]
    fn an_agreed_freight_of_goods_that_cost_next_to_nothing_is_that_sum_without_vat() {
        for price_e4 in [0, 1, 10_000] {
            for (rate, gross) in [(600, 5_299), (2_500, 6_249)] {
                let sums = sums(&[of(price_e4, 1, rate)], Some(4_999)).unwrap();
                assert_eq!(sums.freight_minor, gross, "{price_e4} at {rate}");
                assert_eq!(
                    sums.freight_without_vat(gross),
                    4_999,
                    "{price_e4} at {rate}"
                );
            }
        }
    }

    #[test]
    fn an_agreed_freight_that_carries_nothing_stays_as_it_is() {
        assert_eq!(freight_with_vat(4_999, &[]), Some(4_999));
        let sums = sums(&[of(i64::MAX, i32::MAX, 2_500)], Some(4_999));
        assert_eq!(sums, None, "what does not fit is told");
    }

    proptest! {
        #[test]
        fn an_agreed_freight_keeps_its_sum_without_vat_to_an_ore(
            lines in prop::collection::vec((prop_oneof![0_i64..20_000, 0_i64..10_000_000_000], 1_i32..1_000, prop::sample::select(vec![0, 600, 1_200, 2_500])), 1..20),
            freight in 0_i64..1_000_000,
        ) {
            let lines: Vec<Offered> = lines.into_iter().map(|(price, quantity, rate)| of(price, quantity, rate)).collect();
            let sums = sums(&lines, Some(freight)).unwrap();
            let net = sums.freight_without_vat(sums.freight_minor);
            // A part at each rate is rounded by itself.
            prop_assert!((net - freight).abs() <= 4, "{} instead of {}", net, freight);
        }
    }
}
