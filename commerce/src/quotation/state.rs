//! How far a quotation has come: one total function, and what the order and the calendar say beside it.

use crate::order::OrderState;

/// How far a quotation has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum QuotationState {
    /// The buyer waits for staff.
    Asked,
    /// The buyer has an offer that holds.
    Offered,
    /// The buyer does not want it.
    Declined,
    /// The last day of the offer has passed.
    Expired,
    /// Taken back: by the buyer, or by staff.
    Withdrawn,
    /// It has become an order.
    Ordered,
}

/// What can happen to a quotation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum QuotationEvent {
    /// Staff send an offer: the first, or a new version.
    Send,
    /// The buyer wants it otherwise.
    AskChange,
    /// The buyer does not want it.
    Decline,
    /// The offer's last day has passed.
    Expire,
    /// The buyer takes back what they asked.
    TakeBack,
    /// Staff do not offer, or no longer.
    Close,
    /// It becomes an order.
    Order,
}

impl QuotationState {
    /// Every state.
    pub const ALL: [Self; 6] = [
        Self::Asked,
        Self::Offered,
        Self::Declined,
        Self::Expired,
        Self::Withdrawn,
        Self::Ordered,
    ];

    /// The word in the table.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Asked => "asked",
            Self::Offered => "offered",
            Self::Declined => "declined",
            Self::Expired => "expired",
            Self::Withdrawn => "withdrawn",
            Self::Ordered => "ordered",
        }
    }

    /// From the word in the table.
    #[must_use]
    pub fn from_column(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == text)
    }

    /// What becomes of a quotation in this state when `event` happens; `None` when it cannot happen.
    #[must_use]
    pub fn apply(self, event: QuotationEvent) -> Option<Self> {
        use QuotationEvent as E;
        match (self, event) {
            (Self::Asked | Self::Offered | Self::Declined | Self::Expired, E::Send) => {
                Some(Self::Offered)
            }
            (Self::Offered | Self::Declined | Self::Expired, E::AskChange) => Some(Self::Asked),
            (Self::Offered, E::Decline) => Some(Self::Declined),
            (Self::Offered, E::Expire) => Some(Self::Expired),
            (Self::Asked | Self::Offered | Self::Expired, E::TakeBack | E::Close) => {
                Some(Self::Withdrawn)
            }
            (Self::Offered, E::Order) => Some(Self::Ordered),
            _ => None,
        }
    }

    /// The state as it stands, with what only the order and the calendar know: what was ordered and never paid can be ordered again while the offer holds.
    #[must_use]
    pub fn seen(self, order: Option<OrderState>, is_valid: bool) -> Self {
        let stored = match (self, order) {
            (Self::Ordered, Some(OrderState::Lapsed)) => Self::Offered,
            (stored, _) => stored,
        };
        match stored {
            Self::Offered if !is_valid => Self::Expired,
            Self::Expired if is_valid => Self::Offered,
            known => known,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pair_of_state_and_event_is_decided() {
        use QuotationEvent as E;
        use QuotationState as S;
        let allowed = [
            (S::Asked, E::Send, S::Offered),
            (S::Offered, E::Send, S::Offered),
            (S::Declined, E::Send, S::Offered),
            (S::Expired, E::Send, S::Offered),
            (S::Offered, E::AskChange, S::Asked),
            (S::Declined, E::AskChange, S::Asked),
            (S::Expired, E::AskChange, S::Asked),
            (S::Offered, E::Decline, S::Declined),
            (S::Offered, E::Expire, S::Expired),
            (S::Asked, E::TakeBack, S::Withdrawn),
            (S::Offered, E::TakeBack, S::Withdrawn),
            (S::Expired, E::TakeBack, S::Withdrawn),
            (S::Asked, E::Close, S::Withdrawn),
            (S::Offered, E::Close, S::Withdrawn),
            (S::Expired, E::Close, S::Withdrawn),
            (S::Offered, E::Order, S::Ordered),
        ];
        let events = [
            E::Send,
            E::AskChange,
            E::Decline,
            E::Expire,
            E::TakeBack,
            E::Close,
            E::Order,
        ];
        for state in S::ALL {
            for event in events {
                let expected = allowed
                    .iter()
                    .find(|(s, e, _)| (*s, *e) == (state, event))
                    .map(|(_, _, next)| *next);
                assert_eq!(state.apply(event), expected, "{state:?} {event:?}");
            }
            assert_eq!(S::from_column(state.as_str()), Some(state));
        }
        assert_eq!(S::from_column("x"), None);
    }

    #[test]
    fn an_order_that_lapsed_gives_the_offer_back_while_it_holds() {
        use QuotationState as S;
        let lapsed = Some(OrderState::Lapsed);
        assert_eq!(S::Ordered.seen(lapsed, true), S::Offered);
        assert_eq!(S::Ordered.seen(lapsed, false), S::Expired);
        for order in [
            OrderState::Prepared,
            OrderState::Placed,
            OrderState::Cancelled,
        ] {
            assert_eq!(S::Ordered.seen(Some(order), true), S::Ordered);
            assert_eq!(S::Ordered.seen(Some(order), false), S::Ordered);
        }
        assert_eq!(S::Offered.seen(None, false), S::Expired);
        assert_eq!(S::Expired.seen(None, true), S::Offered);
        for state in [S::Asked, S::Declined, S::Withdrawn] {
            assert_eq!(state.seen(None, false), state);
            assert_eq!(state.seen(None, true), state);
        }
    }
}
