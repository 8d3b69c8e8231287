//! Secrets at rest: ChaCha20-Poly1305 under a key derived from the installation's secret key. A stolen database dump, without the
//! key that lives in the configuration, gives no codes.

use ring::aead::{Aad, CHACHA20_POLY1305, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};

use crate::secret::{SecretKey, random_bytes};

const VERSION: u8 = 1;

/// What was sealed could not be opened: other key, other owner, or changed bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("sealed secret cannot be opened with this key")]
pub struct CannotOpen;

/// Seals and opens secrets of one purpose.
pub struct Vault(LessSafeKey);

impl std::fmt::Debug for Vault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Vault(…)")
    }
}

impl Vault {
    /// A vault for `purpose`, under the installation's secret key. Different purposes cannot open each other's secrets.
    #[must_use]
    pub fn new(key: &SecretKey, purpose: &str) -> Self {
        let key = key.derive(&format!("vault/{purpose}"));
        let key = UnboundKey::new(&CHACHA20_POLY1305, &key)
            .unwrap_or_else(|_| unreachable!("SHA-256 gives the 32 bytes of the key"));
        Self(LessSafeKey::new(key))
    }

    /// Seals `plain` so that it opens only for the same `owner` (an account's id: a row copied to another account is useless).
    #[must_use]
    pub fn seal(&self, plain: &[u8], owner: &[u8]) -> Vec<u8> {
        let nonce = random_bytes::<NONCE_LEN>();
        let mut sealed = plain.to_vec();
        self.0
            .seal_in_place_append_tag(
                Nonce::assume_unique_for_key(nonce),
                Aad::from(owner),
                &mut sealed,
            )
            .unwrap_or_else(|_| unreachable!("the cipher refuses only inputs of many gigabytes"));
        let mut out = Vec::with_capacity(1 + NONCE_LEN + sealed.len());
        out.push(VERSION);
        out.extend_from_slice(&nonce);
        out.append(&mut sealed);
        out
    }

    /// Opens what [`Vault::seal`] made for the same owner.
    ///
    /// # Errors
    /// [`CannotOpen`] when key, owner or bytes are others.
    pub fn open(&self, sealed: &[u8], owner: &[u8]) -> Result<Vec<u8>, CannotOpen> {
        let (&version, rest) = sealed.split_first().ok_or(CannotOpen)?;
        let (nonce, body) = rest.split_first_chunk::<NONCE_LEN>().ok_or(CannotOpen)?;
        if version != VERSION {
            return Err(CannotOpen);
        }
        let mut body = body.to_vec();
        let plain = self
            .0
            .open_in_place(
                Nonce::assume_unique_for_key(*nonce),
                Aad::from(owner),
                &mut body,
            )
            .map_err(|_| CannotOpen)?;
        Ok(plain.to_vec())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn opens_only_for_the_same_key_purpose_and_owner() {
        let vault = Vault::new(&SecretKey::new("a secret key of an installation"), "totp");
        let sealed = vault.seal(b"hemligt", b"owner 1");
        assert_ne!(
            sealed,
            vault.seal(b"hemligt", b"owner 1"),
            "a nonce is never used twice"
        );
        assert_eq!(vault.open(&sealed, b"owner 1").unwrap(), b"hemligt");
        assert_eq!(vault.open(&sealed, b"owner 2"), Err(CannotOpen));
        assert_eq!(
            Vault::new(&SecretKey::new("a secret key of an installation"), "mail")
                .open(&sealed, b"owner 1"),
            Err(CannotOpen)
        );
        assert_eq!(
            Vault::new(&SecretKey::new("another"), "totp").open(&sealed, b"owner 1"),
            Err(CannotOpen)
        );
        for at in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[at] ^= 1;
            assert_eq!(vault.open(&changed, b"owner 1"), Err(CannotOpen));
            assert_eq!(vault.open(&sealed[..at], b"owner 1"), Err(CannotOpen));
        }
    }
}
