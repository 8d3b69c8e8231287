//! A size's address, and what has to be done when nobody has made it yet.

use std::fmt;
use std::str::FromStr;

use platform::db::{DbError, PgConnection};
use platform::files::image::{Encoding, Output};
use platform::files::{ContentHash, FileKey};

use super::{Media, PictureSettings, Size, listing, original_key};

/// The last part of `/bild/<hash>-<width>.<ext>`. It names content, so what it leads to never changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Address {
    /// The picture.
    pub hash: ContentHash,
    /// Width and format.
    pub size: Size,
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
        FileKey::derived(&self.hash, self.size.width, self.size.encoding)
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
            "{}-{}.{}",
            self.hash,
            self.size.width,
            self.size.encoding.extension()
        )
    }
}

impl FromStr for Address {
    type Err = NotAnAddress;

    /// One file has one address: no leading zeros, no capitals, no other endings.
    fn from_str(text: &str) -> Result<Self, NotAnAddress> {
        let (hash, rest) = text.split_once('-').ok_or(NotAnAddress)?;
        let (width, extension) = rest.split_once('.').ok_or(NotAnAddress)?;
        if width.starts_with('0') || width.len() > 5 || !width.bytes().all(|b| b.is_ascii_digit()) {
            return Err(NotAnAddress);
        }
        Ok(Self {
            hash: hash.parse().map_err(|_| NotAnAddress)?,
            size: Size {
                width: width.parse().map_err(|_| NotAnAddress)?,
                encoding: Encoding::from_extension(extension).ok_or(NotAnAddress)?,
            },
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
        let address = Address {
            hash,
            size: Size {
                width: 720,
                encoding: Encoding::WebP,
            },
        };
        assert_eq!(address.path(), format!("/bild/{hash}-720.webp"));
        assert_eq!(address.to_string().parse(), Ok(address));
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
            format!("../{hash}-720.webp"),
            "x-720.webp".to_owned(),
            String::new(),
        ] {
            assert_eq!(bad.parse::<Address>(), Err(NotAnAddress), "{bad}");
        }
    }
}
