//! From scaled pixels to files that browsers read.

use serde::{Deserialize, Serialize};

use super::master::Rendition;
use super::{Colour, Crop, Master};

/// A format that pages show.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Encoding {
    /// A third smaller than WebP, ten times the work. Only in programs built with the feature `avif`.
    Avif,
    /// What nearly every browser takes.
    WebP,
    /// For the rest, for mail and for feeds. Has no transparency: the theme's photo colour shows instead.
    Jpeg,
}

impl Encoding {
    /// All, in the order in which a browser should be offered them.
    pub const ALL: [Self; 3] = [Self::Avif, Self::WebP, Self::Jpeg];

    /// As the database and `theme.toml` write it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Avif => "avif",
            Self::WebP => "webp",
            Self::Jpeg => "jpeg",
        }
    }

    /// The reverse of [`Encoding::as_str`].
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|encoding| encoding.as_str() == text)
    }

    /// The ending in addresses, without the dot.
    #[must_use]
    pub fn extension(self) -> &'static str {
        match self {
            Self::Jpeg => "jpg",
            other => other.as_str(),
        }
    }

    /// The reverse of [`Encoding::extension`].
    #[must_use]
    pub fn from_extension(text: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|encoding| encoding.extension() == text)
    }

    /// For `Content-Type` and `<source type>`.
    #[must_use]
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Avif => "image/avif",
            Self::WebP => "image/webp",
            Self::Jpeg => "image/jpeg",
        }
    }
}

/// Whether this program can write the format.
#[must_use]
pub fn is_available(encoding: Encoding) -> bool {
    encoding != Encoding::Avif || cfg!(feature = "avif")
}

/// One file to be made of a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Output {
    /// Pixels across; a smaller picture keeps its own width.
    pub width: u32,
    /// The format.
    pub encoding: Encoding,
    /// 1 to 100.
    pub quality: u8,
    /// Cut to a shape first.
    pub crop: Option<Crop>,
    /// What shows where the picture is transparent and the format cannot be.
    pub background: Colour,
}

/// Why a picture could not be written. None of these is the uploader's fault.
#[derive(Debug, thiserror::Error)]
pub enum DeriveError {
    /// This program was built without the format.
    #[error("this program cannot write {}", .0.as_str())]
    NotBuiltIn(Encoding),
    /// The scaler refused.
    #[error("scaling failed: {0}")]
    Scale(#[from] fast_image_resize::ResizeError),
    /// The encoder refused.
    #[error("writing {} failed: {detail}", .encoding.as_str())]
    Encode {
        /// The format.
        encoding: Encoding,
        /// Its words.
        detail: String,
    },
}

impl Master {
    /// One file. `ladder` are all the widths that the theme declares: made one at a time or all at once, a width comes out the same.
    ///
    /// # Errors
    /// [`DeriveError`].
    pub fn derive(&self, output: &Output, ladder: &[u32]) -> Result<Vec<u8>, DeriveError> {
        self.renditions(ladder, output.crop)
            .at(output.width)?
            .encode(output)
    }
}

impl Rendition {
    /// Writes the file; `output` gives format, quality and background.
    ///
    /// # Errors
    /// [`DeriveError`].
    pub fn encode(&self, output: &Output) -> Result<Vec<u8>, DeriveError> {
        match output.encoding {
            Encoding::WebP => self.webp(output.quality),
            Encoding::Jpeg => self.jpeg(output.quality, output.background),
            Encoding::Avif => self.avif(output.quality),
        }
    }

    pub(super) fn webp(&self, quality: u8) -> Result<Vec<u8>, DeriveError> {
        let failed = |detail: String| DeriveError::Encode {
            encoding: Encoding::WebP,
            detail,
        };
        let mut config =
            webp::WebPConfig::new().map_err(|()| failed("no configuration".to_owned()))?;
        config.quality = f32::from(quality.min(100));
        // Measured: method 2 takes half the time of 4 for 2 % more bytes, and the largest sizes are half of all the time.
        config.method = if self.size.width > 1200 { 2 } else { 4 };
        let layout = if self.has_alpha {
            webp::PixelLayout::Rgba
        } else {
            webp::PixelLayout::Rgb
        };
        let encoder = webp::Encoder::new(&self.samples, layout, self.size.width, self.size.height);
        encoder
            .encode_advanced(&config)
            .map(|memory| memory.to_vec())
            .map_err(|error| failed(format!("{error:?}")))
    }

    fn jpeg(&self, quality: u8, background: Colour) -> Result<Vec<u8>, DeriveError> {
        let failed = |detail: String| DeriveError::Encode {
            encoding: Encoding::Jpeg,
            detail,
        };
        let (Ok(width), Ok(height)) = (
            u16::try_from(self.size.width),
            u16::try_from(self.size.height),
        ) else {
            return Err(failed("more than 65,535 pixels".to_owned()));
        };
        let mut file = Vec::new();
        let mut encoder = jpeg_encoder::Encoder::new(&mut file, quality.clamp(1, 100));
        encoder.set_sampling_factor(jpeg_encoder::SamplingFactor::F_2_2);
        // Whole at once and then sharper, and some per cent smaller than from top to bottom.
        encoder.set_progressive(true);
        encoder.set_optimized_huffman_tables(true);
        let flattened;
        let samples = if self.has_alpha {
            flattened = self.flattened(background);
            &flattened
        } else {
            &self.samples
        };
        encoder
            .encode(samples, width, height, jpeg_encoder::ColorType::Rgb)
            .map_err(|error| failed(error.to_string()))?;
        Ok(file)
    }

    /// The picture on `background`, blended as browsers blend (in coded numbers), so that JPEG and WebP look alike on the page.
    fn flattened(&self, Colour(r, g, b): Colour) -> Vec<u8> {
        let blend = |over: u8, under: u8, alpha: u8| {
            let (over, under, alpha) = (u32::from(over), u32::from(under), u32::from(alpha));
            u8::try_from((over * alpha + under * (255 - alpha) + 127) / 255).unwrap_or(u8::MAX)
        };
        let on = |pixel: &[u8]| {
            [
                blend(pixel[0], r, pixel[3]),
                blend(pixel[1], g, pixel[3]),
                blend(pixel[2], b, pixel[3]),
            ]
        };
        self.samples.chunks_exact(4).flat_map(on).collect()
    }

    #[cfg(not(feature = "avif"))]
    fn avif(&self, _quality: u8) -> Result<Vec<u8>, DeriveError> {
        Err(DeriveError::NotBuiltIn(Encoding::Avif))
    }

    #[cfg(feature = "avif")]
    fn avif(&self, quality: u8) -> Result<Vec<u8>, DeriveError> {
        use ravif::RGBA8;
        let pixels: Vec<RGBA8> = if self.has_alpha {
            self.samples
                .chunks_exact(4)
                .map(|p| RGBA8::new(p[0], p[1], p[2], p[3]))
                .collect()
        } else {
            self.samples
                .chunks_exact(3)
                .map(|p| RGBA8::new(p[0], p[1], p[2], u8::MAX))
                .collect()
        };
        let picture = ravif::Img::new(
            pixels.as_slice(),
            self.size.width as usize,
            self.size.height as usize,
        );
        // Speed 8: faster ones give larger files than WebP does. One thread: the darkroom already fills the cores.
        let encoder = ravif::Encoder::new()
            .with_quality(f32::from(quality.clamp(1, 100)))
            .with_speed(8)
            .with_num_threads(Some(1));
        encoder
            .encode_rgba(picture)
            .map(|encoded| encoded.avif_file)
            .map_err(|error| DeriveError::Encode {
                encoding: Encoding::Avif,
                detail: error.to_string(),
            })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_endings_come_back() {
        for encoding in Encoding::ALL {
            assert_eq!(Encoding::parse(encoding.as_str()), Some(encoding));
            assert_eq!(
                Encoding::from_extension(encoding.extension()),
                Some(encoding)
            );
        }
        assert_eq!(
            Encoding::from_extension("jpeg"),
            None,
            "one file has one address"
        );
        assert_eq!(Encoding::from_extension("png"), None);
    }
}
