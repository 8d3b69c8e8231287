//! Secrets: random tokens, their hashes, and keys derived from the program's one secret key.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use rand::TryRngCore as _;
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;

/// `N` bytes from the operating system's generator.
///
/// # Panics
/// When the operating system has no randomness to give; nothing safe can be done then.
#[must_use]
pub fn random_bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    #[expect(
        clippy::expect_used,
        reason = "without randomness there is no safe way on"
    )]
    rand::rngs::OsRng
        .try_fill_bytes(&mut bytes)
        .expect("the operating system gives randomness");
    bytes
}

/// A token of 192 random bits for a cookie or a link, safe in URLs.
#[must_use]
pub fn random_token() -> String {
    URL_SAFE_NO_PAD.encode(random_bytes::<24>())
}

/// What is stored of a token: whoever reads the database cannot use it.
#[must_use]
pub fn hash_token(token: &str) -> Vec<u8> {
    Sha256::digest(token.as_bytes()).to_vec()
}

/// Compares without telling by its timing where two byte strings differ.
#[must_use]
pub fn equal(a: &[u8], b: &[u8]) -> bool {
    a.ct_eq(b).into()
}

/// The program's secret key, from which every other key is derived by purpose. Its `Debug` shows nothing.
#[derive(Clone)]
pub struct SecretKey(Vec<u8>);

impl SecretKey {
    /// Takes the configured secret.
    #[must_use]
    pub fn new(secret: impl Into<Vec<u8>>) -> Self {
        Self(secret.into())
    }

    /// A key for one purpose (`"order-page"`), independent of the keys for others.
    #[must_use]
    pub fn derive(&self, purpose: &str) -> [u8; 32] {
        mac(&self.0, &[b"torg/", purpose.as_bytes()])
    }

    /// A short, unguessable, reproducible key for `subject`: 144 bits, safe in URLs. Nothing needs to be stored for a link that carries it.
    #[must_use]
    pub fn link_key(&self, purpose: &str, subject: &[u8]) -> String {
        URL_SAFE_NO_PAD.encode(&mac(&self.derive(purpose), &[subject])[..18])
    }

    /// Whether `key` is the link key of `subject`.
    #[must_use]
    pub fn is_link_key(&self, purpose: &str, subject: &[u8], key: &str) -> bool {
        equal(self.link_key(purpose, subject).as_bytes(), key.as_bytes())
    }
}

impl std::fmt::Debug for SecretKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SecretKey(..)")
    }
}

/// HMAC-SHA256 over the parts, one after the other.
#[must_use]
pub fn mac(key: &[u8], parts: &[&[u8]]) -> [u8; 32] {
    #[expect(clippy::expect_used, reason = "HMAC takes keys of any length")]
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes keys of any length");
    for part in parts {
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn link_keys_differ_by_purpose_and_subject() {
        let key = SecretKey::new("a secret of some length");
        let link = key.link_key("order-page", b"1");
        assert!(key.is_link_key("order-page", b"1", &link));
        assert!(!key.is_link_key("order-page", b"2", &link));
        assert!(!key.is_link_key("other", b"1", &link));
        assert_eq!(format!("{key:?}"), "SecretKey(..)");
    }
}
