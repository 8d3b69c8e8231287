//! **Inbound messages**: what vendors tell us, kept whole before it is acknowledged (E7), once per vendor and message, however often it comes.

pub mod store;

use jiff::SignedDuration;

use uuid::Uuid;

use crate::clock::Timestamp;

/// How long what a message said is kept: long enough to find out why a payment went as it did.
pub const BODY_KEPT_FOR: SignedDuration = SignedDuration::from_hours(24 * 90);

/// A message that has come, is genuine, and is not yet kept.
#[derive(Clone, Debug)]
pub struct NewMessage<'a> {
    /// Whose, by the connector's name (`stripe`).
    pub vendor: &'a str,
    /// The vendor's id of it.
    pub message_id: &'a str,
    /// The vendor's word for what happened.
    pub kind: &'a str,
    /// To the byte, as it was signed.
    pub body: &'a [u8],
    /// The headers worth keeping, by name.
    pub headers: serde_json::Value,
}

/// A kept message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InboundMessage {
    /// Ours.
    pub id: Uuid,
    /// Whose, by the connector's name.
    pub vendor: String,
    /// The vendor's id of it.
    pub message_id: String,
    /// The vendor's word for what happened.
    pub kind: String,
    /// To the byte, as it came.
    pub body: Vec<u8>,
    /// `received`, `processed` or `failed`.
    pub state: String,
    /// When it came.
    pub received_at: Timestamp,
}
