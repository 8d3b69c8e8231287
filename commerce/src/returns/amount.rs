//! What goes back for some pieces, and by which way: pure functions whose parts sum to the whole.

use platform::money::split;

use crate::promotion::share::share_of_pieces;

/// What falls on `now` more pieces of a line of `quantity` that cost `total`, when `taken` = (pieces, sum) are claimed already. However the pieces are
/// divided over cases, and whichever of those are refused in between, the living parts never sum to more than `total`, and to all of it when every
/// piece is claimed.
#[must_use]
pub fn of_pieces(total: i64, quantity: i64, taken: (i64, i64), now: i64) -> i64 {
    let (pieces, sum) = taken;
    let left = (total - sum).max(0);
    if now <= 0 {
        0
    } else if pieces + now >= quantity {
        left
    } else {
        share_of_pieces(total, quantity, pieces, now).clamp(0, left)
    }
}

/// What lines and freight cost, less what was taken off their sum because less was accepted for it: divided as discounts are, so that what is left of
/// them sums to what is left of the sum, and no part is below nothing.
#[must_use]
pub fn reduced(reduction: i64, costs: &[i64]) -> Vec<i64> {
    let sum: i64 = costs.iter().map(|cost| (*cost).max(0)).sum();
    let reduction = reduction.clamp(0, sum);
    if reduction == 0 {
        return costs.to_vec();
    }
    let parts = split(reduction, costs);
    costs
        .iter()
        .zip(parts)
        .map(|(cost, part)| cost - part)
        .collect()
}

/// By which ways a sum goes back.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ways {
    /// By the payment's vendor.
    pub payment_minor: i64,
    /// Onto the gift cards that paid.
    pub cards_minor: i64,
    /// By hand: credited on an invoice, or paid to an account.
    pub by_hand_minor: i64,
}

/// Divides a sum over the ways by which the order was paid, by what is left of each; what they do not hold goes by hand. The parts sum to `amount`.
#[must_use]
pub fn ways(amount: i64, payment_left: i64, cards_left: i64) -> Ways {
    let (payment_left, cards_left) = (payment_left.max(0), cards_left.max(0));
    let amount = amount.max(0);
    let back = amount.min(payment_left.saturating_add(cards_left));
    let parts = if back == 0 {
        vec![0, 0]
    } else {
        split(back, &[payment_left, cards_left])
    };
    Ways {
        payment_minor: parts[0],
        cards_minor: parts[1],
        by_hand_minor: amount - back,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_last_piece_takes_what_is_left() {
        assert_eq!(of_pieces(100, 3, (0, 0), 1), 33);
        assert_eq!(of_pieces(100, 3, (1, 33), 1), 34);
        assert_eq!(of_pieces(100, 3, (2, 67), 1), 33);
        // The first case was refused: what is left of the line is its bound.
        assert_eq!(of_pieces(100, 3, (1, 34), 1), 34);
        assert_eq!(of_pieces(100, 3, (2, 68), 1), 32);
        assert_eq!(of_pieces(100, 3, (0, 0), 0), 0);
    }

    #[test]
    fn money_goes_back_the_way_it_came() {
        let all = ways(300, 100, 200);
        assert_eq!(
            (all.payment_minor, all.cards_minor, all.by_hand_minor),
            (100, 200, 0)
        );
        let half = ways(150, 100, 200);
        assert_eq!((half.payment_minor, half.cards_minor), (50, 100));
        assert_eq!(ways(50, 0, 0).by_hand_minor, 50);
    }

    proptest! {
        #[test]
        fn parts_of_a_refund_sum_to_it_and_no_way_gives_more_than_it_holds(
            amount in 0_i64..1_000_000_000, payment in 0_i64..1_000_000_000, cards in 0_i64..1_000_000_000,
        ) {
            let ways = ways(amount, payment, cards);
            prop_assert_eq!(ways.payment_minor + ways.cards_minor + ways.by_hand_minor, amount);
            prop_assert!((0..=payment).contains(&ways.payment_minor), "{:?}", ways);
            prop_assert!((0..=cards).contains(&ways.cards_minor), "{:?}", ways);
            prop_assert!(ways.by_hand_minor >= 0);
        }

        #[test]
        fn what_is_left_of_lines_sums_to_what_was_accepted(
            costs in prop::collection::vec(0_i64..1_000_000_000, 1..12), reduction in 0_i64..2_000_000_000,
        ) {
            let sum: i64 = costs.iter().sum();
            let left = reduced(reduction, &costs);
            prop_assert_eq!(left.iter().sum::<i64>(), (sum - reduction).max(0));
            for (left, cost) in left.iter().zip(&costs) {
                prop_assert!((0..=*cost).contains(left), "{} of {}", left, cost);
            }
        }

        #[test]
        fn cases_of_a_line_sum_to_it_whichever_are_refused_in_between(
            total in 0_i64..10_000_000,
            cases in prop::collection::vec((1_i64..6, any::<bool>()), 1..12),
        ) {
            let quantity: i64 = cases.iter().map(|(pieces, _)| pieces).sum();
            let mut living: Vec<(i64, i64)> = Vec::new();
            let sum = |living: &[(i64, i64)]| living.iter().fold((0, 0), |a, b| (a.0 + b.0, a.1 + b.1));
            for (pieces, is_refused) in &cases {
                let amount = of_pieces(total, quantity, sum(&living), *pieces);
                prop_assert!(amount >= 0);
                living.push((*pieces, amount));
                prop_assert!(sum(&living).1 <= total);
                if *is_refused {
                    living.remove(0);
                }
            }
            let (pieces, _) = sum(&living);
            if pieces < quantity {
                let rest = of_pieces(total, quantity, sum(&living), quantity - pieces);
                living.push((quantity - pieces, rest));
            }
            prop_assert_eq!(sum(&living).1, total);
        }

        #[test]
        fn refunds_in_turns_empty_what_was_paid(
            payment in 0_i64..1_000_000, cards in 0_i64..1_000_000,
            turns in prop::collection::vec(0_i64..400_000, 1..8),
        ) {
            let (mut payment_left, mut cards_left) = (payment, cards);
            for turn in turns {
                let amount = turn.min(payment_left + cards_left);
                let parts = ways(amount, payment_left, cards_left);
                prop_assert_eq!(parts.by_hand_minor, 0);
                payment_left -= parts.payment_minor;
                cards_left -= parts.cards_minor;
            }
            let rest = ways(payment_left + cards_left, payment_left, cards_left);
            prop_assert_eq!((rest.payment_minor, rest.cards_minor), (payment_left, cards_left));
        }
    }
}
