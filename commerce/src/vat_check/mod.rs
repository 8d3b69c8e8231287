//! A **VAT check**: what the register of a country said of a company's VAT number. Every answer is kept as evidence, whatever it was.

pub mod ask;
pub mod listing;
mod store;

use std::future::Future;
use std::pin::Pin;

use jiff::SignedDuration;
use platform::clock::Timestamp;

use crate::ids::VatCheckId;
use crate::pricing::vat::decide::is_in_eu;
use crate::pricing::vat::territory::NORTHERN_IRELAND;

/// A register that has not answered is not asked again for so long: nobody waits for it at every look at a page.
pub const PAUSE: SignedDuration = SignedDuration::from_mins(5);
/// How old an answer may be that stands in for one that does not come, where the merchant trusts earlier ones.
pub const TRUSTED_FOR: SignedDuration = SignedDuration::from_hours(24 * 31);

/// A boxed answer, so that a register can stand behind `dyn`.
pub type Answer<'a> = Pin<Box<dyn Future<Output = Result<Found, AskError>> + Send + 'a>>;

/// The port to a register of VAT numbers. A connector in `integrations` implements it; the domain knows no vendor. An answer comes before the connector's own
/// deadline, or it is [`AskError::Unavailable`].
pub trait VatRegister: Send + Sync {
    /// The register's name, as it stands in the evidence.
    fn name(&self) -> &'static str;
    /// Asks of a number.
    fn ask<'a>(&'a self, question: &'a Question) -> Answer<'a>;
}

/// What is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// The number, with its country's letters.
    pub vat_number: String,
    /// Who asks: the seller's own number, for which the register gives a consultation number as proof.
    pub requester: String,
}

/// What a register said.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// Whether the number is in use.
    pub is_valid: bool,
    /// Whose it is; empty where the country does not tell.
    pub name: String,
    /// Where they are; empty where the country does not tell.
    pub address: String,
    /// The register's own proof that it was asked.
    pub consultation_number: Option<String>,
    /// The answer as it came.
    pub raw: serde_json::Value,
}

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AskError {
    /// No answer in time, or the country's register is away.
    #[error("the register did not answer: {0}")]
    Unavailable(String),
    /// The answer makes no sense.
    #[error("the register's answer makes no sense: {0}")]
    Unreadable(String),
}

/// What became of a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// In use.
    Valid,
    /// Not in use.
    Invalid,
    /// No answer.
    Unanswered,
}

impl Outcome {
    /// Every outcome.
    pub const ALL: [Self; 3] = [Self::Valid, Self::Invalid, Self::Unanswered];

    /// The word in the table.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Valid => "valid",
            Self::Invalid => "invalid",
            Self::Unanswered => "unanswered",
        }
    }

    /// From the word in the table.
    #[must_use]
    pub fn from_column(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.as_str() == text)
    }
}

/// One question with its answer, as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VatCheck {
    /// Which.
    pub id: VatCheckId,
    /// The number.
    pub vat_number: String,
    /// What became of it.
    pub outcome: Outcome,
    /// Whose the number is, as the register has it.
    pub name: String,
    /// Where they are.
    pub address: String,
    /// The register's proof.
    pub consultation_number: Option<String>,
    /// When it was asked.
    pub asked_at: Timestamp,
}

/// The country of a VAT number by its letters: Greece writes `EL`, and Northern Ireland `XI`. None for numbers that no register of the Union knows.
#[must_use]
pub fn country_of(vat_number: &str) -> Option<&str> {
    let letters = vat_number.get(..2)?;
    let country = if letters == "EL" { "GR" } else { letters };
    (is_in_eu(country) || country == NORTHERN_IRELAND).then_some(country)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_tell_their_country() {
        assert_eq!(country_of("DE136695976"), Some("DE"));
        assert_eq!(country_of("EL094259216"), Some("GR"));
        assert_eq!(country_of("XI123456789"), Some("XI"));
        for other in ["NO923609016MVA", "GB123456789", "CHE123456789", "Ö", ""] {
            assert_eq!(country_of(other), None, "{other}");
        }
    }

    #[test]
    fn outcomes_are_read_back() {
        for one in Outcome::ALL {
            assert_eq!(Outcome::from_column(one.as_str()), Some(one));
        }
    }
}
