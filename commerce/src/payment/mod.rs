//! A **payment**: one attempt by a shopper to pay one order.

pub mod difference;
pub mod exchange;
pub mod gateway;
pub mod method;
pub mod refund;
pub mod settle;
pub mod store;

use platform::clock::Timestamp;
use platform::money::Money;

use crate::ids::{OrderId, PaymentId};

pub use method::PaymentMethod;

/// How far a payment has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PaymentState {
    /// The shopper may pay.
    Pending,
    /// The shopper is done; the bank's answer is awaited.
    Processing,
    /// The money is ours.
    Captured,
    /// Can no longer be paid.
    Expired,
    /// Some of it went back.
    PartlyRefunded,
    /// All of it went back.
    Refunded,
}

/// What a vendor can tell of a payment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PaymentEvent {
    /// The bank will answer later.
    Process,
    /// The money has come.
    Capture,
    /// It has ended unpaid.
    Expire,
    /// Some of it went back.
    RefundPart,
    /// The rest of it went back.
    RefundAll,
    /// What was to go back has not gone after all.
    RefundNone,
}

impl PaymentState {
    /// Every state.
    pub const ALL: [Self; 6] = [
        Self::Pending,
        Self::Processing,
        Self::Captured,
        Self::Expired,
        Self::PartlyRefunded,
        Self::Refunded,
    ];

    /// As the table names it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Processing => "processing",
            Self::Captured => "captured",
            Self::Expired => "expired",
            Self::PartlyRefunded => "partly_refunded",
            Self::Refunded => "refunded",
        }
    }

    /// From the table's name.
    #[must_use]
    pub fn from_column(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == text)
    }

    /// What becomes of a payment in this state when `event` happens; `None` when it changes nothing.
    #[must_use]
    pub fn apply(self, event: PaymentEvent) -> Option<Self> {
        match (self, event) {
            (Self::Pending, PaymentEvent::Process) => Some(Self::Processing),
            // A vendor's word that it was paid outranks our belief that its time was out.
            (Self::Pending | Self::Processing | Self::Expired, PaymentEvent::Capture) => {
                Some(Self::Captured)
            }
            (Self::Pending | Self::Processing, PaymentEvent::Expire) => Some(Self::Expired),
            // A vendor may take a refund and fail days later: no way is without return.
            (Self::Captured | Self::PartlyRefunded | Self::Refunded, PaymentEvent::RefundPart) => {
                Some(Self::PartlyRefunded)
            }
            (Self::Captured | Self::PartlyRefunded | Self::Refunded, PaymentEvent::RefundAll) => {
                Some(Self::Refunded)
            }
            (Self::Captured | Self::PartlyRefunded | Self::Refunded, PaymentEvent::RefundNone) => {
                Some(Self::Captured)
            }
            _ => None,
        }
    }
}

/// A payment to be begun.
#[derive(Clone, Debug)]
pub struct NewPayment {
    /// Which.
    pub id: PaymentId,
    /// What it pays.
    pub order_id: OrderId,
    /// The gateway's name.
    pub gateway: String,
    /// As it was chosen.
    pub method: PaymentMethod,
    /// The shopper's address, as the vendor is told it.
    pub email: String,
    /// `sv` or `en`.
    pub locale: String,
    /// To be paid.
    pub amount: Money,
    /// When it is ended.
    pub expires_at: Timestamp,
    /// When the sweeper looks first.
    pub check_at: Timestamp,
}

/// A payment that the shopper may still pay.
#[derive(Clone, Debug)]
pub struct OpenPayment {
    /// Which.
    pub id: PaymentId,
    /// What it pays.
    pub order_id: OrderId,
    /// The gateway's name.
    pub gateway: String,
    /// The vendor's name for it; `None` until its page has been opened.
    pub reference: Option<String>,
    /// The vendor's page.
    pub redirect_url: Option<String>,
    /// To be paid, minor units.
    pub amount_minor: i64,
    /// ISO 4217.
    pub currency: String,
    /// The same for every try at opening it.
    pub idempotency_key: String,
    /// When it is ended.
    pub expires_at: Timestamp,
    /// When it was begun.
    pub created_at: Timestamp,
    /// The vendor's words for the last refusal.
    pub last_refusal: Option<String>,
    /// Where the vendor sends the shopper after paying.
    pub return_url: Option<String>,
    /// Where the vendor sends the shopper after leaving without paying.
    pub cancel_url: Option<String>,
    /// See [`PaymentState`].
    pub state: String,
    /// `card` ...: as it was chosen, then as the vendor says.
    pub method: String,
    /// The shopper's address as the vendor was first told it; `None` for payments that are older than the record.
    pub email: Option<String>,
    /// The language of the vendor's page; `None` like the address.
    pub locale: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pair_of_state_and_event_is_decided() {
        use PaymentEvent as E;
        use PaymentState as S;
        let allowed = [
            (S::Pending, E::Process, S::Processing),
            (S::Pending, E::Capture, S::Captured),
            (S::Pending, E::Expire, S::Expired),
            (S::Processing, E::Capture, S::Captured),
            (S::Processing, E::Expire, S::Expired),
            (S::Captured, E::RefundPart, S::PartlyRefunded),
            (S::Captured, E::RefundAll, S::Refunded),
            (S::Captured, E::RefundNone, S::Captured),
            (S::Expired, E::Capture, S::Captured),
            (S::PartlyRefunded, E::RefundPart, S::PartlyRefunded),
            (S::PartlyRefunded, E::RefundAll, S::Refunded),
            (S::PartlyRefunded, E::RefundNone, S::Captured),
            (S::Refunded, E::RefundPart, S::PartlyRefunded),
            (S::Refunded, E::RefundAll, S::Refunded),
            (S::Refunded, E::RefundNone, S::Captured),
        ];
        for state in S::ALL {
            for event in [
                E::Process,
                E::Capture,
                E::Expire,
                E::RefundPart,
                E::RefundAll,
                E::RefundNone,
            ] {
                let expected = allowed
                    .iter()
                    .find(|(s, e, _)| (*s, *e) == (state, event))
                    .map(|(_, _, next)| *next);
                assert_eq!(state.apply(event), expected, "{state:?} {event:?}");
            }
        }
    }
}
