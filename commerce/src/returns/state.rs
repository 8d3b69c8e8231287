//! The life of a case (decision 12).

/// How far a case has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ReturnState {
    /// A complaint that nobody has answered.
    Open,
    /// Goods are to come back.
    AwaitingGoods,
    /// Other goods, or the mended ones, are to be sent.
    ToSend,
    /// Money is to go back.
    ToRefund,
    /// The money is on its way.
    Refunding,
    /// The money has gone back.
    Refunded,
    /// Put right in another way: mended, exchanged.
    Settled,
    /// Refused, with the reason.
    Refused,
    /// The buyer has taken it back.
    TakenBack,
}

/// What can happen to a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ReturnEvent {
    /// Right is given; the goods shall come back first.
    ApproveWithGoods,
    /// Right is given; nothing has to come back.
    ApproveWithoutGoods,
    /// Right is given: other goods are sent, and nothing has to come back.
    ApproveForSending,
    /// Goods have come back.
    Receive,
    /// Goods have come back, to be mended or exchanged.
    ReceiveForSending,
    /// All that the buyer gets instead has been sent.
    FinishSending,
    /// The money is sent, or will be.
    BeginRefund,
    /// The money has been sent.
    FinishRefund,
    /// A part has been sent, for what need not be waited for; the rest goes when the goods are back.
    FinishPart,
    /// The vendor will not send it.
    FailRefund,
    /// Put right in another way.
    Settle,
    /// Refused.
    Refuse,
    /// The buyer takes it back.
    TakeBack,
}

impl ReturnEvent {
    /// Every event.
    pub const ALL: [Self; 13] = [
        Self::ApproveWithGoods,
        Self::ApproveWithoutGoods,
        Self::ApproveForSending,
        Self::Receive,
        Self::ReceiveForSending,
        Self::FinishSending,
        Self::BeginRefund,
        Self::FinishRefund,
        Self::FinishPart,
        Self::FailRefund,
        Self::Settle,
        Self::Refuse,
        Self::TakeBack,
    ];
}

impl ReturnState {
    /// Every state.
    pub const ALL: [Self; 9] = [
        Self::Open,
        Self::AwaitingGoods,
        Self::ToSend,
        Self::ToRefund,
        Self::Refunding,
        Self::Refunded,
        Self::Settled,
        Self::Refused,
        Self::TakenBack,
    ];

    /// As the table names it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::AwaitingGoods => "awaiting_goods",
            Self::ToSend => "to_send",
            Self::ToRefund => "to_refund",
            Self::Refunding => "refunding",
            Self::Refunded => "refunded",
            Self::Settled => "settled",
            Self::Refused => "refused",
            Self::TakenBack => "taken_back",
        }
    }

    /// From the table's name; the table's CHECK allows no other.
    #[must_use]
    pub fn from_column(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == text)
    }

    /// Whether nothing more is expected.
    #[must_use]
    pub fn is_over(self) -> bool {
        matches!(
            self,
            Self::Refunded | Self::Settled | Self::Refused | Self::TakenBack
        )
    }

    /// What becomes of a case in this state when `event` happens; `None` when it cannot happen.
    #[must_use]
    pub fn apply(self, event: ReturnEvent) -> Option<Self> {
        use ReturnEvent as E;
        match (self, event) {
            (Self::Open, E::ApproveWithGoods) => Some(Self::AwaitingGoods),
            (Self::Open, E::ApproveWithoutGoods) | (Self::AwaitingGoods, E::Receive) => {
                Some(Self::ToRefund)
            }
            (Self::Open, E::ApproveForSending) | (Self::AwaitingGoods, E::ReceiveForSending) => {
                Some(Self::ToSend)
            }
            // More of it comes, or it comes after the money has gone: the stock is told, the case stands.
            (
                Self::ToSend
                | Self::ToRefund
                | Self::Refunding
                | Self::Refunded
                | Self::Settled
                | Self::Refused
                | Self::TakenBack,
                E::Receive | E::ReceiveForSending,
            ) => Some(self),
            // The new one may go before the old one is back.
            (Self::AwaitingGoods | Self::ToSend, E::FinishSending) => Some(Self::Settled),
            // Proof of posting is enough: the money need not wait for the goods. And what has been paid back may turn out to be too little.
            // Where nothing can be mended or sent, it is money after all.
            (
                Self::AwaitingGoods | Self::ToSend | Self::ToRefund | Self::Refunded,
                E::BeginRefund,
            ) => Some(Self::Refunding),
            (Self::Refunding, E::FinishRefund) => Some(Self::Refunded),
            (Self::Refunding, E::FinishPart) => Some(Self::AwaitingGoods),
            // Vendors may take a refund and fail days later.
            (Self::Refunding | Self::Refunded | Self::ToRefund, E::FailRefund) => {
                Some(Self::ToRefund)
            }
            (Self::AwaitingGoods, E::FailRefund) => Some(Self::AwaitingGoods),
            (Self::Open | Self::AwaitingGoods | Self::ToSend | Self::ToRefund, E::Settle) => {
                Some(Self::Settled)
            }
            (Self::Open | Self::AwaitingGoods | Self::ToSend | Self::ToRefund, E::Refuse) => {
                Some(Self::Refused)
            }
            (Self::Open | Self::AwaitingGoods | Self::ToSend | Self::ToRefund, E::TakeBack) => {
                Some(Self::TakenBack)
            }
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pair_of_state_and_event_is_decided() {
        use ReturnEvent as E;
        use ReturnState as S;
        let allowed = [
            (S::Open, E::ApproveWithGoods, S::AwaitingGoods),
            (S::Open, E::ApproveWithoutGoods, S::ToRefund),
            (S::Open, E::ApproveForSending, S::ToSend),
            (S::Open, E::Settle, S::Settled),
            (S::Open, E::Refuse, S::Refused),
            (S::Open, E::TakeBack, S::TakenBack),
            (S::AwaitingGoods, E::Receive, S::ToRefund),
            (S::AwaitingGoods, E::ReceiveForSending, S::ToSend),
            (S::AwaitingGoods, E::FinishSending, S::Settled),
            (S::AwaitingGoods, E::TakeBack, S::TakenBack),
            (S::ToSend, E::Receive, S::ToSend),
            (S::ToSend, E::ReceiveForSending, S::ToSend),
            (S::ToSend, E::FinishSending, S::Settled),
            (S::ToSend, E::BeginRefund, S::Refunding),
            (S::ToSend, E::Settle, S::Settled),
            (S::ToSend, E::Refuse, S::Refused),
            (S::ToSend, E::TakeBack, S::TakenBack),
            (S::AwaitingGoods, E::BeginRefund, S::Refunding),
            (S::AwaitingGoods, E::FailRefund, S::AwaitingGoods),
            (S::AwaitingGoods, E::Settle, S::Settled),
            (S::AwaitingGoods, E::Refuse, S::Refused),
            (S::ToRefund, E::Receive, S::ToRefund),
            (S::ToRefund, E::ReceiveForSending, S::ToRefund),
            (S::ToRefund, E::TakeBack, S::TakenBack),
            (S::ToRefund, E::BeginRefund, S::Refunding),
            (S::ToRefund, E::FailRefund, S::ToRefund),
            (S::ToRefund, E::Settle, S::Settled),
            (S::ToRefund, E::Refuse, S::Refused),
            (S::Refunding, E::Receive, S::Refunding),
            (S::Refunding, E::ReceiveForSending, S::Refunding),
            (S::Refunding, E::FinishRefund, S::Refunded),
            (S::Refunding, E::FinishPart, S::AwaitingGoods),
            (S::Refunding, E::FailRefund, S::ToRefund),
            (S::Refunded, E::BeginRefund, S::Refunding),
            (S::Refunded, E::FailRefund, S::ToRefund),
            (S::Refunded, E::Receive, S::Refunded),
            (S::Refunded, E::ReceiveForSending, S::Refunded),
            (S::Settled, E::Receive, S::Settled),
            (S::Settled, E::ReceiveForSending, S::Settled),
            (S::Refused, E::Receive, S::Refused),
            (S::Refused, E::ReceiveForSending, S::Refused),
            (S::TakenBack, E::Receive, S::TakenBack),
            (S::TakenBack, E::ReceiveForSending, S::TakenBack),
        ];
        for state in S::ALL {
            for event in E::ALL {
                let expected = allowed
                    .iter()
                    .find(|(s, e, _)| (*s, *e) == (state, event))
                    .map(|(_, _, next)| *next);
                assert_eq!(state.apply(event), expected, "{state:?} {event:?}");
            }
        }
    }
}
