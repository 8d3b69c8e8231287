//! What a cart costs: an ordered chain of pure steps. Lines are rounded one by one, VAT is what each gross line contains, and the parts sum to the total.

use std::collections::BTreeMap;

use platform::money::{split, vat_in_gross};

/// A line as the sums see it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LineSum {
    /// Quantity x price, rounded, VAT included, in minor units.
    pub gross_minor: i64,
    /// What promotions take off it, VAT included.
    pub discount_minor: i64,
    /// Basis points.
    pub vat_rate_bp: i32,
    /// Whether it is carried to the buyer, so that freight falls on it. A gift card comes by mail.
    pub is_carried: bool,
}

/// The freight's share at one VAT rate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FreightShare {
    /// Basis points.
    pub vat_rate_bp: i32,
    /// Minor units, VAT included.
    pub gross_minor: i64,
    /// VAT in it.
    pub vat_minor: i64,
}

/// Net and VAT at one rate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize)]
pub struct VatSum {
    /// Basis points.
    pub rate_bp: i32,
    /// Without VAT, minor units.
    pub net_minor: i64,
    /// VAT, minor units.
    pub vat_minor: i64,
}

/// All sums of a cart or order, VAT included where not said otherwise, in minor units.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Totals {
    /// Goods, before anything is taken off.
    pub items_minor: i64,
    /// What promotions take off the goods.
    pub discount_minor: i64,
    /// Freight, after what promotions take off it.
    pub freight_minor: i64,
    /// The freight divided over the goods' VAT rates (it follows what it carries).
    pub freight_shares: Vec<FreightShare>,
    /// What is paid for the goods that are carried, per rate.
    pub carried: BTreeMap<i32, i64>,
    /// Goods and freight per rate, lowest rate first.
    pub vat: Vec<VatSum>,
    /// All VAT.
    pub vat_minor: i64,
    /// What is to be paid.
    pub total_minor: i64,
}

/// Adds up lines and freight; `None` when a sum does not fit in 64 bits. VAT is what is contained in what is paid, line by line.
#[must_use]
pub fn total(lines: &[LineSum], freight_minor: i64) -> Option<Totals> {
    let (mut items_minor, mut discount_minor) = (0_i64, 0_i64);
    let mut per_rate = BTreeMap::<i32, (i64, i64)>::new();
    let mut carried = BTreeMap::<i32, i64>::new();
    for line in lines {
        items_minor = items_minor.checked_add(line.gross_minor)?;
        discount_minor = discount_minor.checked_add(line.discount_minor)?;
        let paid = line.gross_minor.checked_sub(line.discount_minor)?;
        let (gross, vat) = per_rate.entry(line.vat_rate_bp).or_default();
        *gross = gross.checked_add(paid)?;
        *vat = vat.checked_add(vat_in_gross(paid, line.vat_rate_bp))?;
        if line.is_carried {
            let of_rate = carried.entry(line.vat_rate_bp).or_default();
            *of_rate = of_rate.checked_add(paid)?;
        }
    }
    let freight_shares = share_freight(freight_minor, &carried);
    for share in &freight_shares {
        let (gross, vat) = per_rate.entry(share.vat_rate_bp).or_default();
        *gross = gross.checked_add(share.gross_minor)?;
        *vat = vat.checked_add(share.vat_minor)?;
    }
    let vat: Vec<VatSum> = per_rate
        .iter()
        .map(|(rate_bp, (gross, vat))| VatSum {
            rate_bp: *rate_bp,
            net_minor: gross - vat,
            vat_minor: *vat,
        })
        .collect();
    Some(Totals {
        items_minor,
        discount_minor,
        freight_minor,
        vat_minor: vat.iter().map(|sum| sum.vat_minor).sum(),
        total_minor: items_minor
            .checked_sub(discount_minor)?
            .checked_add(freight_minor)?,
        freight_shares,
        carried,
        vat,
    })
}

impl Totals {
    /// What some freight for these goods costs without VAT: it follows what it carries, as the chosen one does.
    #[must_use]
    pub fn freight_without_vat(&self, freight_minor: i64) -> i64 {
        let shares = share_freight(freight_minor, &self.carried);
        freight_minor - shares.iter().map(|share| share.vat_minor).sum::<i64>()
    }
}

fn share_freight(freight_minor: i64, carried: &BTreeMap<i32, i64>) -> Vec<FreightShare> {
    if freight_minor == 0 {
        return Vec::new();
    }
    let weights: Vec<i64> = carried.values().copied().collect();
    split(freight_minor, &weights)
        .into_iter()
        .zip(carried.keys())
        .filter(|(gross_minor, _)| *gross_minor != 0)
        .map(|(gross_minor, rate)| FreightShare {
            vat_rate_bp: *rate,
            gross_minor,
            vat_minor: vat_in_gross(gross_minor, *rate),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_cart_of_one_rate() {
        let sums = total(
            &[LineSum {
                gross_minor: 117_500,
                discount_minor: 0,
                vat_rate_bp: 2_500,
                is_carried: true,
            }],
            5_900,
        )
        .unwrap();
        assert_eq!((sums.total_minor, sums.vat_minor), (123_400, 24_680));
    }

    #[test]
    fn freight_that_is_not_chosen_is_told_without_vat_too() {
        let books = LineSum {
            gross_minor: 30_000,
            discount_minor: 0,
            vat_rate_bp: 600,
            is_carried: true,
        };
        let mugs = LineSum {
            gross_minor: 10_000,
            vat_rate_bp: 2_500,
            ..books
        };
        // Three fourths carry books, at 6 %.
        for chosen in [0, 5_900, 13_000] {
            let sums = total(&[books, mugs], chosen).unwrap();
            assert_eq!(
                sums.freight_without_vat(8_000),
                8_000 - 340 - 400,
                "{chosen}"
            );
        }
    }

    #[test]
    fn freight_follows_what_it_carries() {
        let sums = total(
            &[
                LineSum {
                    gross_minor: 30_000,
                    discount_minor: 0,
                    vat_rate_bp: 600,
                    is_carried: true,
                },
                LineSum {
                    gross_minor: 10_000,
                    discount_minor: 0,
                    vat_rate_bp: 2_500,
                    is_carried: true,
                },
            ],
            4_900,
        )
        .unwrap();
        assert_eq!(
            sums.freight_shares
                .iter()
                .map(|s| (s.vat_rate_bp, s.gross_minor))
                .collect::<Vec<_>>(),
            [(600, 3_675), (2_500, 1_225)]
        );
    }

    #[test]
    fn no_freight_falls_on_what_comes_by_mail() {
        let mug = LineSum {
            gross_minor: 10_000,
            discount_minor: 0,
            vat_rate_bp: 2_500,
            is_carried: true,
        };
        let card = LineSum {
            gross_minor: 50_000,
            vat_rate_bp: 0,
            is_carried: false,
            ..mug
        };
        let sums = total(&[mug, card], 5_000).unwrap();
        let alone = total(&[mug], 5_000).unwrap();
        assert_eq!(sums.freight_shares, alone.freight_shares);
        assert_eq!((sums.total_minor, sums.vat_minor), (65_000, 3_000));
        assert_eq!(sums.freight_without_vat(8_000), 8_000 - 1_600);
        assert_eq!(total(&[card], 0).unwrap().vat_minor, 0);
    }

    proptest! {
        #[test]
        fn parts_sum_to_the_total(
            lines in prop::collection::vec((0_i64..100_000_000, 0_i64..100_000_000, prop::sample::select(vec![0, 600, 1_200, 2_500]), any::<bool>()), 1..40),
            freight in 0_i64..100_000,
        ) {
            let lines: Vec<LineSum> = lines.into_iter().map(|(gross_minor, off, vat_rate_bp, is_carried)| LineSum { gross_minor, discount_minor: off.min(gross_minor), vat_rate_bp, is_carried }).collect();
            // What comes by mail alone has no freight.
            let is_carried = lines.iter().any(|line| line.is_carried);
            let freight = if is_carried { freight } else { 0 };
            let sums = total(&lines, freight).unwrap();
            for share in &sums.freight_shares {
                prop_assert!(lines.iter().any(|line| line.is_carried && line.vat_rate_bp == share.vat_rate_bp), "{share:?}");
            }
            prop_assert_eq!(sums.total_minor, sums.items_minor - sums.discount_minor + freight);
            prop_assert_eq!(sums.vat.iter().map(|v| v.net_minor + v.vat_minor).sum::<i64>(), sums.total_minor);
            prop_assert_eq!(sums.freight_shares.iter().map(|s| s.gross_minor).sum::<i64>(), freight);
            let freight_vat = sums.freight_shares.iter().map(|s| s.vat_minor).sum::<i64>();
            prop_assert_eq!(sums.freight_without_vat(freight), freight - freight_vat);
            // The order in which lines stand does not change what is paid.
            let mut reversed = lines.clone();
            reversed.reverse();
            prop_assert_eq!(total(&reversed, freight).unwrap(), sums);
        }
    }
}
