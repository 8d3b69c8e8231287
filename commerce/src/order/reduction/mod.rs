//! A **price reduction**: less had come for an order than was to be paid, and staff accepted that. The goods cost what came: what is missing is taken off
//! the price with its VAT, and a credit note says so. An order that is paid by invoice has none: what is taken off an invoice stands on its credit notes.

pub mod listing;

use super::credit_note::{self, Rate};
use crate::cart::totals::VatSum;

/// What was taken off an order's price.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reduction {
    /// VAT included.
    pub amount_minor: i64,
    /// The same by rate, lowest rate first: as its credit note has it.
    pub parts: Vec<VatSum>,
    /// `KRE-10001`: its credit note; none where that was issued later and together with others.
    pub note: Option<String>,
}

impl Reduction {
    /// A sum that is taken off what was `sold` at each rate; `None` when it is nothing. No more is taken off than was sold.
    #[must_use]
    pub fn of(amount_minor: i64, sold: &[VatSum], note: Option<i64>) -> Option<Self> {
        let mut rates: Vec<Rate> = sold
            .iter()
            .map(|sum| Rate {
                rate_bp: sum.rate_bp,
                gross_minor: sum.net_minor + sum.vat_minor,
                vat_minor: sum.vat_minor,
            })
            .collect();
        rates.sort_by_key(|rate| rate.rate_bp);
        let parts: Vec<VatSum> = credit_note::parts(amount_minor.max(0), &[], &rates)
            .into_iter()
            .map(|part| VatSum {
                rate_bp: part.rate_bp,
                net_minor: part.amount_minor - part.vat_minor,
                vat_minor: part.vat_minor,
            })
            .collect();
        let amount_minor: i64 = parts.iter().map(|p| p.net_minor + p.vat_minor).sum();
        (amount_minor > 0).then(|| Self {
            amount_minor,
            parts,
            note: note.map(credit_note::written),
        })
    }

    /// As whoever sees prices with or without VAT sees it; below nought.
    #[must_use]
    pub fn seen(&self, shows_vat: bool) -> i64 {
        if shows_vat {
            -self.amount_minor
        } else {
            -self.parts.iter().map(|part| part.net_minor).sum::<i64>()
        }
    }

    /// What was taken off at a rate.
    #[must_use]
    pub fn at(&self, rate_bp: i32) -> VatSum {
        let nothing = VatSum {
            rate_bp,
            net_minor: 0,
            vat_minor: 0,
        };
        let part = self.parts.iter().find(|part| part.rate_bp == rate_bp);
        part.copied().unwrap_or(nothing)
    }

    /// What is left of a sum at its rate.
    #[must_use]
    pub fn left_of(&self, sold: VatSum) -> VatSum {
        let off = self.at(sold.rate_bp);
        VatSum {
            net_minor: sold.net_minor - off.net_minor,
            vat_minor: sold.vat_minor - off.vat_minor,
            ..sold
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::cart::totals::{LineSum, total};

    #[test]
    fn what_is_missing_is_taken_off_every_rate_and_with_its_vat() {
        let sold = |rate_bp, net_minor, vat_minor| VatSum {
            rate_bp,
            net_minor,
            vat_minor,
        };
        // The highest rate first, as orders are read.
        let all = [sold(2_500, 20_000, 5_000), sold(1_200, 10_000, 1_200)];
        let off = Reduction::of(18_100, &all, Some(10_001)).unwrap();
        assert_eq!(
            off.parts,
            [sold(1_200, 5_000, 600), sold(2_500, 10_000, 2_500)]
        );
        assert_eq!((off.seen(true), off.seen(false)), (-18_100, -15_000));
        assert_eq!(off.left_of(all[0]), sold(2_500, 10_000, 2_500));
        assert_eq!(off.note.as_deref(), Some("KRE-10001"));
        assert_eq!(Reduction::of(0, &all, None), None);
        assert_eq!(
            Reduction::of(99_999, &all, None).unwrap().amount_minor,
            36_200
        );
    }

    proptest! {
        /// Goods, discounts, freight and what was taken off the price add up to what was paid, whether VAT stands in them or below them.
        #[test]
        fn the_parts_of_a_reduced_order_add_up_to_what_was_paid(
            lines in prop::collection::vec((1_i64..5_000_000, 0_i64..100, prop::sample::select(vec![0, 600, 1_200, 2_500, 2_550])), 1..8),
            freight in 0_i64..50_000,
            missing in 1_i64..20_000_000,
        ) {
            let lines: Vec<LineSum> = lines
                .into_iter()
                .map(|(gross_minor, off, vat_rate_bp)| LineSum {
                    gross_minor,
                    discount_minor: gross_minor * off / 100,
                    vat_rate_bp,
                    is_carried: true,
                })
                .collect();
            let sums = total(&lines, freight).unwrap();
            let missing = missing.min(sums.total_minor);
            let Some(off) = Reduction::of(missing, &sums.vat, None) else {
                prop_assert_eq!(missing, 0);
                return Ok(());
            };
            let paid = sums.total_minor - missing;
            prop_assert_eq!(off.amount_minor, missing);
            let left: Vec<VatSum> = sums.vat.iter().map(|sum| off.left_of(*sum)).collect();
            for sum in &left {
                prop_assert!(sum.net_minor >= 0 && sum.vat_minor >= 0, "{sum:?}");
            }
            let vat: i64 = left.iter().map(|sum| sum.vat_minor).sum();
            prop_assert_eq!(left.iter().map(|sum| sum.net_minor).sum::<i64>() + vat, paid);
            prop_assert_eq!(sums.items_minor - sums.discount_minor + sums.freight_minor + off.seen(true), paid);
            let net: i64 = sums.vat.iter().map(|sum| sum.net_minor).sum();
            prop_assert_eq!(net + off.seen(false) + vat, paid);
        }
    }
}
