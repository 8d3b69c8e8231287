//! The **texts** of a product: a draft that staff write, the versions that have been published, and how the one becomes the other. The shop reads the
//! published words where it always has; a draft changes nothing there.

pub mod draft;
pub mod listing;
mod merge;
pub mod publish;
pub(in crate::catalogue) mod store;

use std::collections::BTreeMap;

use platform::clock::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::LOCALES;

pub use merge::{Merged, Seen};

/// A part of the texts in one language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// What it is called.
    Name,
    /// The short line under the name.
    Subtitle,
    /// Paragraphs.
    Description,
    /// Warnings that the law wants in the buyer's language.
    SafetyWarning,
    /// The heading for search engines.
    SeoTitle,
    /// The lines that search engines show.
    SeoDescription,
    /// Where it is in the shop.
    Address,
}

impl Part {
    /// Every part, in the order in which a form shows them.
    pub const ALL: [Self; 7] = [
        Self::Name,
        Self::Subtitle,
        Self::Description,
        Self::SafetyWarning,
        Self::Address,
        Self::SeoTitle,
        Self::SeoDescription,
    ];

    /// As it is kept.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Subtitle => "subtitle",
            Self::Description => "description",
            Self::SafetyWarning => "safety_warning",
            Self::SeoTitle => "seo_title",
            Self::SeoDescription => "seo_description",
            Self::Address => "address",
        }
    }

    /// The most characters that it may have.
    #[must_use]
    pub fn longest(self) -> usize {
        match self {
            Self::Name => 300,
            Self::Subtitle | Self::SeoDescription => 500,
            Self::Description => 20_000,
            Self::SafetyWarning => 2_000,
            Self::SeoTitle => 200,
            Self::Address => 180,
        }
    }

    /// Whether it has lines.
    #[must_use]
    pub fn has_lines(self) -> bool {
        matches!(self, Self::Description | Self::SafetyWarning)
    }
}

/// A part in a language.
pub type Key = (&'static str, Part);

/// A product's words in every language. What is empty is not kept.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Texts(BTreeMap<String, BTreeMap<String, String>>);

impl Texts {
    /// Every part in every language that the shop speaks.
    pub fn keys() -> impl Iterator<Item = Key> {
        LOCALES
            .into_iter()
            .flat_map(|locale| Part::ALL.map(|part| (locale, part)))
    }

    /// A part; empty when there is none.
    #[must_use]
    pub fn get(&self, (locale, part): Key) -> &str {
        self.part(locale, part)
    }

    fn part(&self, locale: &str, part: Part) -> &str {
        self.0
            .get(locale)
            .and_then(|parts| parts.get(part.name()))
            .map_or("", String::as_str)
    }

    /// Sets a part, or takes it away.
    pub fn set(&mut self, (locale, part): Key, text: &str) {
        let parts = self.0.entry(locale.to_owned()).or_default();
        if text.is_empty() {
            parts.remove(part.name());
        } else {
            parts.insert(part.name().to_owned(), text.to_owned());
        }
    }

    /// Whether anything is said in a language besides its address.
    #[must_use]
    pub fn speaks(&self, locale: &str) -> bool {
        Part::ALL
            .iter()
            .any(|part| *part != Part::Address && !self.part(locale, *part).is_empty())
    }

    /// The parts in which another's words differ.
    #[must_use]
    pub fn changes(&self, other: &Self) -> Vec<Key> {
        Self::keys()
            .filter(|key| self.get(*key) != other.get(*key))
            .collect()
    }

    /// Tells these words from others.
    #[must_use]
    pub fn stamp(&self) -> String {
        let mut hasher = Sha256::new();
        for key in Self::keys() {
            hasher.update(merge::digest(self.get(key)));
        }
        data_encoding::HEXLOWER.encode(&hasher.finalize()[..16])
    }

    fn from_json(value: serde_json::Value) -> Self {
        serde_json::from_value(value).unwrap_or_default()
    }

    fn to_json(&self) -> serde_json::Value {
        serde_json::json!(self)
    }
}

/// Why a version came to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    /// It was there before anything was changed here.
    Stood,
    /// A file brought it.
    File,
    /// Somebody published it.
    Published,
    /// The clock published what somebody had scheduled.
    Scheduled,
    /// Somebody took the next one back.
    TakenBack,
}

impl Cause {
    /// Every cause.
    pub const ALL: [Self; 5] = [
        Self::Stood,
        Self::File,
        Self::Published,
        Self::Scheduled,
        Self::TakenBack,
    ];

    /// As it is kept.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Stood => "stood",
            Self::File => "file",
            Self::Published => "published",
            Self::Scheduled => "scheduled",
            Self::TakenBack => "taken_back",
        }
    }
}

/// What is being written.
#[derive(Clone, Debug)]
pub struct Draft {
    /// The words.
    pub texts: Texts,
    /// What was published when it was begun.
    pub base: Texts,
    /// How it was before the latest change.
    pub before: Option<Texts>,
    /// Whether the latest change can be undone.
    pub can_undo: bool,
    /// Which state of it this is.
    pub revision: i32,
    /// When it will be published, and who wants so.
    pub schedule: Option<(Timestamp, String)>,
    /// When publishing by the clock was given up.
    pub stopped_at: Option<Timestamp>,
    /// When it was saved.
    pub saved_at: Timestamp,
    /// By whom.
    pub saved_by: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_told_apart_and_what_is_empty_is_nothing() {
        let mut one = Texts::default();
        one.set(("sv", Part::Name), "Mugg");
        let mut other = one.clone();
        other.set(("en", Part::Subtitle), "");
        assert_eq!(one.stamp(), other.stamp());
        assert_eq!(one.changes(&other), []);
        other.set(("en", Part::Subtitle), "Stoneware");
        assert_eq!(one.changes(&other), [("en", Part::Subtitle)]);
        assert_ne!(one.stamp(), other.stamp());
        // The same words in another part are others.
        let mut moved = Texts::default();
        moved.set(("sv", Part::Subtitle), "Mugg");
        assert_ne!(one.stamp(), moved.stamp());
        assert!(other.speaks("en") && !one.speaks("en"));
        one.set(("en", Part::Address), "mug");
        assert!(!one.speaks("en"));
    }
}
