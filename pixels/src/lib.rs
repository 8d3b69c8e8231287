//! Pictures as pure work on bytes (B3): what somebody uploads becomes a [`Master`] (upright, sRGB, nothing but pixels), and the master
//! becomes the sizes and formats that pages show.
//!
//! A crate of its own for one reason: it is compiled with optimisation also in a development build. Sixteen times slower, as it is
//! without, a newcomer's first page would wait seconds for each of its pictures. Everybody else takes it from `platform::files::image`.

mod cmyk;
mod colour;
mod decode;
mod encode;
mod format;
mod geometry;
mod jpeg;
mod master;
mod tint;

use serde::{Deserialize, Serialize};

pub use decode::Limits;
pub use encode::{DeriveError, Encoding, Output, is_available};
pub use format::{Format, Lookalike};
pub use geometry::{Aspect, Crop, Focal, Size, Window};
pub use master::{Master, Rendition, Renditions};
pub use tint::MAX_PLACEHOLDER;

/// A colour as the theme writes it, sRGB.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Colour(pub u8, pub u8, pub u8);

impl std::fmt::Display for Colour {
    /// `#rrggbb`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "#{:02x}{:02x}{:02x}", self.0, self.1, self.2)
    }
}

impl std::str::FromStr for Colour {
    type Err = ();

    /// `#rrggbb` or `#rgb`.
    fn from_str(text: &str) -> Result<Self, ()> {
        let digits = text.strip_prefix('#').ok_or(())?;
        if !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
            return Err(());
        }
        let value = u32::from_str_radix(digits, 16).map_err(|_| ())?;
        let byte = |shift: u32, mask: u32| u8::try_from(value >> shift & mask).unwrap_or(u8::MAX);
        match digits.len() {
            6 => Ok(Self(byte(16, 0xff), byte(8, 0xff), byte(0, 0xff))),
            3 => Ok(Self(
                byte(8, 0xf) * 17,
                byte(4, 0xf) * 17,
                byte(0, 0xf) * 17,
            )),
            _ => Err(()),
        }
    }
}

/// Why a file is not taken as a picture. The door finds the words; the data is here.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// No bytes at all.
    #[error("the file is empty")]
    Empty,
    /// The file itself is too large.
    #[error("the file has {bytes} bytes, the limit is {limit}")]
    TooLarge {
        /// What was sent.
        bytes: u64,
        /// What is allowed.
        limit: u64,
    },
    /// Not one of the formats that can be read.
    #[error("not a picture in a known format")]
    UnknownFormat {
        /// What it is instead, when that can be told.
        looks_like: Option<Lookalike>,
    },
    /// More pixels than are decoded. Found from the header, before anything is unpacked.
    #[error("{width} x {height} pixels are too many")]
    TooManyPixels {
        /// Width in pixels.
        width: u32,
        /// Height in pixels.
        height: u32,
        /// The most pixels that are taken (width x height).
        max_pixels: u64,
        /// The longest side that is taken.
        max_side: u32,
    },
    /// The file ends before the picture does.
    #[error("the {format} file is cut off")]
    Truncated {
        /// The format that it began with.
        format: Format,
    },
    /// The file breaks its format's rules.
    #[error("the {format} file is damaged: {detail}")]
    Corrupt {
        /// The format that it began with.
        format: Format,
        /// The decoder's words, for a log.
        detail: String,
    },
    /// A variant of the format that is not read (arithmetic coding, floating-point samples ...).
    #[error("this kind of {format} is not supported: {detail}")]
    Unsupported {
        /// The format.
        format: Format,
        /// What is special about it.
        detail: String,
    },
}

/// A picture that was read.
#[derive(Debug)]
pub struct Taken {
    /// What it was sent as.
    pub format: Format,
    /// The picture at 24 pixels as a data URI of at most 400 bytes. Empty for one with transparency: it would shine through.
    pub placeholder: String,
    /// The colour that covers most of it.
    pub dominant_colour: Colour,
    /// The pixels.
    pub master: Master,
}

/// What a file says about itself before anything is unpacked.
///
/// # Errors
/// [`Refusal`], save those that only the whole picture shows (cut off, damaged).
pub fn inspect(bytes: &[u8], limits: &Limits) -> Result<(Format, Size), Refusal> {
    let format = decode::recognise(bytes, limits)?;
    decode::size_as_stored(bytes, format, limits).map(|size| (format, size))
}

/// Reads a picture: limits, upright, sRGB, no metadata.
///
/// # Errors
/// [`Refusal`].
pub fn take(bytes: &[u8], limits: &Limits) -> Result<Taken, Refusal> {
    let format = decode::recognise(bytes, limits)?;
    let master = Master::of(decode::decode(bytes, format, limits)?);
    let (placeholder, dominant_colour) = tint::tint(&master);
    Ok(Taken {
        format,
        placeholder,
        dominant_colour,
        master,
    })
}

/// Reads a picture that was taken in before, to derive from it.
///
/// # Errors
/// [`Refusal`], when the stored original is not what it was.
pub fn develop(bytes: &[u8], limits: &Limits) -> Result<Master, Refusal> {
    let format = decode::recognise(bytes, limits)?;
    Ok(Master::of(decode::decode(bytes, format, limits)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_are_read_as_themes_write_them() {
        assert_eq!("#f2ede4".parse(), Ok(Colour(0xf2, 0xed, 0xe4)));
        assert_eq!("#fa0".parse(), Ok(Colour(0xff, 0xaa, 0)));
        assert_eq!(Colour(1, 2, 255).to_string(), "#0102ff");
        for bad in ["", "#", "f2ede4", "#f2ede", "#+2ede4", "#ååå", "#gggggg"] {
            assert_eq!(bad.parse::<Colour>(), Err(()), "{bad}");
        }
    }
}
