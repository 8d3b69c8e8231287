//! Names of stored files. A key that could leave its store cannot be made, so no store has to look for `..` again.

use std::fmt;
use std::str::FromStr;

use sha2::{Digest as _, Sha256};

use super::image::{Encoding, Format};

/// The SHA-256 of a file's bytes; written as 64 lower-case hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ContentHash([u8; 32]);

impl ContentHash {
    /// The hash of `content`.
    #[must_use]
    pub fn of(content: &[u8]) -> Self {
        Self(Sha256::digest(content).into())
    }

    /// The raw 32 bytes, as the database keeps them.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// From the database's bytes; `None` unless there are 32 of them.
    #[must_use]
    pub fn from_slice(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self)
    }
}

impl fmt::Display for ContentHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const DIGITS: &[u8; 16] = b"0123456789abcdef";
        // At once: a page names hundreds of pictures by their hashes.
        let mut text = [0; 64];
        for (pair, byte) in text.chunks_exact_mut(2).zip(self.0) {
            pair[0] = DIGITS[usize::from(byte >> 4)];
            pair[1] = DIGITS[usize::from(byte & 15)];
        }
        f.write_str(std::str::from_utf8(&text).map_err(|_| fmt::Error)?)
    }
}

impl fmt::Debug for ContentHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ContentHash({self})")
    }
}

impl FromStr for ContentHash {
    type Err = KeyError;

    /// Exactly 64 lower-case digits: one content has one spelling, or a cache would keep it twice.
    fn from_str(text: &str) -> Result<Self, KeyError> {
        let digits = text.as_bytes();
        if digits.len() != 64 {
            return Err(KeyError::Hash);
        }
        let mut bytes = [0; 32];
        for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
            *byte = match (nibble(pair[0]), nibble(pair[1])) {
                (Some(high), Some(low)) => high << 4 | low,
                _ => return Err(KeyError::Hash),
            };
        }
        Ok(Self(bytes))
    }
}

fn nibble(digit: u8) -> Option<u8> {
    match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        _ => None,
    }
}

/// Why a text is not a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// Not 64 lower-case hexadecimal digits.
    #[error("not a content hash")]
    Hash,
    /// Empty, too long, or with a segment that is empty, begins with a dot or has other signs than `a-z 0-9 . _ -`.
    #[error("not a file key")]
    Shape,
}

/// The longest key, in bytes. Well below what S3 (1,024) and file systems (255 a segment) take.
pub const MAX_KEY_LENGTH: usize = 200;

/// A file's name in a store: segments of `a-z 0-9 . _ -` with `/` between, none of them beginning with a dot. There is no other way to
/// make one, so `..`, absolute paths, NUL bytes and hidden files cannot be asked for.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileKey(String);

impl FileKey {
    /// Checks a key that came from outside.
    ///
    /// # Errors
    /// [`KeyError::Shape`].
    pub fn parse(text: &str) -> Result<Self, KeyError> {
        let is_good_segment = |segment: &str| {
            !segment.is_empty()
                && !segment.starts_with('.')
                && segment
                    .bytes()
                    .all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'.' | b'_' | b'-'))
        };
        if text.len() <= MAX_KEY_LENGTH && text.split('/').all(is_good_segment) {
            Ok(Self(text.to_owned()))
        } else {
            Err(KeyError::Shape)
        }
    }

    /// Where an uploaded picture is kept as it came: `original/ab/cd/<hash>.jpg`. Never shown to anyone; everything shown is derived.
    #[must_use]
    pub fn original(hash: &ContentHash, format: Format) -> Self {
        Self::for_content("original", hash, &format!(".{}", format.extension()))
    }

    /// Where a picture's size is kept: `derived/ab/cd/<hash>-720-<recipe>.webp`. `recipe` tells how it is made, in key signs.
    #[must_use]
    pub fn derived(hash: &ContentHash, width: u32, recipe: &str, encoding: Encoding) -> Self {
        let suffix = format!("-{width}-{recipe}.{}", encoding.extension());
        Self::for_content("derived", hash, &suffix)
    }

    /// Where a file is kept that is named by its row, since it is nobody else's: `case/ab/cd/<id>-large.jpg`. Its folders are of the id's last digits, since the
    /// first ones are the time. `room` and `suffix` are ours and hold nothing but key signs.
    #[must_use]
    pub fn of_row(room: &'static str, id: uuid::Uuid, suffix: &'static str) -> Self {
        let hex = id.simple().to_string();
        Self(format!(
            "{room}/{}/{}/{hex}{suffix}",
            &hex[28..30],
            &hex[30..]
        ))
    }

    /// Two levels of folders, so that no folder grows past what file systems like (65,536 leaves hold ten million files at 150 each).
    /// Rooms and suffixes are ours and hold nothing but key signs.
    fn for_content(room: &'static str, hash: &ContentHash, suffix: &str) -> Self {
        let hex = hash.to_string();
        Self(format!("{room}/{}/{}/{hex}{suffix}", &hex[..2], &hex[2..4]))
    }

    /// The key as text, with `/` between segments and none at the ends.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What follows the last dot of the last segment.
    #[must_use]
    pub fn extension(&self) -> Option<&str> {
        let name = self.0.rsplit('/').next()?;
        name.rsplit_once('.').map(|(_, extension)| extension)
    }
}

impl fmt::Display for FileKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for FileKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "FileKey({})", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_content_key_spreads_over_folders() {
        let hash = ContentHash::of(b"abc");
        assert_eq!(
            hash.to_string(),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
        let key = FileKey::original(&hash, Format::Jpeg);
        assert_eq!(key.as_str(), format!("original/ba/78/{hash}.jpg"));
        assert_eq!(key.extension(), Some("jpg"));
        let small = FileKey::derived(&hash, 320, "0a1b2c", Encoding::WebP);
        assert_eq!(
            small.as_str(),
            format!("derived/ba/78/{hash}-320-0a1b2c.webp")
        );
        let own = FileKey::of_row("case", uuid::Uuid::from_u128(0xab), "-large.jpg");
        assert_eq!(
            own.as_str(),
            "case/00/ab/000000000000000000000000000000ab-large.jpg"
        );
        for key in [key, small, own] {
            assert_eq!(FileKey::parse(key.as_str()), Ok(key));
        }
    }

    #[test]
    fn what_could_leave_the_store_is_no_key() {
        for bad in [
            "", "/", "a/", "/a", "a//b", ".", "..", "../a", "a/../b", "a/..", ".hidden",
            "a/.tmp/b", "a\\b", "a\0b", "C:/a", "å/b", "a b", "A/b", "%2e%2e/a", "a/~", "a\n",
        ] {
            assert_eq!(FileKey::parse(bad), Err(KeyError::Shape), "{bad:?}");
        }
        assert!(FileKey::parse(&"a".repeat(MAX_KEY_LENGTH + 1)).is_err());
        assert!(FileKey::parse("original/ab/cd/x-720.webp").is_ok());
    }

    #[test]
    fn a_hash_has_one_spelling() {
        let hash = ContentHash::of(b"x");
        let text = hash.to_string();
        assert_eq!(text.parse(), Ok(hash));
        assert!(text.to_uppercase().parse::<ContentHash>().is_err());
        assert!(text[1..].parse::<ContentHash>().is_err());
        assert!(format!("{text}0").parse::<ContentHash>().is_err());
        assert!("g".repeat(64).parse::<ContentHash>().is_err());
        assert!("å".repeat(32).parse::<ContentHash>().is_err());
        assert_eq!(ContentHash::from_slice(hash.as_bytes()), Some(hash));
        assert_eq!(ContentHash::from_slice(b"short"), None);
    }

    proptest! {
        #[test]
        fn a_parsed_key_stays_below_its_root(text in ".{0,60}") {
            if let Ok(key) = FileKey::parse(&text) {
                let path = std::path::Path::new("/root").join(key.as_str());
                prop_assert!(path.starts_with("/root"));
                prop_assert!(path.components().skip(1).all(|c| matches!(c, std::path::Component::Normal(_))));
            }
        }
    }
}
