//! A **purchase request** (A5): what a buyer of a company wants to order beyond what they may on their own. It is no order: no goods are held, nothing is
//! owed, and prices go on moving. Approving it is ordering it, at what it costs then; whoever approves has seen that.

pub mod ask;
pub mod decide;
pub mod listing;
mod store;

use jiff::SignedDuration;
use platform::clock::Timestamp;

use crate::checkout::Contact;
use crate::ids::{CartId, CompanyId, CustomerId, OrderId, PurchaseRequestId};
use crate::payment::PaymentMethod;

/// How long a request can be approved.
pub const LIVES_FOR: SignedDuration = SignedDuration::from_hours(24 * 14);
/// Longest reason in characters.
pub const LONGEST_REASON: usize = 500;

/// How far a request has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RequestState {
    /// Nobody has decided.
    Waiting,
    /// It has become an order.
    Approved,
    /// Refused, with a reason.
    Refused,
    /// The buyer has taken it back.
    Withdrawn,
}

/// What can happen to a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RequestEvent {
    /// A colleague approves.
    Approve,
    /// A colleague refuses.
    Refuse,
    /// The buyer takes it back.
    Withdraw,
}

impl RequestState {
    /// Every state.
    pub const ALL: [Self; 4] = [
        Self::Waiting,
        Self::Approved,
        Self::Refused,
        Self::Withdrawn,
    ];

    /// The word in the table.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Approved => "approved",
            Self::Refused => "refused",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// From the word in the table.
    #[must_use]
    pub fn from_column(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == text)
    }

    /// What becomes of a request in this state when `event` happens; `None` when it cannot happen.
    #[must_use]
    pub fn apply(self, event: RequestEvent) -> Option<Self> {
        match (self, event) {
            (Self::Waiting, RequestEvent::Approve) => Some(Self::Approved),
            (Self::Waiting, RequestEvent::Refuse) => Some(Self::Refused),
            (Self::Waiting, RequestEvent::Withdraw) => Some(Self::Withdrawn),
            (Self::Approved | Self::Refused | Self::Withdrawn, _) => None,
        }
    }

    /// The state as it stands, with what only the order knows: approved and never paid, it waits as it did before.
    #[must_use]
    pub fn with_order(self, has_lapsed: bool) -> Self {
        match self {
            Self::Approved if has_lapsed => Self::Waiting,
            known => known,
        }
    }
}

/// A request as it is kept.
#[derive(Clone, Debug)]
pub struct PurchaseRequest {
    /// Which.
    pub id: PurchaseRequestId,
    /// `ATT-1001`.
    pub number: String,
    /// For which company.
    pub company_id: CompanyId,
    /// Who wants to buy.
    pub buyer_id: CustomerId,
    /// Their name.
    pub buyer: String,
    /// The goods.
    pub cart_id: CartId,
    /// `sv` or `en`: the buyer's.
    pub locale: String,
    /// Where goods and invoice go.
    pub contact: Contact,
    /// The chosen freight's code.
    pub freight: String,
    /// How it is to be paid.
    pub method: PaymentMethod,
    /// Whose order it is, in the company's words.
    pub reference: String,
    /// Written on the parcels.
    pub marking: String,
    /// Who bears the cost.
    pub cost_place: String,
    /// Hash of what the buyer saw.
    pub confirmed_hash: Vec<u8>,
    /// What it cost when the buyer sent it.
    pub total_minor: i64,
    /// ISO 4217.
    pub currency: String,
    /// How far it has come. Approved and never paid, it waits again.
    pub state: RequestState,
    /// Why it was refused.
    pub reason: String,
    /// Who decided; empty while nobody has.
    pub decided_by: String,
    /// What it became.
    pub order_id: Option<OrderId>,
    /// Whether it was approved and that order lapsed unpaid.
    pub has_lapsed: bool,
    /// When it was sent.
    pub created_at: Timestamp,
    /// Until when it can be approved.
    pub expires_at: Timestamp,
    /// Against deciding on something else than what was read.
    pub row_version: i32,
}

impl PurchaseRequest {
    /// Whether it can be approved, as far as its own state goes.
    #[must_use]
    pub fn is_open(&self, now: Timestamp) -> bool {
        self.expires_at > now && self.state == RequestState::Waiting
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pair_of_state_and_event_is_decided() {
        use RequestEvent as E;
        use RequestState as S;
        let allowed = [
            (S::Waiting, E::Approve, S::Approved),
            (S::Waiting, E::Refuse, S::Refused),
            (S::Waiting, E::Withdraw, S::Withdrawn),
        ];
        for state in S::ALL {
            for event in [E::Approve, E::Refuse, E::Withdraw] {
                let expected = allowed
                    .iter()
                    .find(|(s, e, _)| (*s, *e) == (state, event))
                    .map(|(_, _, next)| *next);
                assert_eq!(state.apply(event), expected, "{state:?} {event:?}");
            }
            assert_eq!(S::from_column(state.as_str()), Some(state));
            assert_eq!(state.with_order(false), state);
            let unpaid = if state == S::Approved {
                S::Waiting
            } else {
                state
            };
            assert_eq!(state.with_order(true), unpaid);
        }
    }
}
