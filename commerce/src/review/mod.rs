//! **Reviews**: what buyers write of products. Only who has bought and received a product can write of it, once; every review is looked at by staff, and
//! all that keep to the rules are published, good and bad alike. Nobody is paid for one.

pub mod admin_listing;
pub mod ask;
pub mod erase;
pub mod flag;
pub mod listing;
pub mod moderate;
pub mod rating;
pub mod remove;
pub mod report;
pub mod settings;
pub mod state;
pub(crate) mod store;
pub mod write;

use platform::clock::Timestamp;

use crate::ids::{CustomerId, OrderId, ProductId, ReviewId};

pub use rating::{MOST_STARS, Mean, Rating};
pub use state::{ReviewEvent, ReviewState};
pub use write::{Draft, DraftFault, WriteError, write};

/// Longest heading in characters.
pub const LONGEST_HEADING: usize = 100;
/// Longest text in characters.
pub const LONGEST_BODY: usize = 4_000;
/// Longest name that is shown, in characters.
pub const LONGEST_NAME: usize = 60;
/// Longest words of staff, and of whoever reports a review.
pub const LONGEST_WORDS: usize = 1_000;
/// Days after which goods that were sent count as received, where nothing says when they arrived.
pub const ARRIVES_WITHIN_DAYS: i64 = 7;

/// Why a review breaks the rules: in the words of staff, and of whoever reports it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Breach {
    /// It insults or threatens.
    Offensive,
    /// It tells of somebody: names, addresses, numbers.
    PersonalData,
    /// It sells something, or leads elsewhere.
    Advertising,
    /// It is not about the product.
    OffTopic,
    /// It is against the law.
    Unlawful,
    /// Something else, which is told in words.
    Other,
}

impl Breach {
    /// Every breach, in the order of the forms.
    pub const ALL: [Self; 6] = [
        Self::Offensive,
        Self::PersonalData,
        Self::Advertising,
        Self::OffTopic,
        Self::Unlawful,
        Self::Other,
    ];

    /// As the table names it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Offensive => "offensive",
            Self::PersonalData => "personal_data",
            Self::Advertising => "advertising",
            Self::OffTopic => "off_topic",
            Self::Unlawful => "unlawful",
            Self::Other => "other",
        }
    }

    /// From the table's or a form's name.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|breach| breach.as_str() == text)
    }
}

/// A review.
#[derive(Clone, Debug)]
pub struct Review {
    /// Which.
    pub id: ReviewId,
    /// Of which product.
    pub product_id: ProductId,
    /// The order that shows the purchase.
    pub order_id: OrderId,
    /// Its number.
    pub order_number: String,
    /// The writer's account, where they have one.
    pub customer_id: Option<CustomerId>,
    /// Where the writer is told: at their account's address, or the one that they wrote with as a guest.
    pub email: String,
    /// How far it has come.
    pub state: ReviewState,
    /// One to five.
    pub stars: i16,
    /// In the writer's words.
    pub heading: String,
    /// In the writer's words.
    pub body: String,
    /// What the writer is called beside it.
    pub shown_name: String,
    /// `sv` or `en`: the language that it is written in.
    pub locale: String,
    /// Why it is not published.
    pub refusal: Option<Breach>,
    /// What staff have added to that.
    pub refusal_words: String,
    /// The shop's public answer; empty where there is none.
    pub reply: String,
    /// When that was given.
    pub replied_at: Option<Timestamp>,
    /// How many have reported it since staff last looked.
    pub reports: i32,
    /// When it was written, or last changed by its writer.
    pub written_at: Timestamp,
    /// When staff last decided.
    pub decided_at: Option<Timestamp>,
    /// When it was published.
    pub published_at: Option<Timestamp>,
    /// For forms.
    pub row_version: i32,
}

/// What a person is called beside a review unless they say otherwise: the first name, and the last one's first letter.
#[must_use]
pub fn proposed_name(name: &str) -> String {
    let mut words = name.split_whitespace();
    let first = words.next().unwrap_or_default();
    let letter = words.next_back().and_then(|last| last.chars().next());
    let shown = match letter {
        Some(letter) => format!("{first} {}.", letter.to_uppercase()),
        None => first.to_owned(),
    };
    shown.chars().take(LONGEST_NAME).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_shortened_for_everybody_to_see() {
        for (name, shown) in [
            ("Elin Sandahl", "Elin S."),
            ("åsa von der öhman", "åsa Ö."),
            ("Cher", "Cher"),
            ("", ""),
        ] {
            assert_eq!(proposed_name(name), shown);
        }
    }
}
