//! From bytes to upright sRGB pixels. The header is judged before anything is unpacked.

use std::error::Error as _;
use std::io::{self, Cursor};

use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageError, ImageFormat, ImageReader};

use super::{Format, Lookalike, Refusal, Size, cmyk, colour, jpeg};

/// What is taken in at most.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of the file.
    pub max_bytes: u64,
    /// Width x height. Eighty million is more than any camera in the trade gives, and 240 MB when unpacked.
    pub max_pixels: u64,
    /// The longest side. WebP cannot hold more than 16,383 pixels, so nothing larger could be shown.
    pub max_side: u32,
    /// What a decoder may allocate, in bytes.
    pub max_memory: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            max_bytes: 64 << 20,
            max_pixels: 80_000_000,
            max_side: 16_383,
            max_memory: 640 << 20,
        }
    }
}

impl Limits {
    fn check(&self, size: Size) -> Result<(), Refusal> {
        if size.width.max(size.height) > self.max_side || size.pixels() > self.max_pixels {
            return Err(Refusal::TooManyPixels {
                width: size.width,
                height: size.height,
                max_pixels: self.max_pixels,
                max_side: self.max_side,
            });
        }
        Ok(())
    }

    fn for_decoder(&self) -> image::Limits {
        let mut limits = image::Limits::default();
        limits.max_alloc = Some(self.max_memory);
        limits
    }
}

/// Upright pixels in sRGB, 8 bits a sample.
pub(super) enum Pixels {
    /// Opaque.
    Rgb(image::RgbImage),
    /// With at least one pixel that is not opaque.
    Rgba(image::RgbaImage),
}

/// What the file is, by its first bytes.
pub(super) fn recognise(bytes: &[u8], limits: &Limits) -> Result<Format, Refusal> {
    let size = bytes.len() as u64;
    if size == 0 {
        return Err(Refusal::Empty);
    }
    if size > limits.max_bytes {
        return Err(Refusal::TooLarge {
            bytes: size,
            limit: limits.max_bytes,
        });
    }
    Format::of(bytes).ok_or_else(|| Refusal::UnknownFormat {
        looks_like: Lookalike::of(bytes),
    })
}

fn library_format(format: Format) -> ImageFormat {
    match format {
        Format::Jpeg => ImageFormat::Jpeg,
        Format::Png => ImageFormat::Png,
        Format::WebP => ImageFormat::WebP,
        Format::Gif => ImageFormat::Gif,
        Format::Tiff => ImageFormat::Tiff,
        Format::Bmp => ImageFormat::Bmp,
    }
}

fn open<'a>(
    bytes: &'a [u8],
    format: Format,
    limits: &Limits,
) -> Result<impl ImageDecoder + use<'a>, Refusal> {
    let mut reader = ImageReader::with_format(Cursor::new(bytes), library_format(format));
    reader.limits(limits.for_decoder());
    reader
        .into_decoder()
        .map_err(|error| refusal(format, &error))
}

fn size_of(decoder: &impl ImageDecoder, format: Format, limits: &Limits) -> Result<Size, Refusal> {
    let (width, height) = decoder.dimensions();
    if width == 0 || height == 0 {
        return Err(Refusal::Corrupt {
            format,
            detail: "no pixels".to_owned(),
        });
    }
    let size = Size { width, height };
    limits.check(size)?;
    Ok(size)
}

/// The size in the header, before the camera's orientation is applied.
pub(super) fn size_as_stored(
    bytes: &[u8],
    format: Format,
    limits: &Limits,
) -> Result<Size, Refusal> {
    size_of(&open(bytes, format, limits)?, format, limits)
}

/// The whole way.
pub(super) fn decode(bytes: &[u8], format: Format, limits: &Limits) -> Result<Pixels, Refusal> {
    let facts = if format == Format::Jpeg {
        jpeg::facts(bytes)
    } else {
        jpeg::Facts::default()
    };
    let is_cut_off = format == Format::Jpeg && !facts.is_complete;
    let mut decoder = match open(bytes, format, limits) {
        Err(_) if is_cut_off => return Err(Refusal::Truncated { format }),
        opened => opened?,
    };
    let size = size_of(&decoder, format, limits)?;
    if is_cut_off {
        return Err(Refusal::Truncated { format });
    }
    // Broken metadata is no reason to refuse a sound picture: it is shown as browsers would show it.
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let profile = match format {
        Format::Tiff => cmyk::profile_of_tiff(bytes),
        _ => decoder.icc_profile().ok().flatten(),
    };
    let mut picture = if facts.components == 4 {
        DynamicImage::ImageRgb8(cmyk::from_jpeg(
            bytes,
            size,
            facts.is_adobe,
            profile.as_deref(),
        )?)
    } else if matches!(
        decoder.original_color_type(),
        image::ExtendedColorType::Cmyk8 | image::ExtendedColorType::Cmyk16
    ) {
        DynamicImage::ImageRgb8(cmyk::from_tiff(
            bytes,
            size,
            limits.max_memory,
            profile.as_deref(),
        )?)
    } else {
        let picture =
            DynamicImage::from_decoder(decoder).map_err(|error| refusal(format, &error))?;
        if matches!(
            picture,
            DynamicImage::ImageRgb32F(_) | DynamicImage::ImageRgba32F(_)
        ) {
            // Such files are scene-linear by no fixed rule; shown as sRGB they would be far too dark.
            return Err(Refusal::Unsupported {
                format,
                detail: "floating-point samples".to_owned(),
            });
        }
        colour::to_srgb(picture, profile.as_deref())
    };
    picture.apply_orientation(orientation);
    Ok(match picture {
        DynamicImage::ImageRgba8(rgba) if rgba.pixels().any(|pixel| pixel.0[3] < u8::MAX) => {
            Pixels::Rgba(rgba)
        }
        other => Pixels::Rgb(other.into_rgb8()),
    })
}

/// The decoder's complaint in our words.
pub(super) fn refusal(format: Format, error: &ImageError) -> Refusal {
    if is_cut_off(error) {
        return Refusal::Truncated { format };
    }
    match error {
        ImageError::Unsupported(unsupported) => Refusal::Unsupported {
            format,
            detail: unsupported.to_string(),
        },
        // The pixels were counted before; what is left is a picture whose samples are wider than its format needs.
        ImageError::Limits(limit) => Refusal::Unsupported {
            format,
            detail: limit.to_string(),
        },
        other => Refusal::Corrupt {
            format,
            detail: other.to_string(),
        },
    }
}

/// Each decoder has its own way to say that the file ended too soon.
fn is_cut_off(error: &ImageError) -> bool {
    let is_eof = |error: &(dyn std::error::Error + 'static)| {
        error
            .downcast_ref::<io::Error>()
            .is_some_and(|error| error.kind() == io::ErrorKind::UnexpectedEof)
    };
    if matches!(error, ImageError::IoError(error) if error.kind() == io::ErrorKind::UnexpectedEof) {
        return true;
    }
    let mut cause = error.source();
    while let Some(inner) = cause {
        let words = inner.to_string().to_lowercase();
        if is_eof(inner)
            || words.contains("unexpected eof")
            || words.contains("unexpected end")
            || words.contains("end of file")
        {
            return true;
        }
        cause = inner.source();
    }
    false
}
