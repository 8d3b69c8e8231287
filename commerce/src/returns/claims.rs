//! What a case takes of a line: a pure function of how far it has come. A withdrawal takes its pieces. A complaint takes what is back with us or has
//! been paid for in full; what a price was reduced by takes its sum alone, for the buyer has the goods and every right to them.

use super::{ReturnKind, ReturnState};

/// So many pieces of a line in a case.
#[derive(Clone, Copy, Debug)]
pub(super) struct Claim {
    pub(super) kind: ReturnKind,
    pub(super) state: ReturnState,
    pub(super) quantity: i32,
    pub(super) called_off: i32,
    pub(super) amount_minor: i64,
    /// How many are back with us: what has been sent in their place is with the buyer.
    pub(super) received: i32,
    /// What the case has given back, and what its goods cost.
    pub(super) given_minor: i64,
    pub(super) goods_minor: i64,
}

/// What is taken of a line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Taken {
    pub(super) pieces: i32,
    pub(super) unsent: i32,
    pub(super) minor: i64,
    pub(super) complained: i32,
    pub(super) complained_minor: i64,
}

impl Taken {
    pub(super) fn plus(self, other: Self) -> Self {
        Self {
            pieces: self.pieces + other.pieces,
            unsent: self.unsent + other.unsent,
            minor: self.minor + other.minor,
            complained: self.complained + other.complained,
            complained_minor: self.complained_minor + other.complained_minor,
        }
    }
}

impl Claim {
    /// Whether a complaint waits for its goods or its money, so that its pieces are not complained of once more.
    fn is_under_way(&self) -> bool {
        matches!(
            self.state,
            ReturnState::Open
                | ReturnState::AwaitingGoods
                | ReturnState::ToSend
                | ReturnState::ToRefund
        )
    }

    /// What the case takes of the line.
    pub(super) fn takes(&self) -> Taken {
        let is_dead = matches!(
            self.state,
            ReturnState::Refused | ReturnState::Settled | ReturnState::TakenBack
        );
        let paid = self.paid();
        if is_dead {
            return Taken {
                minor: paid,
                ..Taken::default()
            };
        }
        if self.kind != ReturnKind::Complaint {
            return Taken {
                pieces: self.quantity,
                unsent: self.called_off,
                minor: self.amount_minor,
                ..Taken::default()
            };
        }
        let is_paid = matches!(self.state, ReturnState::Refunding | ReturnState::Refunded)
            && self.given_minor >= self.goods_minor;
        let pieces = if is_paid {
            self.quantity
        } else {
            self.received
        };
        let minor = self.share(pieces).max(paid);
        let complained = if self.is_under_way() {
            self.quantity - pieces
        } else {
            0
        };
        Taken {
            pieces,
            unsent: 0,
            minor,
            complained,
            complained_minor: if complained > 0 {
                self.amount_minor - minor
            } else {
                0
            },
        }
    }

    /// What falls on so many of its pieces.
    fn share(&self, pieces: i32) -> i64 {
        part(self.amount_minor, pieces.into(), self.quantity.into())
    }

    /// What has been given back for this line.
    fn paid(&self) -> i64 {
        part(self.amount_minor, self.given_minor, self.goods_minor).min(self.amount_minor)
    }
}

/// `of` x `part` / `whole`, rounded down; nothing of nothing.
pub(super) fn part(of: i64, part: i64, whole: i64) -> i64 {
    if whole <= 0 {
        return 0;
    }
    let product = i128::from(of) * i128::from(part) / i128::from(whole);
    i64::try_from(product).unwrap_or(of)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn complaint(state: ReturnState, received: i32, given_minor: i64) -> Taken {
        let claim = Claim {
            kind: ReturnKind::Complaint,
            state,
            quantity: 2,
            called_off: 0,
            amount_minor: 500,
            received,
            given_minor,
            goods_minor: 500,
        };
        claim.takes()
    }

    fn taken(pieces: i32, minor: i64, complained: i32, complained_minor: i64) -> Taken {
        Taken {
            pieces,
            unsent: 0,
            minor,
            complained,
            complained_minor,
        }
    }

    #[test]
    fn a_complaint_takes_what_is_back_or_paid_for_and_of_a_reduced_price_its_sum() {
        use ReturnState as S;
        for (state, received, given, expected) in [
            (S::Open, 0, 0, taken(0, 0, 2, 500)),
            (S::AwaitingGoods, 1, 0, taken(1, 250, 1, 250)),
            (S::ToRefund, 0, 100, taken(0, 100, 2, 400)),
            (S::ToRefund, 2, 0, taken(2, 500, 0, 0)),
            (S::ToSend, 1, 0, taken(1, 250, 1, 250)),
            (S::TakenBack, 0, 0, taken(0, 0, 0, 0)),
            (S::Refunding, 0, 500, taken(2, 500, 0, 0)),
            (S::Refunded, 0, 500, taken(2, 500, 0, 0)),
            (S::Refunded, 0, 40, taken(0, 40, 0, 0)),
            (S::Refunded, 2, 40, taken(2, 500, 0, 0)),
            (S::Refused, 0, 0, taken(0, 0, 0, 0)),
            (S::Settled, 0, 40, taken(0, 40, 0, 0)),
        ] {
            let found = complaint(state, received, given);
            assert_eq!(found, expected, "{state:?} {received} {given}");
        }
    }

    #[test]
    fn a_withdrawal_takes_its_pieces_whatever_has_been_paid_until_it_is_refused() {
        for state in ReturnState::ALL {
            let claim = Claim {
                kind: ReturnKind::Withdrawal,
                state,
                quantity: 2,
                called_off: 1,
                amount_minor: 500,
                received: 0,
                given_minor: 0,
                goods_minor: 500,
            };
            let found = claim.takes();
            if matches!(
                state,
                ReturnState::Refused | ReturnState::Settled | ReturnState::TakenBack
            ) {
                assert_eq!(found, Taken::default());
            } else {
                assert_eq!((found.pieces, found.unsent, found.minor), (2, 1, 500));
                assert_eq!(found.complained, 0);
            }
        }
    }
}
