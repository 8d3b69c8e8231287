//! The life of an order.

/// How far an order has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum OrderState {
    /// Agreed, waiting for payment; stock is held.
    Prepared,
    /// Paid: the shop owes the goods.
    Placed,
    /// Never paid; stock was given back.
    Lapsed,
    /// Called off after it was placed, or paid so late that the goods were gone: the money is owed.
    Cancelled,
}

/// What can happen to an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum OrderEvent {
    /// The money has come, and the goods are there.
    Paid,
    /// A company owes for it, within its credit.
    Invoiced,
    /// The money has come after the order had lapsed, and the goods are gone.
    PaidTooLate,
    /// Time is out, or the payment was given up.
    Lapse,
    /// Called off.
    Cancel,
}

impl OrderState {
    /// Every state.
    pub const ALL: [Self; 4] = [Self::Prepared, Self::Placed, Self::Lapsed, Self::Cancelled];

    /// As the table names it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Prepared => "prepared",
            Self::Placed => "placed",
            Self::Lapsed => "lapsed",
            Self::Cancelled => "cancelled",
        }
    }

    /// From the table's name; the table's CHECK allows no other.
    #[must_use]
    pub fn from_column(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == text)
    }

    /// What becomes of an order in this state when `event` happens; `None` when it cannot happen.
    #[must_use]
    pub fn apply(self, event: OrderEvent) -> Option<Self> {
        match (self, event) {
            // A payment may win the race against the end of time: the money decides.
            (Self::Prepared | Self::Lapsed, OrderEvent::Paid) => Some(Self::Placed),
            (Self::Lapsed, OrderEvent::PaidTooLate) | (Self::Placed, OrderEvent::Cancel) => {
                Some(Self::Cancelled)
            }
            (Self::Prepared, OrderEvent::Invoiced) => Some(Self::Placed),
            (Self::Prepared, OrderEvent::Lapse) => Some(Self::Lapsed),
            (Self::Prepared, OrderEvent::PaidTooLate | OrderEvent::Cancel)
            | (
                Self::Placed,
                OrderEvent::Paid
                | OrderEvent::Invoiced
                | OrderEvent::PaidTooLate
                | OrderEvent::Lapse,
            )
            | (Self::Lapsed, OrderEvent::Invoiced | OrderEvent::Lapse | OrderEvent::Cancel)
            | (
                Self::Cancelled,
                OrderEvent::Paid
                | OrderEvent::Invoiced
                | OrderEvent::PaidTooLate
                | OrderEvent::Lapse
                | OrderEvent::Cancel,
            ) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const EVENTS: [OrderEvent; 5] = [
        OrderEvent::Paid,
        OrderEvent::Invoiced,
        OrderEvent::PaidTooLate,
        OrderEvent::Lapse,
        OrderEvent::Cancel,
    ];

    #[test]
    fn every_pair_of_state_and_event_is_decided() {
        let table: Vec<(OrderState, OrderEvent, Option<OrderState>)> = OrderState::ALL
            .into_iter()
            .flat_map(|state| EVENTS.map(|event| (state, event, state.apply(event))))
            .filter(|(_, _, next)| next.is_some())
            .collect();
        assert_eq!(
            table,
            [
                (
                    OrderState::Prepared,
                    OrderEvent::Paid,
                    Some(OrderState::Placed)
                ),
                (
                    OrderState::Prepared,
                    OrderEvent::Invoiced,
                    Some(OrderState::Placed)
                ),
                (
                    OrderState::Prepared,
                    OrderEvent::Lapse,
                    Some(OrderState::Lapsed)
                ),
                (
                    OrderState::Placed,
                    OrderEvent::Cancel,
                    Some(OrderState::Cancelled)
                ),
                (
                    OrderState::Lapsed,
                    OrderEvent::Paid,
                    Some(OrderState::Placed)
                ),
                (
                    OrderState::Lapsed,
                    OrderEvent::PaidTooLate,
                    Some(OrderState::Cancelled)
                ),
            ]
        );
    }
}
