//! **Codes**: how they are written, and how many are made at once.

use super::super::ids::PromotionId;
use platform::secret::random_bytes;

/// Shortest and longest code.
pub const LENGTH: std::ops::RangeInclusive<usize> = 3..=32;
/// Most codes that a cart keeps.
pub const MOST_GIVEN: i64 = 5;
/// Most codes that are made at once.
pub const MOST_MADE: usize = 10_000;
/// Letters and digits that cannot be taken for one another.
const ALPHABET: &[u8; 32] = b"23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
/// Characters of a generated code behind its prefix: 50 bits.
const RANDOM: usize = 10;

/// A code as it is kept: capitals, without white space. `None` for what cannot be one.
#[must_use]
pub fn normalised(text: &str) -> Option<String> {
    let code: String = text
        .chars()
        .filter(|c| !c.is_whitespace())
        .flat_map(char::to_uppercase)
        .collect();
    let is_plain = code
        .chars()
        .all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | 'Å' | 'Ä' | 'Ö'));
    (is_plain && LENGTH.contains(&code.chars().count())).then_some(code)
}

/// Random characters that are read without mistakes.
#[must_use]
pub fn random_characters<const N: usize>() -> String {
    random_bytes::<N>()
        .iter()
        .map(|byte| char::from(ALPHABET[usize::from(byte % 32)]))
        .collect()
}

/// A code that nobody guesses, behind a prefix.
#[must_use]
pub fn generated(prefix: &str) -> String {
    let random = random_characters::<RANDOM>();
    if prefix.is_empty() {
        random
    } else {
        format!("{prefix}-{random}")
    }
}

/// The longest prefix of generated codes.
#[must_use]
pub fn longest_prefix() -> usize {
    LENGTH.end() - RANDOM - 1
}

/// A code that is to be.
#[derive(Clone, Debug)]
pub struct NewCodes {
    /// What they open.
    pub promotion_id: PromotionId,
    /// The codes, normalised.
    pub codes: Vec<String>,
    /// In how many orders each may be used; `None`: in any number.
    pub max_uses: Option<i64>,
    /// Whose they are alone.
    pub customer: Option<crate::ids::CustomerId>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_kept_in_one_form() {
        assert_eq!(normalised(" sommar 10 ").as_deref(), Some("SOMMAR10"));
        assert_eq!(normalised("höst-26").as_deref(), Some("HÖST-26"));
        for wrong in ["", "ab", "a'; drop", "ÉTÉ", &"x".repeat(33)] {
            assert_eq!(normalised(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn generated_codes_are_codes() {
        for prefix in ["", "JUL", &"X".repeat(longest_prefix())] {
            let code = generated(prefix);
            assert_eq!(normalised(&code).as_deref(), Some(code.as_str()));
        }
    }
}
