//! Mails: kept as they were sent, which is our side of the durable medium.

pub mod listing;
pub mod store;
pub mod transport;

use uuid::Uuid;

pub use transport::{MailError, Transport};

/// A mail to be sent.
#[derive(Clone, Debug)]
pub struct NewMail {
    /// What it is, e.g. `order-confirmation`.
    pub kind: &'static str,
    /// What it is about: noun and id.
    pub subject_of: Option<(&'static str, Uuid)>,
    /// The same mail asked for twice is made once.
    pub dedup_key: String,
    /// `Name <address>`.
    pub sender: String,
    /// Address.
    pub recipient: String,
    /// Where answers go, when not to the sender.
    pub reply_to: Option<String>,
    /// Subject line.
    pub subject: String,
    /// For readers without HTML.
    pub body_text: String,
    /// For the others.
    pub body_html: Option<String>,
    /// `sv` or `en`.
    pub locale: String,
}
