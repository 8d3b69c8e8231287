//! The port through which the shop takes payment. A vendor's connector in `integrations` implements it; the domain knows no vendor.

use std::future::Future;
use std::pin::Pin;

use platform::clock::Timestamp;
use platform::money::Money;

use super::PaymentMethod;

/// A boxed answer, so that a gateway can stand behind `dyn`.
pub type Answer<'a, T> = Pin<Box<dyn Future<Output = Result<T, GatewayError>> + Send + 'a>>;

/// What the shopper is asked to pay, and where the vendor sends them afterwards. The same payment always makes the same request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionRequest {
    /// Our payment's id; travels as the vendor's client reference and comes back in every message.
    pub payment_id: uuid::Uuid,
    /// The human order number, shown on the vendor's page.
    pub order_number: String,
    /// Sum to pay.
    pub amount: Money,
    /// What is bought, for the vendor's page. The sums add up to `amount`.
    pub lines: Vec<SessionLine>,
    /// How the shopper has chosen to pay: the one way that the vendor's page offers.
    pub method: PaymentMethod,
    /// The shopper's address for the vendor's receipt.
    pub email: String,
    /// `sv` or `en`.
    pub locale: String,
    /// Where the shopper is sent after paying.
    pub success_url: String,
    /// Where the shopper is sent after leaving without paying.
    pub cancel_url: String,
    /// When this payment was begun. The same at every attempt: a vendor's bounds on `expires_at` are counted from it,
    /// so that a request sent again is byte for byte the same request.
    pub begun_at: Timestamp,
    /// When the vendor should stop accepting this payment. A vendor may stretch it to what it offers (Stripe: at least 30 minutes);
    /// the shop keeps its own deadline by [`PaymentGateway::expire`].
    pub expires_at: Timestamp,
    /// The same key for the same attempt, however many times it is sent.
    pub idempotency_key: String,
}

/// One row on the vendor's page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionLine {
    /// What it is, in the shopper's language.
    pub name: String,
    /// How many.
    pub quantity: i64,
    /// The whole row's sum in minor units (quantity x price, rounded, less discount).
    pub total_minor: i64,
}

/// An opened payment at the vendor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// The vendor's name for it.
    pub reference: String,
    /// Where the shopper pays. Absent when the session is already ended.
    pub url: Option<String>,
    /// Its state when last asked.
    pub state: SessionState,
}

/// How far a payment has come at the vendor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SessionState {
    /// The shopper may still pay.
    Open {
        /// The vendor's word for the last refusal (a declined card), if there was one.
        last_refusal: Option<String>,
    },
    /// The shopper is done, the bank is not: the answer comes later.
    Processing,
    /// The money is ours.
    Captured {
        /// The vendor's name for the charge; refunds refer to it.
        charge_reference: String,
        /// What was taken.
        amount: Money,
        /// `card`, `swish` ...
        method: String,
    },
    /// The bank said no after the shopper was done ([`SessionState::Processing`] before). It can no longer be paid.
    Failed {
        /// The vendor's word for the refusal.
        refusal: String,
    },
    /// Nobody paid in time, or the shop ended it. It can no longer be paid.
    Expired,
}

/// Money back.
#[derive(Clone, Debug)]
pub struct RefundRequest {
    /// Our payment's id; travels with the refund and comes back in every message about it.
    pub payment_id: uuid::Uuid,
    /// Our refund's id: by it the refund is found again when the answer to it was lost.
    pub refund_id: uuid::Uuid,
    /// The charge that is refunded, as the vendor names it.
    pub charge_reference: String,
    /// How much.
    pub amount: Money,
    /// The same key for the same refund, however many times it is sent.
    pub idempotency_key: String,
}

/// A refund that the vendor has accepted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefundReceipt {
    /// The vendor's name for it.
    pub reference: String,
    /// Whether the money is on its way already, or the vendor is still at it.
    pub is_settled: bool,
}

/// What a vendor knows of a refund.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RefundSeen {
    /// Nothing: it was never asked for.
    Nothing,
    /// It was accepted, and may be done.
    Receipt(RefundReceipt),
    /// It was accepted, and has failed: the money is with the shop.
    Failed(String),
}

/// What a vendor's message is about, once its signature has been checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// The vendor's id of the message; the same message twice has the same id.
    pub message_id: String,
    /// The vendor's word for what happened (`checkout.session.completed`).
    pub kind: String,
    /// Our payment, when the message concerns one.
    pub payment_id: Option<uuid::Uuid>,
}

/// Why a gateway did not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum GatewayError {
    /// The vendor could not be reached or answered 5xx/429: try again with the same key.
    #[error("the payment provider cannot be reached: {0}")]
    Unavailable(String),
    /// The vendor refused the request as such: trying again will not help.
    #[error("the payment provider refused: {code}: {message}")]
    Refused {
        /// The vendor's code.
        code: String,
        /// The vendor's words.
        message: String,
    },
    /// The session has ended in a way that the request does not fit (expiring one that is paid).
    #[error("the payment has already ended")]
    AlreadyEnded,
    /// The message was not signed by the vendor, or is too old.
    #[error("the message is not genuine")]
    NotGenuine,
    /// The vendor's answer could not be understood.
    #[error("unreadable answer from the payment provider: {0}")]
    Unreadable(String),
}

/// Takes payment (E1). Every method may be called again with the same arguments without charging twice.
pub trait PaymentGateway: Send + Sync {
    /// Stable name, stored with each payment (`stripe`).
    fn name(&self) -> &'static str;
    /// Opens a payment page for the shopper.
    fn open<'a>(&'a self, request: &'a SessionRequest) -> Answer<'a, Session>;
    /// Asks how a payment stands.
    fn look_up<'a>(&'a self, reference: &'a str) -> Answer<'a, Session>;
    /// Ends a payment that has not been paid; [`GatewayError::AlreadyEnded`] when it was paid or had expired.
    fn expire<'a>(&'a self, reference: &'a str) -> Answer<'a, Session>;
    /// Sends money back.
    fn refund<'a>(&'a self, request: &'a RefundRequest) -> Answer<'a, RefundReceipt>;
    /// Asks what became of a refund: by the vendor's name for it, else among all of the charge's, by our id.
    fn look_up_refund<'a>(
        &'a self,
        request: &'a RefundRequest,
        reference: Option<&'a str>,
    ) -> Answer<'a, RefundSeen>;
    /// Checks a message's signature and says what it is about. `signature` is the vendor's header.
    ///
    /// # Errors
    /// [`GatewayError::NotGenuine`] or [`GatewayError::Unreadable`].
    fn read_notice(
        &self,
        body: &[u8],
        signature: &str,
        now: Timestamp,
    ) -> Result<Notice, GatewayError>;
    /// Says what a message is about that was found genuine when it was kept.
    ///
    /// # Errors
    /// [`GatewayError::Unreadable`].
    fn understand(&self, body: &[u8]) -> Result<Notice, GatewayError>;
    /// The name of the header that carries the signature.
    fn signature_header(&self) -> &'static str;
}
