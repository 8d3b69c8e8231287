//! A **picture** of the catalogue (B3): stored once however often it is uploaded, shown in the sizes and formats that the theme declares.
//!
//! The way of an upload: the door reads it and keeps the original under [`original_key`] (`Darkroom::keep`), and then calls
//! [`store::store_media`] in its transaction, which also asks for the sizes. The file comes first: a file without a row is harmless,
//! a row without a file is a hole in a page. Sizes that nobody has made yet are made when a browser asks ([`address`]). Which pictures a
//! product shows, in which order and with which words, is its [`gallery`].

pub mod address;
pub mod gallery;
pub mod listing;
mod picture;
pub mod store;

use platform::files::image::{Colour, Encoding, Format, Output, is_available};
use platform::files::{ContentHash, FileKey};

pub use address::{Address, Recipe};
pub use picture::{Picture, PictureSource};

use crate::ids::MediaId;

/// What is known of a stored picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Media {
    /// Its id.
    pub id: MediaId,
    /// Hash of the bytes that were uploaded.
    pub hash: ContentHash,
    /// What was uploaded.
    pub format: Format,
    /// Pixels across, upright.
    pub width: u32,
    /// Pixels down, upright.
    pub height: u32,
    /// Whether anything shines through it.
    pub has_alpha: bool,
    /// A tiny copy as a data URI; empty when it has none.
    pub placeholder: String,
    /// `#rrggbb`.
    pub dominant_colour: String,
}

/// Where the uploaded file of a picture is kept.
#[must_use]
pub fn original_key(hash: &ContentHash, format: Format) -> FileKey {
    FileKey::original(hash, format)
}

/// Which sizes and formats pictures are made in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PictureSettings {
    widths: Vec<u32>,
    encodings: Vec<Encoding>,
    background: Colour,
    recipe: Recipe,
}

/// The grey of the studio's ground, behind pictures with transparency in formats without.
const STUDIO: Colour = Colour(0xdf, 0xdb, 0xd4);

impl PictureSettings {
    /// From the theme's `image_widths` and its colour `photo` (`#rrggbb`), and the setting that switches AVIF on. AVIF is left out of a
    /// program that was built without it.
    #[must_use]
    pub fn new(widths: &[u32], photo_colour: Option<&str>, is_avif_on: bool) -> Self {
        let mut widths = widths.to_vec();
        widths.sort_unstable();
        widths.dedup();
        let is_wanted = |encoding: &Encoding| {
            is_available(*encoding) && (is_avif_on || *encoding != Encoding::Avif)
        };
        let background = photo_colour
            .and_then(|colour| colour.parse().ok())
            .unwrap_or(STUDIO);
        Self {
            widths,
            encodings: Encoding::ALL.into_iter().filter(is_wanted).collect(),
            background,
            recipe: recipe_of(background),
        }
    }

    /// All widths of the theme, smallest first.
    #[must_use]
    pub fn widths(&self) -> &[u32] {
        &self.widths
    }

    /// The formats, the one that a browser should take first.
    #[must_use]
    pub fn encodings(&self) -> &[Encoding] {
        &self.encodings
    }

    /// The widths in which a picture of `width` pixels is made: those below its own, and the next above, which then holds the picture as
    /// wide as it is. Nothing is enlarged, and no pixel that was uploaded is lost to a step of the ladder.
    pub fn widths_for(&self, width: u32) -> impl Iterator<Item = u32> + '_ {
        let below = self.widths.partition_point(|step| *step < width);
        self.widths.iter().copied().take(below + 1)
    }

    /// The address of a picture in a size.
    #[must_use]
    pub fn address(&self, hash: ContentHash, size: Size) -> Address {
        Address {
            hash,
            size,
            recipe: self.recipe(),
        }
    }

    /// What decides the bytes of a file, beside the picture, the width and the format.
    #[must_use]
    pub fn recipe(&self) -> Recipe {
        self.recipe
    }

    /// How one file is made.
    #[must_use]
    pub fn output(&self, width: u32, encoding: Encoding) -> Output {
        Output {
            width,
            encoding,
            quality: quality(encoding),
            crop: None,
            background: self.background,
        }
    }
}

/// To be raised whenever the program makes other bytes of the same settings: scaling, colours, encoders.
const MAKING: u8 = 1;

/// Worked out once for all addresses: a page names hundreds.
fn recipe_of(background: Colour) -> Recipe {
    let Colour(red, green, blue) = background;
    let qualities = Encoding::ALL.map(quality);
    Recipe::of(&format!("{MAKING} {qualities:?} {red} {green} {blue}"))
}

/// Qualities were measured: WebP 80 and JPEG 80 look alike, AVIF 65 like them.
fn quality(encoding: Encoding) -> u8 {
    match encoding {
        Encoding::WebP | Encoding::Jpeg => 80,
        Encoding::Avif => 65,
    }
}

/// One size of one picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Size {
    /// The step of the theme's ladder; the file is narrower when the picture is.
    pub width: u32,
    /// The format.
    pub encoding: Encoding,
}

/// All files that a picture is wanted in, largest first (so that they are made from each other).
#[must_use]
pub fn wanted(media: &Media, settings: &PictureSettings) -> Vec<Size> {
    let mut widths: Vec<u32> = settings.widths_for(media.width).collect();
    widths.reverse();
    let encodings = settings.encodings();
    widths
        .into_iter()
        .flat_map(|width| {
            encodings.iter().map(move |encoding| Size {
                width,
                encoding: *encoding,
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_enlarged_and_no_pixel_lost() {
        let settings = PictureSettings::new(&[1600, 320, 720, 320], None, false);
        assert_eq!(settings.widths(), [320, 720, 1600]);
        for (width, expected) in [
            (100, vec![320]),
            (320, vec![320]),
            (321, vec![320, 720]),
            (1599, vec![320, 720, 1600]),
            (9000, vec![320, 720, 1600]),
        ] {
            assert_eq!(
                settings.widths_for(width).collect::<Vec<_>>(),
                expected,
                "{width}"
            );
        }
    }

    #[test]
    fn avif_is_offered_only_where_it_can_be_written_and_is_wanted() {
        let with = PictureSettings::new(&[320], None, true);
        assert_eq!(
            with.encodings().contains(&Encoding::Avif),
            is_available(Encoding::Avif)
        );
        assert_eq!(
            PictureSettings::new(&[320], None, false).encodings(),
            [Encoding::WebP, Encoding::Jpeg]
        );
    }

    #[test]
    fn the_ground_is_the_themes_or_the_studios() {
        let ground = |text| {
            PictureSettings::new(&[320], text, false)
                .output(320, Encoding::Jpeg)
                .background
        };
        assert_eq!(ground(Some("#010203")), Colour(1, 2, 3));
        assert_eq!(ground(Some("red")), STUDIO);
        assert_eq!(ground(None), STUDIO);
    }
}
