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

/// Divides `amount` by what was claimed at each rate, or by what is `left` of the order at each where nothing was claimed. The last of a rate takes the VAT
/// that is left of it, so that the notes of an order sum to its own VAT.
#[must_use]
pub(super) fn parts(amount: i64, claimed: &[(i32, i64)], left: &[Rate]) -> Vec<Part> {
    let has_claims = claimed.iter().any(|(_, minor)| *minor > 0);
    let weights: Vec<(i32, i64)> = if has_claims {
        claimed.to_vec()
    } else {
        left.iter().map(|of| (of.rate_bp, of.gross_minor)).collect()
    };
    let shares = split(amount, &weights.iter().map(|(_, n)| *n).collect::<Vec<_>>());
    let part = |((rate_bp, _), amount_minor): (&(i32, i64), i64)| {
        let of = left.iter().find(|of| of.rate_bp == *rate_bp);
        let left_vat = of.map_or(0, |of| of.vat_minor).max(0);
        let is_last = of.is_some_and(|of| of.gross_minor == amount_minor);
        let vat = vat_in_gross(amount_minor, *rate_bp);
        Part {
            rate_bp: *rate_bp,
            amount_minor,
            vat_minor: if is_last { left_vat } else { vat.min(left_vat) },
        }
    };
    weights
        .iter()
        .zip(shares)
        .map(part)
        .filter(|part| part.amount_minor > 0)
        .collect()
}

#[cfg(test)]
mod tests {
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
}
