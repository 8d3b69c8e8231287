//! Pictures made for the press. Read directly, because the general decoders flatten them without their profile, and an unprofiled blue
//! comes out purple.

use std::io::Cursor;

use image::RgbImage;
use moxcms::{ColorProfile, DataColorSpace, Layout, TransformOptions};
use tiff::decoder::{Decoder, DecodingResult};
use zune_core::bytestream::ZCursor;
use zune_core::colorspace::ColorSpace;
use zune_core::options::DecoderOptions;
use zune_jpeg::JpegDecoder;

use super::{Format, Refusal, Size, colour};

/// A CMYK or YCCK JPEG.
pub(super) fn from_jpeg(
    bytes: &[u8],
    size: Size,
    is_adobe: bool,
    profile: Option<&[u8]>,
) -> Result<RgbImage, Refusal> {
    let corrupt = |error: zune_jpeg::errors::DecodeErrors| Refusal::Corrupt {
        format: Format::Jpeg,
        detail: error.to_string(),
    };
    let options = DecoderOptions::default()
        .set_strict_mode(false)
        .set_max_width(usize::MAX)
        .set_max_height(usize::MAX);
    let mut decoder = JpegDecoder::new_with_options(ZCursor::new(bytes), options);
    decoder.decode_headers().map_err(corrupt)?;
    let is_ycck = decoder.input_colorspace() == Some(ColorSpace::YCCK);
    // Asked for what it holds, the decoder hands the four inks over untouched.
    let untouched = if is_ycck {
        ColorSpace::YCCK
    } else {
        ColorSpace::CMYK
    };
    decoder.set_options(options.jpeg_set_out_colorspace(untouched));
    let mut inks = decoder.decode().map_err(corrupt)?;
    for pixel in inks.chunks_exact_mut(4) {
        if is_ycck {
            let [c, m, y] = inks_of_ycc([pixel[0], pixel[1], pixel[2]]);
            pixel[..3].copy_from_slice(&[c, m, y]);
        }
        if is_adobe {
            for ink in pixel {
                *ink = u8::MAX - *ink;
            }
        }
    }
    to_srgb(&inks, size, profile).ok_or_else(|| Refusal::Corrupt {
        format: Format::Jpeg,
        detail: "not as many pixels as the header says".to_owned(),
    })
}

/// JFIF's YCbCr to RGB in 16-bit fixed point, complemented to inks.
fn inks_of_ycc([y, cb, cr]: [u8; 3]) -> [u8; 3] {
    let (y, cb, cr) = (i32::from(y) << 16, i32::from(cb) - 128, i32::from(cr) - 128);
    let ink =
        |value: i32| u8::MAX - u8::try_from(((value + (1 << 15)) >> 16).clamp(0, 255)).unwrap_or(0);
    [
        ink(y + 91_881 * cr),
        ink(y - 22_554 * cb - 46_802 * cr),
        ink(y + 116_130 * cb),
    ]
}

/// A CMYK TIFF, 8 or 16 bits.
pub(super) fn from_tiff(
    bytes: &[u8],
    size: Size,
    max_memory: u64,
    profile: Option<&[u8]>,
) -> Result<RgbImage, Refusal> {
    let format = Format::Tiff;
    let limit = usize::try_from(max_memory).unwrap_or(usize::MAX);
    let mut limits = tiff::decoder::Limits::default();
    limits.decoding_buffer_size = limit;
    limits.intermediate_buffer_size = limit;
    let refused = |error: tiff::TiffError| match error {
        tiff::TiffError::IoError(error) if error.kind() == std::io::ErrorKind::UnexpectedEof => {
            Refusal::Truncated { format }
        }
        tiff::TiffError::UnsupportedError(what) => Refusal::Unsupported {
            format,
            detail: what.to_string(),
        },
        other => Refusal::Corrupt {
            format,
            detail: other.to_string(),
        },
    };
    let mut decoder = Decoder::new(Cursor::new(bytes))
        .map_err(refused)?
        .with_limits(limits);
    let inks = match decoder.read_image().map_err(refused)? {
        DecodingResult::U8(inks) => inks,
        DecodingResult::U16(inks) => inks.into_iter().map(colour::narrow_sample).collect(),
        _ => {
            return Err(Refusal::Unsupported {
                format,
                detail: "CMYK in other than 8 or 16 bits".to_owned(),
            });
        }
    };
    // Separate planes are read one at a time and come out too few.
    to_srgb(&inks, size, profile).ok_or_else(|| Refusal::Unsupported {
        format,
        detail: "CMYK in separate planes".to_owned(),
    })
}

/// A TIFF's colour profile, of any kind of TIFF. The general decoder allows metadata only as many bytes as the picture has pixels, and so
/// loses the profile of a small one.
pub(super) fn profile_of_tiff(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut decoder = Decoder::new(Cursor::new(bytes)).ok()?;
    decoder.get_tag_u8_vec(tiff::tags::Tag::IccProfile).ok()
}

/// Inks (0 none, 255 full) to sRGB, by the profile if there is a sound one, else by the plain rule. `None` when the samples do not fill the size.
fn to_srgb(inks: &[u8], size: Size, profile: Option<&[u8]>) -> Option<RgbImage> {
    if inks.len() as u64 != size.pixels() * 4 {
        return None;
    }
    let by_profile = profile
        .and_then(|bytes| ColorProfile::new_from_slice(bytes).ok())
        .filter(|profile| profile.color_space == DataColorSpace::Cmyk)
        .and_then(|profile| {
            // Four samples in, whatever they mean: the layout only counts them.
            let transform = profile
                .create_transform_8bit(
                    Layout::Rgba,
                    &ColorProfile::new_srgb(),
                    Layout::Rgb,
                    TransformOptions::default(),
                )
                .ok()?;
            colour::by_rows(&*transform, inks, size.width, 4, 3)
        });
    let samples = by_profile.unwrap_or_else(|| inks.chunks_exact(4).flat_map(plain).collect());
    RgbImage::from_raw(size.width, size.height, samples)
}

fn plain(inks: &[u8]) -> [u8; 3] {
    let paper = |ink: u8| u32::from(u8::MAX - ink);
    let light =
        |ink: u8| u8::try_from((paper(ink) * paper(inks[3]) + 127) / 255).unwrap_or(u8::MAX);
    [light(inks[0]), light(inks[1]), light(inks[2])]
}
