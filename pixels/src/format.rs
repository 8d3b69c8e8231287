//! Telling formats apart by their first bytes. Names and content types that a browser sends are not believed.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A picture format that is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// JPEG, baseline or progressive, grey, colour or CMYK.
    Jpeg,
    /// PNG; of an animated one the still picture.
    Png,
    /// WebP; of an animated one the first frame.
    WebP,
    /// GIF; the first frame.
    Gif,
    /// TIFF; the first page.
    Tiff,
    /// Windows bitmap.
    Bmp,
}

impl Format {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::Jpeg,
        Self::Png,
        Self::WebP,
        Self::Gif,
        Self::Tiff,
        Self::Bmp,
    ];

    /// Tells the format by the first bytes.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Option<Self> {
        match bytes {
            [0xff, 0xd8, 0xff, ..] => Some(Self::Jpeg),
            [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => Some(Self::Png),
            [
                b'R',
                b'I',
                b'F',
                b'F',
                _,
                _,
                _,
                _,
                b'W',
                b'E',
                b'B',
                b'P',
                ..,
            ] => Some(Self::WebP),
            [b'G', b'I', b'F', b'8', b'7' | b'9', b'a', ..] => Some(Self::Gif),
            [b'I', b'I', 42 | 43, 0, ..] | [b'M', b'M', 0, 42 | 43, ..] => Some(Self::Tiff),
            // "BM" alone begins many texts; the reserved bytes are zero in every bitmap.
            [b'B', b'M', _, _, _, _, 0, 0, 0, 0, ..] => Some(Self::Bmp),
            _ => None,
        }
    }

    /// As the database keeps it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Jpeg => "jpeg",
            Self::Png => "png",
            Self::WebP => "webp",
            Self::Gif => "gif",
            Self::Tiff => "tiff",
            Self::Bmp => "bmp",
        }
    }

    /// From what the database keeps.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.as_str() == text)
    }

    /// The ending of stored originals, without the dot.
    #[must_use]
    pub fn extension(self) -> &'static str {
        match self {
            Self::Jpeg => "jpg",
            Self::Tiff => "tif",
            other => other.as_str(),
        }
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Jpeg => "JPEG",
            Self::Png => "PNG",
            Self::WebP => "WebP",
            Self::Gif => "GIF",
            Self::Tiff => "TIFF",
            Self::Bmp => "BMP",
        })
    }
}

/// What people send instead of a picture that can be read. Naming it saves them a guess ("save the HEIC photo as JPEG").
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Lookalike {
    /// A phone's photo.
    Heic,
    /// AVIF: written, not read.
    Avif,
    /// JPEG XL.
    Jxl,
    /// A drawing; it may carry script and is no photo.
    Svg,
    /// Photoshop.
    Psd,
    /// A PDF.
    Pdf,
    /// A web page (often an error page that was saved as a picture).
    Html,
    /// An archive or office document.
    Zip,
    /// A film.
    Video,
}

impl Lookalike {
    /// Tells by the first bytes.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Option<Self> {
        match bytes {
            [_, _, _, _, b'f', b't', b'y', b'p', brand @ ..] if brand.len() >= 4 => {
                match &brand[..4] {
                    b"heic" | b"heix" | b"hevc" | b"mif1" | b"msf1" => Some(Self::Heic),
                    b"avif" | b"avis" => Some(Self::Avif),
                    _ => Some(Self::Video),
                }
            }
            [0xff, 0x0a, ..] | [0, 0, 0, 12, b'J', b'X', b'L', b' ', ..] => Some(Self::Jxl),
            [b'8', b'B', b'P', b'S', ..] => Some(Self::Psd),
            [b'%', b'P', b'D', b'F', ..] => Some(Self::Pdf),
            [b'P', b'K', 3, 4, ..] => Some(Self::Zip),
            [0x1a, 0x45, 0xdf, 0xa3, ..] => Some(Self::Video),
            _ => Self::of_text(bytes),
        }
    }

    fn of_text(bytes: &[u8]) -> Option<Self> {
        let start = String::from_utf8_lossy(&bytes[..bytes.len().min(512)]).to_ascii_lowercase();
        let start = start.trim_start_matches('\u{feff}').trim_start();
        if start.starts_with('<') && start.contains("<svg") {
            Some(Self::Svg)
        } else if start.starts_with("<!doctype html")
            || start.starts_with("<html")
            || start.starts_with("<head")
            || start.starts_with("<script")
        {
            Some(Self::Html)
        } else {
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_come_back_from_the_database_as_they_went() {
        for format in Format::ALL {
            assert_eq!(Format::parse(format.as_str()), Some(format));
        }
        assert_eq!(Format::parse("heic"), None);
    }

    #[test]
    fn what_people_send_instead_is_named() {
        for (start, expected) in [
            (b"\0\0\0\x18ftypheic\0\0".as_slice(), Some(Lookalike::Heic)),
            (b"\0\0\0\x1cftypavif\0\0", Some(Lookalike::Avif)),
            (b"\0\0\0\x1cftypisom\0\0", Some(Lookalike::Video)),
            (
                b"<?xml version='1.0'?><svg xmlns='x'/>",
                Some(Lookalike::Svg),
            ),
            (b"  <!DOCTYPE html><title>404", Some(Lookalike::Html)),
            (b"%PDF-1.7", Some(Lookalike::Pdf)),
            (b"PK\x03\x04", Some(Lookalike::Zip)),
            (b"BM is how this letter begins", None),
            (b"hello", None),
        ] {
            assert_eq!(Lookalike::of(start), expected, "{start:?}");
            assert_eq!(Format::of(start), None, "{start:?}");
        }
    }
}
