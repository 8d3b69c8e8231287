//! A shop's **door**: the names by which it is called and the theme that it wears. Who stands where follows from them: see [`Addresses`].

mod addresses;
mod change;
mod listing;
mod store;

use platform::web::names::Host;

pub use addresses::Addresses;
pub use change::{ChangeDoorError, change, change_at};
pub use listing::{
    asked_in, doors, held, of_cart, of_customer, of_farewell, of_gift_card, of_invitation, of_link,
    of_notice,
};
pub use store::{note_link, note_log_in, note_notice};

use crate::ids::ShopId;

/// A shop as it is reached.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShopDoor {
    /// Which.
    pub shop_id: ShopId,
    /// Its stable name.
    pub code: String,
    /// As customers know it.
    pub shop_name: String,
    /// Its folder in `themes/`; none: the configured one.
    pub theme: Option<String>,
    /// The name that its address is made of.
    pub main: Option<String>,
    /// Names that lead to the main one.
    pub further: Vec<String>,
}

impl ShopDoor {
    /// All names, the main one first.
    pub fn names(&self) -> impl Iterator<Item = &String> {
        self.main.iter().chain(&self.further)
    }
}

/// What may be changed of a door.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DoorFacts {
    /// The names, the main one first, the others by the alphabet.
    pub names: Vec<String>,
    /// The theme's folder; none: the configured one.
    pub theme: Option<String>,
}

/// A name as it is kept: in small letters, as DNS has it, of more than one step, and neither a network address nor this machine's own.
#[must_use]
pub fn name(text: &str) -> Option<String> {
    let text = text.trim();
    if text.contains(':') {
        return None;
    }
    match Host::parse(text)? {
        Host::Name(name) if name.contains('.') && !name.ends_with(".localhost") => Some(name),
        Host::Name(_) | Host::Address(_) => None,
    }
}

/// Whether a text may be a theme's folder.
#[must_use]
pub fn is_theme(text: &str) -> bool {
    !text.is_empty()
        && text
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_what_dns_may_know() {
        assert_eq!(name(" WWW.Example.se ").as_deref(), Some("www.example.se"));
        for no in [
            "",
            "butik",
            "localhost",
            "lada.localhost",
            "192.0.2.1",
            "[2001:db8::1]",
            "example.se:443",
            "https://example.se",
            "example.se/",
            "example.se.",
            "bad name.se",
            "å.se",
        ] {
            assert_eq!(name(no), None, "{no}");
        }
    }

    #[test]
    fn a_theme_is_a_folder_beside_the_others() {
        assert!(is_theme("nordbod") && is_theme("lada-2"));
        assert!(!is_theme("") && !is_theme("../x") && !is_theme("Nordbod"));
    }
}
