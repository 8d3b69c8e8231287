//! A **customer** who logs in: a person with a proved e-mail address, (A1, A6, A7).
//!
//! Nobody is told whether an address has an account: whatever is asked for an address, the answer on the page is the same, one link is
//! written and one mail is sent, and the mail says what it is ([`link::ask`]). An account is made when its link is opened, so there is none
//! with an address that nobody has proved, and nobody can choose a password for someone else's address beforehand.

pub mod address;
pub mod admin_listing;
pub mod by_staff;
pub mod claim;
pub mod consent;
pub mod details;
pub mod erase;
pub mod export;
pub mod link;
pub mod listing;
pub mod log_in;
pub mod passkey;
pub mod password;
pub mod register;
pub mod session;
pub mod state;
pub(crate) mod store;
pub mod unused;
pub mod wish_list;

pub use link::{Link, LinkPurpose};
pub use session::Session;
pub use state::{CustomerEvent, CustomerState};
pub use store::sweep;

use crate::ids::CustomerId;

/// Longest name in characters.
pub const LONGEST_NAME: usize = 120;
/// The tier of whoever registers.
pub const REGISTERED_TIER: &str = "user";
/// What the keys in customers' links are derived for; the mails write them, the shop's door checks them.
pub const CUSTOMER_LINK: &str = "customer-link";

/// A customer as log-in and their own pages see them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Customer {
    /// Who.
    pub id: CustomerId,
    /// `KND-10001`.
    pub number: String,
    /// Proved.
    pub email: String,
    /// Name.
    pub name: String,
    /// Telephone in international form; may be empty.
    pub phone: String,
    /// PHC string; none for whoever logs in by link alone.
    pub password_hash: Option<String>,
    /// `sv` or `en`.
    pub locale: String,
    /// The customer tier's code (A1).
    pub tier_code: String,
    /// Against silent overwrite.
    pub row_version: i32,
}

/// A name as it is kept: without control characters and space around it, or `None` when nothing or too much is left.
#[must_use]
pub fn clean_name(typed: &str) -> Option<String> {
    let clean: String = typed.chars().filter(|c| !c.is_control()).collect();
    let clean = clean.split_whitespace().collect::<Vec<_>>().join(" ");
    (!clean.is_empty() && clean.chars().count() <= LONGEST_NAME).then_some(clean)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_kept_clean() {
        assert_eq!(clean_name("  Elin \u{7} Ek "), Some("Elin Ek".to_owned()));
        assert_eq!(clean_name(" \t "), None);
        assert_eq!(clean_name(&"å".repeat(LONGEST_NAME + 1)), None);
    }
}
