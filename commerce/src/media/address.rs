//! A size's address, and what has to be done when nobody has made it yet.

use std::fmt;
use std::str::FromStr;

use platform::db::{DbError, PgConnection};
use platform::files::image::{Encoding, Output};
use platform::files::{ContentHash, FileKey};

use super::{Media, PictureSettings, Size, listing, original_key};

/// The last part of `/bild/<hash>-<width>-<recipe>.<ext>`. It names content, so what it leads to never changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Address {
    /// The picture.
    pub hash: ContentHash,
    /// Width and format.
    pub size: Size,
    /// How it is made.
    pub recipe: Recipe,
}

/// How files are made of a picture: another quality or background is another recipe and so another address, because browsers keep what they have for a year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Recipe(u32);

impl Recipe {
    /// That of addresses from before recipes stood in them: never a present one.
    pub const UNKNOWN: Self = Self(0);

    /// The recipe of what decides the bytes, in words.
    #[must_use]
    pub(super) fn of(words: &str) -> Self {
        let text = ContentHash::of(words.as_bytes()).to_string();
        text.get(..6)
            .and_then(|digits| digits.parse().ok())
            .unwrap_or(Self::UNKNOWN)
    }
}

impl fmt::Display for Recipe {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:06x}", self.0)
    }
}

impl FromStr for Recipe {
    type Err = NotAnAddress;

    fn from_str(text: &str) -> Result<Self, NotAnAddress> {
        let is_hex = |b: u8| matches!(b, b'0'..=b'9' | b'a'..=b'f');
        if text.len() != 6 || !text.bytes().all(is_hex) {
            return Err(NotAnAddress);
        }
        u32::from_str_radix(text, 16)
            .map(Self)
            .map_err(|_| NotAnAddress)
    }
}

/// Where pictures live in the shop.
pub const PREFIX: &str = "/bild/";

/// The text is no picture's address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a picture's address")]
pub struct NotAnAddress;

impl Address {
    /// Where the file is kept.
    #[must_use]
    pub fn key(&self) -> FileKey {
        FileKey::derived(
            &self.hash,
            self.size.width,
            &self.recipe.to_string(),
            self.size.encoding,
        )
    }

    /// The whole path, `/bild/...`.
    #[must_use]
    pub fn path(&self) -> String {
        format!("{PREFIX}{self}")
    }

    /// Whether the theme has this width and format at all. Asked before anything is looked up, so that inventing addresses costs us nothing.
    #[must_use]
    pub fn is_offered(&self, settings: &PictureSettings) -> bool {
        settings.widths().contains(&self.size.width)
            && settings.encodings().contains(&self.size.encoding)
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}-{}-{}.{}",
            self.hash,
            self.size.width,
            self.recipe,
            self.size.encoding.extension()
        )
    }
}

impl FromStr for Address {
    type Err = NotAnAddress;

    /// One file has one address: no leading zeros, no capitals, no other endings. An address from before recipes is of an unknown one.
    fn from_str(text: &str) -> Result<Self, NotAnAddress> {
        let (hash, rest) = text.split_once('-').ok_or(NotAnAddress)?;
        let (rest, extension) = rest.split_once('.').ok_or(NotAnAddress)?;
        let (width, recipe) = match rest.split_once('-') {
            Some((width, recipe)) => (width, recipe.parse()?),
            None => (rest, Recipe::UNKNOWN),
        };
        if width.starts_with('0') || width.len() > 5 || !width.bytes().all(|b| b.is_ascii_digit()) {
            return Err(NotAnAddress);
        }
        Ok(Self {
            hash: hash.parse().map_err(|_| NotAnAddress)?,
            size: Size {
                width: width.parse().map_err(|_| NotAnAddress)?,
                encoding: Encoding::from_extension(extension).ok_or(NotAnAddress)?,
            },
            recipe,
        })
    }
}

/// What `Darkroom::make` needs to make a size that is missing, and the picture to record it for.
#[derive(Clone, Debug)]
pub struct Order {
    /// The picture.
    pub media: Media,
    /// Where the file goes.
    pub key: FileKey,
    /// What it is made of.
    pub original: FileKey,
    /// How.
    pub output: Output,
}

/// What to make for `address`; `None` when there is no such picture or it has no such size.
///
/// # Errors
/// Database errors.
pub async fn order(
    conn: &mut PgConnection,
    address: &Address,
    settings: &PictureSettings,
) -> Result<Option<Order>, DbError> {
    if !address.is_offered(settings) {
        return Ok(None);
    }
    let media = listing::media_by_hash(conn, &address.hash).await?;
    let media = media.filter(|media| {
        settings
            .widths_for(media.width)
            .any(|width| width == address.size.width)
    });
    Ok(media.map(|media| Order {
        key: address.key(),
        original: original_key(&media.hash, media.format),
        output: settings.output(address.size.width, address.size.encoding),
        media,
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_file_has_one_address() {
        let hash = ContentHash::of(b"picture");
        let settings = PictureSettings::new(&[720], None, false);
        let size = Size {
            width: 720,
            encoding: Encoding::WebP,
        };
        let address = settings.address(hash, size);
        let recipe = settings.recipe();
        assert_eq!(address.path(), format!("/bild/{hash}-720-{recipe}.webp"));
        assert_eq!(address.to_string().parse(), Ok(address));
        let former = Address {
            recipe: Recipe::UNKNOWN,
            ..address
        };
        assert_eq!(format!("{hash}-720.webp").parse(), Ok(former));
        for bad in [
            format!("{hash}-0720.webp"),
            format!("{hash}-+720.webp"),
            format!("{hash}-720.WEBP"),
            format!("{hash}-720.png"),
            format!("{hash}-720.jpeg"),
            format!("{hash}-720"),
            format!("{hash}.webp"),
            format!("{hash}-999999.webp"),
            format!("{hash}-.webp"),
            format!("{hash}-720-.webp"),
            format!("{hash}-720-{recipe}0.webp"),
            format!("{hash}-720-00000G.webp"),
            format!("{hash}-720-+00000.webp"),
            format!("{hash}-720-ABCDEF.webp"),
            format!("{hash}-720-{recipe}-1.webp"),
            format!("../{hash}-720.webp"),
            "x-720.webp".to_owned(),
            String::new(),
        ] {
            assert_eq!(bad.parse::<Address>(), Err(NotAnAddress), "{bad}");
        }
    }

    #[test]
    fn another_background_is_another_address_and_another_file() {
        let hash = ContentHash::of(b"picture");
        let size = Size {
            width: 720,
            encoding: Encoding::Jpeg,
        };
        let of = |colour| PictureSettings::new(&[720], Some(colour), false).address(hash, size);
        assert_eq!(of("#ffffff"), of("#ffffff"));
        assert_ne!(of("#ffffff").path(), of("#000000").path());
        assert_ne!(of("#ffffff").key(), of("#000000").key());
    }
}
