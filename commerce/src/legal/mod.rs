//! **Legal documents**: terms, withdrawal information, privacy and the like, by version. A version is published in all languages at once, at once or from
//! a later moment; nothing changes it afterwards. The version of the terms that was accepted stays on the order.

pub mod call_off;
pub mod diff;
pub mod listing;
pub mod publish_version;
pub mod store;

use platform::clock::Timestamp;

use crate::ids::LegalDocumentId;

pub(crate) use store::current_id;
pub use store::{by_id, current, is_published, publish, published};

/// The kinds of text that a shop publishes, in the order in which they are listed.
pub const KINDS: [&str; 8] = [
    "terms",
    "withdrawal",
    "withdrawal_form",
    "privacy",
    "cookies",
    "accessibility",
    "reviews",
    "contact",
];

/// Longest heading in characters.
pub const LONGEST_TITLE: usize = 120;
/// Longest text in characters.
pub const LONGEST_BODY: usize = 40_000;

/// A kind of text, by its name; `None` where there is no such kind.
#[must_use]
pub fn kind(name: &str) -> Option<&'static str> {
    KINDS.into_iter().find(|kind| *kind == name)
}

/// A published text.
#[derive(Clone, Debug)]
pub struct LegalDocument {
    /// Which.
    pub id: LegalDocumentId,
    /// One of [`KINDS`].
    pub kind: String,
    /// `sv` or `en`.
    pub locale: String,
    /// From 1.
    pub version: i32,
    /// Heading.
    pub title: String,
    /// Markdown.
    pub body: String,
    /// Since when it holds, or from when it will.
    pub published_at: Timestamp,
}
