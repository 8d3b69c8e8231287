//! Dividing a sum over lines of which each can bear only so much.

use platform::money::split;

/// Splits `total` over `weights` by largest remainder, giving no part more than its cap. What a full part cannot bear goes to the others. The parts sum to
/// `total`, or to all caps together when they are less.
#[must_use]
pub fn split_capped(total: i64, weights: &[i64], caps: &[i64]) -> Vec<i64> {
    let mut parts = vec![0_i64; weights.len()];
    let mut left = total.max(0);
    loop {
        let open: Vec<i64> = weights
            .iter()
            .zip(caps)
            .zip(&parts)
            .map(|((weight, cap), part)| if part < cap { (*weight).max(1) } else { 0 })
            .collect();
        if left == 0 || open.iter().all(|weight| *weight == 0) {
            return parts;
        }
        // Each round either gives everything away or fills a part, so there are no more rounds than parts.
        for (index, given) in split(left, &open).into_iter().enumerate() {
            let given = given.min(caps[index] - parts[index]).max(0);
            parts[index] += given;
            left -= given;
        }
    }
}

/// What falls on some pieces of a line when pieces come back in turns: `now` pieces after `before` others, of `quantity`. However the pieces are divided
/// over refunds, the parts sum to `total`.
#[must_use]
pub fn share_of_pieces(total: i64, quantity: i64, before: i64, now: i64) -> i64 {
    if quantity <= 0 {
        return 0;
    }
    let until = |pieces: i64| {
        let pieces = i128::from(pieces.clamp(0, quantity));
        platform::money::divide_rounded(i128::from(total) * pieces, i128::from(quantity))
    };
    i64::try_from(until(before.saturating_add(now)) - until(before)).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_one_line_cannot_bear_goes_to_the_others() {
        assert_eq!(
            split_capped(100, &[100, 100], &[10, 100]),
            [10, 90],
            "the first is full"
        );
        assert_eq!(
            split_capped(100, &[100, 100], &[10, 20]),
            [10, 20],
            "both are"
        );
        assert_eq!(split_capped(100, &[1, 2, 0], &[0, 0, 0]), [0, 0, 0]);
        assert_eq!(split_capped(1, &[0, 0], &[1, 1]), [1, 0]);
    }

    proptest! {
        #[test]
        fn capped_parts_sum_to_the_total_or_to_the_caps(
            total in 0_i64..1_000_000_000,
            lines in prop::collection::vec((0_i64..1_000_000_000, 0_i64..100_000_000), 1..30),
        ) {
            let (weights, caps): (Vec<i64>, Vec<i64>) = lines.into_iter().unzip();
            let parts = split_capped(total, &weights, &caps);
            prop_assert_eq!(parts.iter().sum::<i64>(), total.min(caps.iter().sum()));
            for (part, cap) in parts.iter().zip(&caps) {
                prop_assert!((0..=*cap).contains(part));
            }
        }

        #[test]
        fn refunds_sum_to_the_line_however_its_pieces_come_back(
            total in -1_000_000_000_i64..1_000_000_000,
            turns in prop::collection::vec(1_i64..50, 1..20),
        ) {
            let quantity: i64 = turns.iter().sum();
            let (mut before, mut given) = (0, 0);
            for now in turns {
                let share = share_of_pieces(total, quantity, before, now);
                prop_assert!(share == 0 || share.signum() == total.signum());
                given += share;
                before += now;
            }
            prop_assert_eq!(given, total);
            prop_assert_eq!(share_of_pieces(total, quantity, before, 1), 0);
        }
    }
}
