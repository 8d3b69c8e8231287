//! How a sum that goes back divides over rates of VAT: a pure function whose parts sum to it.

use platform::money::{split, vat_in_gross};

/// A sum at a rate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    /// Basis points.
    pub rate_bp: i32,
    /// VAT included.
    pub gross_minor: i64,
    /// VAT in it.
    pub vat_minor: i64,
}

/// A part of a credit note.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
    /// Basis points.
    pub rate_bp: i32,
    /// VAT included.
    pub amount_minor: i64,
    /// VAT in it.
    pub vat_minor: i64,
}

/// Divides `amount` by what was claimed at each rate, or by what is `left` of the order at each where nothing was claimed. No rate is credited beyond what is
/// left of it: what does not fit falls on the others, and what fits nowhere on none. The last of a rate takes the VAT that is left of it, so that the notes
/// of an order sum to its own VAT.
#[must_use]
pub(in crate::order) fn parts(amount: i64, claimed: &[(i32, i64)], left: &[Rate]) -> Vec<Part> {
    let room = |of: &Rate| of.gross_minor.max(0);
    let amount = amount.min(left.iter().map(room).sum());
    let claim = |of: &Rate| {
        let same = claimed.iter().filter(|(rate_bp, _)| *rate_bp == of.rate_bp);
        same.map(|(_, minor)| (*minor).max(0)).sum::<i64>()
    };
    let mut weights: Vec<i64> = left.iter().map(claim).collect();
    if weights.iter().all(|weight| *weight == 0) {
        weights = left.iter().map(room).collect();
    }
    let shares: Vec<i64> = split(amount, &weights)
        .into_iter()
        .zip(left)
        .map(|(share, of)| share.min(room(of)))
        .collect();
    let rooms: Vec<i64> = left
        .iter()
        .zip(&shares)
        .map(|(of, n)| room(of) - n)
        .collect();
    // No more than there is room for, so that no share of it is more than its room.
    let over = split(amount - shares.iter().sum::<i64>(), &rooms);
    let whole = shares.iter().zip(over).map(|(share, more)| share + more);
    left.iter().zip(whole).filter_map(part).collect()
}

/// What is credited of a rate, with its VAT: never more of it than is left, and never so little that the rest could not hold the VAT that is left then.
fn part((of, amount_minor): (&Rate, i64)) -> Option<Part> {
    let left_vat = of.vat_minor.clamp(0, of.gross_minor.max(0));
    let least = (left_vat - (of.gross_minor - amount_minor)).max(0);
    (amount_minor > 0).then(|| Part {
        rate_bp: of.rate_bp,
        amount_minor,
        vat_minor: vat_in_gross(amount_minor, of.rate_bp).clamp(least, left_vat),
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn left(rate_bp: i32, gross_minor: i64) -> Rate {
        Rate {
            rate_bp,
            gross_minor,
            vat_minor: vat_in_gross(gross_minor, rate_bp),
        }
    }

    #[test]
    fn what_was_claimed_decides_the_rates() {
        let all = [left(1_200, 11_200), left(2_500, 25_000)];
        let found = parts(12_500, &[(2_500, 12_500)], &all);
        assert_eq!(
            found,
            [Part {
                rate_bp: 2_500,
                amount_minor: 12_500,
                vat_minor: 2_500
            }]
        );
        // A deduction is spread over what was claimed.
        let found = parts(18_100, &[(1_200, 11_200), (2_500, 25_000)], &all);
        let sums: Vec<i64> = found.iter().map(|part| part.amount_minor).collect();
        assert_eq!(sums, [5_600, 12_500]);
    }

    #[test]
    fn all_of_it_is_all_of_its_vat() {
        let mut all = [left(1_200, 11_200), left(2_500, 25_000)];
        // Rounded line by line, an öre more than the rate of the sum.
        all[1].vat_minor += 1;
        let found = parts(36_200, &[], &all);
        let vat: i64 = found.iter().map(|part| part.vat_minor).sum();
        assert_eq!(vat, all[0].vat_minor + all[1].vat_minor);
        assert_eq!(
            found.iter().map(|part| part.amount_minor).sum::<i64>(),
            36_200
        );
    }

    #[test]
    fn never_more_vat_than_is_left() {
        let found = parts(
            10_000,
            &[],
            &[Rate {
                rate_bp: 2_500,
                gross_minor: 20_000,
                vat_minor: 900,
            }],
        );
        assert_eq!(found[0].vat_minor, 900);
        let free = parts(10_000, &[], &[left(0, 20_000)]);
        assert_eq!(free[0].vat_minor, 0);
    }

    #[test]
    fn what_is_claimed_of_a_rate_that_is_spent_falls_on_the_others() {
        let all = [left(1_200, 11_200), left(2_500, 2_500)];
        let found = parts(10_000, &[(2_500, 10_000)], &all);
        let sums: Vec<_> = found.iter().map(|p| (p.rate_bp, p.amount_minor)).collect();
        assert_eq!(sums, [(1_200, 7_500), (2_500, 2_500)]);
        // More than is left of the order is credited by nobody.
        let found = parts(99_999, &[(2_500, 10_000)], &all);
        assert_eq!(found.iter().map(|p| p.amount_minor).sum::<i64>(), 13_700);
        assert!(parts(1, &[], &[left(2_500, 0)]).is_empty());
    }

    /// What is credited, and of which rates it was claimed.
    fn credits() -> impl Strategy<Value = Vec<(i64, Vec<(i32, i64)>)>> {
        let rate = prop::sample::select(vec![0, 600, 1_200, 2_500, 2_550]);
        let claims = prop::collection::vec((rate, 0_i64..50_000), 0..3);
        prop::collection::vec((1_i64..60_000, claims), 1..12)
    }

    proptest! {
        /// However much goes back by whichever cases: at no rate is more credited than was sold at it, neither sum nor VAT; and when all has gone back, all is.
        #[test]
        fn the_notes_of_an_order_never_exceed_it_at_any_rate(
            sold in prop::collection::btree_map(prop::sample::select(vec![0, 600, 1_200, 2_500, 2_550]), (1_i64..50_000, -2_i64..3), 1..4),
            credits in credits(),
        ) {
            let sold: Vec<Rate> = sold
                .into_iter()
                .map(|(rate_bp, (gross_minor, rounding))| {
                    let vat = vat_in_gross(gross_minor, rate_bp);
                    // Rounded line by line, a sum's VAT differs from that of the sum.
                    let vat_minor = if rate_bp == 0 { 0 } else { (vat + rounding).clamp(0, gross_minor) };
                    Rate { rate_bp, gross_minor, vat_minor }
                })
                .collect();
            let mut rest = sold.clone();
            let total: i64 = sold.iter().map(|of| of.gross_minor).sum();
            for (amount, claimed) in credits.into_iter().chain([(total, Vec::new())]) {
                let left: i64 = rest.iter().map(|of| of.gross_minor).sum();
                let found = parts(amount, &claimed, &rest);
                let sum: i64 = found.iter().map(|part| part.amount_minor).sum();
                prop_assert_eq!(sum, amount.min(left), "the parts are the sum");
                for part in found {
                    prop_assert!((0..=part.amount_minor).contains(&part.vat_minor));
                    let of = rest.iter_mut().find(|of| of.rate_bp == part.rate_bp).unwrap();
                    of.gross_minor -= part.amount_minor;
                    of.vat_minor -= part.vat_minor;
                    prop_assert!(of.gross_minor >= 0 && of.vat_minor >= 0, "{of:?}");
                }
            }
            for of in rest {
                prop_assert_eq!((of.gross_minor, of.vat_minor), (0, 0), "all of it is all of its VAT");
            }
        }
    }
}
