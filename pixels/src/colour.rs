//! Colour profiles: whatever a camera, scanner or press wrote, pages show sRGB.

use image::{DynamicImage, GrayImage, ImageBuffer, RgbImage, RgbaImage};
use moxcms::{ColorProfile, DataColorSpace, Layout, TransformExecutor, TransformOptions};

/// The picture as 8-bit RGB or RGBA in sRGB. Without a profile, or with one that is damaged or belongs to another kind of picture, the
/// numbers are taken for sRGB, as browsers do.
pub(super) fn to_srgb(picture: DynamicImage, profile: Option<&[u8]>) -> DynamicImage {
    let profile = profile.and_then(|bytes| ColorProfile::new_from_slice(bytes).ok());
    let converted = profile.and_then(|profile| match profile.color_space {
        DataColorSpace::Gray => from_grey(&picture, &profile),
        DataColorSpace::Rgb => from_rgb(&picture, &profile),
        _ => None,
    });
    converted.unwrap_or_else(|| {
        if picture.color().has_alpha() {
            picture.into_rgba8().into()
        } else {
            picture.into_rgb8().into()
        }
    })
}

fn from_rgb(picture: &DynamicImage, profile: &ColorProfile) -> Option<DynamicImage> {
    let (width, height) = (picture.width(), picture.height());
    let is_wide = picture.color().bytes_per_pixel() / picture.color().channel_count() > 1;
    let has_alpha = picture.color().has_alpha();
    let layout = if has_alpha { Layout::Rgba } else { Layout::Rgb };
    let (options, srgb) = (TransformOptions::default(), ColorProfile::new_srgb());
    if is_wide {
        // Converted before the samples are cut to 8 bits: a wide space in 8 bits shows steps.
        let transform = profile
            .create_transform_16bit(layout, &srgb, layout, options)
            .ok()?;
        if has_alpha {
            let samples = narrow(&*transform, picture.to_rgba16().as_raw(), width, 4)?;
            return RgbaImage::from_raw(width, height, samples).map(Into::into);
        }
        let samples = narrow(&*transform, picture.to_rgb16().as_raw(), width, 3)?;
        return RgbImage::from_raw(width, height, samples).map(Into::into);
    }
    let transform = profile
        .create_transform_8bit(layout, &srgb, layout, options)
        .ok()?;
    if has_alpha {
        let samples = by_rows(&*transform, picture.to_rgba8().as_raw(), width, 4, 4)?;
        return RgbaImage::from_raw(width, height, samples).map(Into::into);
    }
    let samples = by_rows(&*transform, picture.to_rgb8().as_raw(), width, 3, 3)?;
    RgbImage::from_raw(width, height, samples).map(Into::into)
}

fn from_grey(picture: &DynamicImage, profile: &ColorProfile) -> Option<DynamicImage> {
    if picture.color().has_color() {
        return None;
    }
    let (width, height) = (picture.width(), picture.height());
    let transform = profile
        .create_transform_8bit(
            Layout::Gray,
            &ColorProfile::new_srgb(),
            Layout::Rgb,
            TransformOptions::default(),
        )
        .ok()?;
    let grey: GrayImage = picture.to_luma8();
    let rgb = RgbImage::from_raw(
        width,
        height,
        by_rows(&*transform, grey.as_raw(), width, 1, 3)?,
    )?;
    if !picture.color().has_alpha() {
        return Some(rgb.into());
    }
    let with_alpha = picture.to_luma_alpha8();
    let rgba = ImageBuffer::from_fn(width, height, |x, y| {
        let image::Rgb([r, g, b]) = *rgb.get_pixel(x, y);
        image::Rgba([r, g, b, with_alpha.get_pixel(x, y).0[1]])
    });
    Some(DynamicImage::ImageRgba8(rgba))
}

/// Converts row by row, so that a second copy is never wider than a row.
pub(super) fn by_rows(
    transform: &(dyn TransformExecutor<u8> + Send + Sync),
    source: &[u8],
    width: u32,
    from: usize,
    to: usize,
) -> Option<Vec<u8>> {
    let width = width as usize;
    let mut out = vec![0; source.len() / from * to];
    for (source, out) in source
        .chunks_exact(width * from)
        .zip(out.chunks_exact_mut(width * to))
    {
        transform.transform(source, out).ok()?;
    }
    Some(out)
}

/// As [`by_rows`], from 16 bits to 8.
fn narrow(
    transform: &(dyn TransformExecutor<u16> + Send + Sync),
    source: &[u16],
    width: u32,
    channels: usize,
) -> Option<Vec<u8>> {
    let width = width as usize * channels;
    let mut row = vec![0_u16; width];
    let mut out = Vec::with_capacity(source.len());
    for source in source.chunks_exact(width) {
        transform.transform(source, &mut row).ok()?;
        out.extend(row.iter().map(|sample| narrow_sample(*sample)));
    }
    Some(out)
}

/// 0..=65535 to 0..=255, to the nearest.
pub(super) fn narrow_sample(sample: u16) -> u8 {
    u8::try_from((u32::from(sample) + 128) / 257).unwrap_or(u8::MAX)
}
