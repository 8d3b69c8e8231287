//! A **gift card**: money that is held for whoever has its code. **Store credit** is the same for one customer, without a code. Both are a ledger whose sum
//! is never negative; what is bought with them is taxed like any other purchase, since they are a way to pay.

pub mod bought;
pub mod give;
pub mod issue;
pub mod listing;
pub mod pay;
pub mod put_right;
mod store;
pub mod wish;

use platform::clock::Timestamp;
use platform::money::Currency;
use platform::secret::SecretKey;

use crate::ids::GiftCardId;
use crate::setting::{Key, Settings};

pub use give::{GiveCardError, give};
pub use issue::{IssueError, Issued, NewCard, block, issue};
pub use pay::{CardUse, PayError, give_back, paid, refund, spread, take, take_again};
pub(crate) use store::move_cards;
pub use store::{credit_left, give_credit, left_to_refund, take_away, usable};
pub use wish::Wish;

/// What a card's code is derived for.
const CODE: &str = "gift-card-code";
/// Characters of a code: 80 bits.
const LENGTH: usize = 16;
/// Letters and digits that cannot be taken for one another.
const ALPHABET: &[u8; 32] = b"23456789ABCDEFGHJKLMNPQRSTUVWXYZ";

/// Until when a card lives that is made now: to the end of the same day, in Sweden, so many years later. Ten years would be the claim's own time.
#[must_use]
pub fn lives_until(settings: &Settings, now: Timestamp) -> Timestamp {
    let years = settings.number(Key::GiftCardYears);
    let made = now.business_time();
    let last = made
        .date()
        .saturating_add(jiff::Span::new().years(years))
        .at(23, 59, 59, 0);
    match last.to_zoned(made.time_zone().clone()) {
        Ok(end) => Timestamp::from(end.timestamp()),
        Err(_) => now.plus(jiff::SignedDuration::from_hours(24 * 365 * years)),
    }
}

/// Which kind of money.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CardKind {
    /// For whoever has the code.
    GiftCard,
    /// For one customer.
    StoreCredit,
}

impl CardKind {
    /// Every kind.
    pub const ALL: [Self; 2] = [Self::GiftCard, Self::StoreCredit];

    /// As the table names it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::GiftCard => "gift_card",
            Self::StoreCredit => "store_credit",
        }
    }

    /// From the table's name.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }
}

/// A card that a cart may pay with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Card {
    /// Which.
    pub id: GiftCardId,
    /// See [`CardKind`].
    pub kind: String,
    /// The end of its code.
    pub code_hint: String,
    /// What is left, for this cart.
    pub balance_minor: i64,
    /// In what.
    pub currency: Currency,
    /// When it can no longer be used.
    pub expires_at: Timestamp,
    /// Whether it has been stopped.
    pub is_blocked: bool,
}

/// The code of a card, in groups of four: `7KQ2-…`. It can be told again and is stored nowhere.
#[must_use]
pub fn code_of(secret: &SecretKey, id: GiftCardId) -> String {
    let mac = platform::secret::mac(&secret.derive(CODE), &[id.0.as_bytes()]);
    let letters: Vec<char> = mac[..LENGTH]
        .iter()
        .map(|byte| char::from(ALPHABET[usize::from(byte % 32)]))
        .collect();
    letters
        .chunks(4)
        .map(|group| group.iter().collect::<String>())
        .collect::<Vec<_>>()
        .join("-")
}

/// What a typed code is looked up by: capitals and digits alone. `None` for what cannot be a card's.
#[must_use]
pub fn hash_of(text: &str) -> Option<Vec<u8>> {
    let letters: String = text
        .chars()
        .filter(|c| c.is_ascii_alphanumeric())
        .map(|c| c.to_ascii_uppercase())
        .collect();
    let is_code = letters.len() == LENGTH && letters.bytes().all(|b| ALPHABET.contains(&b));
    is_code.then(|| platform::secret::hash_token(&letters))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_card_lives_through_its_last_day_in_sweden() {
        let at = |text: &str| Timestamp::from(text.parse::<jiff::Timestamp>().unwrap());
        for (made, ends) in [
            // Three years are three years, with the day of the leap year between them.
            ("2026-11-26T20:01:00Z", "2029-11-26T22:59:59Z"),
            // Half past one at night in Sweden, in summer.
            ("2026-06-10T23:30:00Z", "2029-06-11T21:59:59Z"),
            ("2028-02-29T12:00:00Z", "2031-02-28T22:59:59Z"),
        ] {
            assert_eq!(
                lives_until(&Settings::default(), at(made)),
                at(ends),
                "{made}"
            );
        }
    }

    #[test]
    fn a_code_is_found_however_it_is_typed_and_tells_nothing_of_another() {
        let secret = SecretKey::new("a secret of some length");
        let id = GiftCardId::generate();
        let code = code_of(&secret, id);
        assert_eq!(code.len(), 19);
        assert_eq!(code, code_of(&secret, id));
        let hash = hash_of(&code).unwrap();
        assert_eq!(hash_of(&code.to_lowercase().replace('-', " ")), Some(hash));
        assert_ne!(code, code_of(&secret, GiftCardId::generate()));
        assert_ne!(code, code_of(&SecretKey::new("another secret of it"), id));
        for wrong in [
            "",
            "SOMMAR10",
            "0000-0000-0000-0000",
            "x'; drop table gift_cards",
        ] {
            assert_eq!(hash_of(wrong), None, "{wrong}");
        }
    }
}
