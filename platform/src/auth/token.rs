//! Secrets that a browser or a person carries, and the hashes of them that the database keeps.

use data_encoding::BASE64URL_NOPAD;
use sha2::{Digest as _, Sha256};

pub(super) use crate::secret::random_bytes;

/// A random secret for a cookie or a link: 256 bits, so that its plain SHA-256 is enough to keep.
#[derive(Clone, PartialEq, Eq)]
pub struct Token(String);

impl std::fmt::Debug for Token {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Token(…)")
    }
}

impl Token {
    /// A new one.
    #[must_use]
    pub fn generate() -> Self {
        Self(BASE64URL_NOPAD.encode(&random_bytes::<32>()))
    }

    /// One that a request brought; `None` when it cannot be one of ours.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let is_ours = text.len() == 43
            && BASE64URL_NOPAD
                .decode(text.as_bytes())
                .is_ok_and(|b| b.len() == 32);
        is_ours.then(|| Self(text.to_owned()))
    }

    /// The text that goes into a cookie or a link.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// What the database keeps.
    #[must_use]
    pub fn hash(&self) -> Vec<u8> {
        sha256(self.0.as_bytes())
    }
}

/// SHA-256 of `bytes`.
pub(crate) fn sha256(bytes: &[u8]) -> Vec<u8> {
    Sha256::digest(bytes).to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_differ_and_come_back() {
        let (a, b) = (Token::generate(), Token::generate());
        assert_ne!(a, b);
        assert_eq!(Token::parse(a.reveal()), Some(a.clone()));
        assert_ne!(a.hash(), b.hash());
        assert_eq!(a.hash().len(), 32);
        assert_eq!(format!("{a:?}"), "Token(…)");
        for wrong in [
            "",
            "x",
            &"å".repeat(43),
            &format!("{}=", a.reveal()),
            &"!".repeat(43),
        ] {
            assert_eq!(Token::parse(wrong), None);
        }
    }
}
