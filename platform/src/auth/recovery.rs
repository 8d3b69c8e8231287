//! Recovery codes: ten words on paper for the day when the phone is gone. Each is good once.

use super::token::{random_bytes, sha256};

/// How many codes a person gets at a time.
pub const COUNT: usize = 10;
const LENGTH: usize = 12;
/// No 0/O, 1/I/L, U/V: what is read from paper is typed right.
const ALPHABET: &[u8; 30] = b"ABCDEFGHJKMNPQRSTWXYZ23456789V";

/// One code. Shown once; only its hash is kept (twelve letters of thirty are 58 bits, and tries are throttled).
#[derive(Clone, PartialEq, Eq)]
pub struct RecoveryCode([u8; LENGTH]);

impl std::fmt::Debug for RecoveryCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("RecoveryCode(…)")
    }
}

impl RecoveryCode {
    /// A new random code.
    #[must_use]
    pub fn generate() -> Self {
        let mut code = [0; LENGTH];
        for place in &mut code {
            *place = loop {
                let [byte] = random_bytes::<1>();
                // 240 is the largest multiple of 30 in a byte; what is above would favour some letters.
                if byte < 240 {
                    break ALPHABET[usize::from(byte % 30)];
                }
            };
        }
        Self(code)
    }

    /// A fresh set.
    #[must_use]
    pub fn generate_set() -> Vec<Self> {
        (0..COUNT).map(|_| Self::generate()).collect()
    }

    /// What a person typed, whatever spaces, dashes and case they used; `None` when it cannot be a code.
    #[must_use]
    pub fn parse(typed: &str) -> Option<Self> {
        let letters: Vec<u8> = typed
            .bytes()
            .filter(|b| !b.is_ascii_whitespace() && *b != b'-')
            .map(|b| b.to_ascii_uppercase())
            .collect();
        let code: [u8; LENGTH] = letters.try_into().ok()?;
        code.iter()
            .all(|b| ALPHABET.contains(b))
            .then_some(Self(code))
    }

    /// As it is shown: `XXXX-XXXX-XXXX`.
    #[must_use]
    pub fn reveal(&self) -> String {
        let text: String = self.0.iter().map(|&b| char::from(b)).collect();
        format!("{}-{}-{}", &text[..4], &text[4..8], &text[8..])
    }

    /// What the database keeps.
    #[must_use]
    pub fn hash(&self) -> Vec<u8> {
        sha256(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_is_ten_different_codes_that_can_be_typed() {
        let set = RecoveryCode::generate_set();
        let shown: std::collections::BTreeSet<String> =
            set.iter().map(RecoveryCode::reveal).collect();
        assert_eq!(shown.len(), COUNT);
        for code in &set {
            assert_eq!(RecoveryCode::parse(&code.reveal()).as_ref(), Some(code));
            assert_eq!(
                RecoveryCode::parse(&code.reveal().to_lowercase().replace('-', " ")).as_ref(),
                Some(code)
            );
        }
        for wrong in ["", "ABCD", "ABCD-EFGH-JKM0", "ÅÄÖ", &"A".repeat(13)] {
            assert_eq!(RecoveryCode::parse(wrong), None);
        }
    }

    #[test]
    fn the_alphabet_has_no_twins() {
        let set: std::collections::BTreeSet<u8> = ALPHABET.iter().copied().collect();
        assert_eq!(set.len(), 30);
        assert!(!b"01OILU".iter().any(|b| set.contains(b)));
    }
}
