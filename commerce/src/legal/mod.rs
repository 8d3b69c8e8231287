//! **Legal documents**: terms, withdrawal information, privacy and the like, as published, by version. The version that was accepted stays on the order.

pub mod store;

use platform::clock::Timestamp;

use crate::ids::LegalDocumentId;

pub use store::{by_id, current, publish, published};

/// A published text.
#[derive(Clone, Debug)]
pub struct LegalDocument {
    /// Which.
    pub id: LegalDocumentId,
    /// `terms`, `withdrawal`, `withdrawal_form`, `privacy`, `cookies`, `accessibility`, `contact`.
    pub kind: String,
    /// `sv` or `en`.
    pub locale: String,
    /// From 1.
    pub version: i32,
    /// Heading.
    pub title: String,
    /// Markdown.
    pub body: String,
    /// Since when.
    pub published_at: Timestamp,
}
