//! What a template needs to show a picture.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use platform::files::image::{Encoding, Focal};
use serde::Serialize;

use super::address::PREFIX;
use super::{Media, PictureSettings, Size};

/// A picture as pages show it: `<picture>` with one `<source>` for each format, `width` and `height` so that nothing moves when it
/// arrives, and a placeholder. `sizes` belongs to the template: only it knows how wide the picture is on the page.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Picture {
    /// JPEG of middling width, for browsers without `srcset`, and for mail.
    pub src: String,
    /// The largest JPEG, for zooming and for Open Graph.
    pub large: String,
    /// `<source>` elements, the best format first.
    pub sources: Vec<PictureSource>,
    /// The `srcset` of the `<img>` itself: JPEG.
    pub srcset: String,
    /// Pixels across of the picture, for `width`.
    pub width: u32,
    /// Pixels down, for `height`.
    pub height: u32,
    /// What it shows, in the page's language. Templates leave it out where it only repeats what stands beside it.
    pub alt: String,
    /// A tiny copy as a data URI, for an element behind the picture (a strict CSP allows `img-src data:`, not inline style). Empty when
    /// the picture has transparency.
    pub placeholder: String,
    /// The colour that covers most of it, `#rrggbb`.
    pub colour: String,
    /// Where the important part is across, in whole twentieths as per cent (0, 5 ... 100): themes have a class for each.
    pub focus_x: u8,
    /// As `focus_x`, downwards.
    pub focus_y: u8,
}

/// One format of a picture.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PictureSource {
    /// `image/webp`.
    pub media_type: String,
    /// `address width` of each size, smallest first.
    pub srcset: String,
}

/// The width of [`Picture::src`] at least, if the picture has so many pixels.
const MIDDLING: u32 = 720;
/// Characters of one size in a `srcset`, at most.
const ENTRY: usize = 104;

impl Picture {
    /// The picture in all its sizes. `alt` is taken in `locale`, else in Swedish.
    #[must_use]
    pub fn new(
        media: &Media,
        settings: &PictureSettings,
        alt: &BTreeMap<String, String>,
        locale: &str,
        focal: Focal,
    ) -> Self {
        let widths: Vec<u32> = settings.widths_for(media.width).collect();
        let address = |width, encoding| settings.address(media.hash, Size { width, encoding });
        let srcset = |encoding: Encoding| {
            let mut text = String::with_capacity(widths.len() * ENTRY);
            for width in &widths {
                if !text.is_empty() {
                    text.push_str(", ");
                }
                // The widest file may be narrower than its step: the browser is told how wide it is.
                let wide = width.min(&media.width);
                // Writing to a text cannot fail.
                let _ = write!(text, "{PREFIX}{} {wide}w", address(*width, encoding));
            }
            text
        };
        let widest = widths.last().copied().unwrap_or_default();
        let middling = widths
            .iter()
            .copied()
            .find(|width| *width >= MIDDLING)
            .unwrap_or(widest);
        let modern = settings
            .encodings()
            .iter()
            .copied()
            .filter(|encoding| *encoding != Encoding::Jpeg);
        Self {
            src: address(middling, Encoding::Jpeg).path(),
            large: address(widest, Encoding::Jpeg).path(),
            sources: modern
                .map(|encoding| PictureSource {
                    media_type: encoding.media_type().to_owned(),
                    srcset: srcset(encoding),
                })
                .collect(),
            srcset: srcset(Encoding::Jpeg),
            width: media.width,
            height: media.height,
            alt: alt
                .get(locale)
                .or_else(|| alt.get("sv"))
                .cloned()
                .unwrap_or_default(),
            placeholder: media.placeholder.clone(),
            colour: media.dominant_colour.clone(),
            focus_x: twentieth(focal.x),
            focus_y: twentieth(focal.y),
        }
    }
}

/// Thousandths to per cent, to the nearest five.
fn twentieth(thousandths: u16) -> u8 {
    u8::try_from((thousandths.min(1000) + 25) / 50 * 5).unwrap_or(100)
}

#[cfg(test)]
mod tests {
    use platform::files::ContentHash;
    use platform::files::image::Format;

    use super::*;
    use crate::ids::MediaId;

    #[test]
    fn a_browser_is_offered_every_size_with_its_true_width() {
        let hash = ContentHash::of(b"picture");
        let media = Media {
            id: MediaId::generate(),
            hash,
            format: Format::Png,
            width: 1000,
            height: 500,
            has_alpha: false,
            placeholder: "data:,".into(),
            dominant_colour: "#808080".into(),
        };
        let settings = PictureSettings::new(&[320, 720, 1080, 1600], None, false);
        let recipe = settings.recipe();
        let alt = BTreeMap::from([
            ("sv".to_owned(), "Mugg".to_owned()),
            ("en".to_owned(), "Mug".to_owned()),
        ]);
        let picture = Picture::new(&media, &settings, &alt, "en", Focal { x: 333, y: 1000 });
        assert_eq!(picture.src, format!("/bild/{hash}-720-{recipe}.jpg"));
        assert_eq!(picture.large, format!("/bild/{hash}-1080-{recipe}.jpg"));
        assert_eq!(
            picture.srcset,
            format!(
                "/bild/{hash}-320-{recipe}.jpg 320w, /bild/{hash}-720-{recipe}.jpg 720w, /bild/{hash}-1080-{recipe}.jpg 1000w"
            )
        );
        let [webp] = picture.sources.as_slice() else {
            panic!("{:?}", picture.sources)
        };
        assert_eq!(webp.media_type, "image/webp");
        assert_eq!(webp.srcset, picture.srcset.replace(".jpg", ".webp"));
        assert_eq!(
            (picture.width, picture.height, picture.alt.as_str()),
            (1000, 500, "Mug")
        );
        assert_eq!((picture.focus_x, picture.focus_y), (35, 100));
        assert_eq!(
            Picture::new(&media, &settings, &alt, "de", Focal::CENTRE).alt,
            "Mugg"
        );
    }
}
