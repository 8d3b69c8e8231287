//! The picture that all sizes come from, and the scaling.
//!
//! Scaling is done in linear light, 16 bits a sample. Averaging the stored (gamma-coded) numbers darkens whatever is fine and contrasty:
//! speckled glaze, a rib of glass, the weave of a cushion; and it does so by a different amount at each size, so the picture would change
//! its look when the browser swaps one size for another. The price is some 80 ms for all sizes of a photo, beside 220 ms for encoding
//! them. Lanczos overshoots more in linear light beside dark edges; scaling never filters twice what it can filter once (see
//! [`Renditions::at`]), which keeps that below what is seen.

use std::collections::HashMap;
use std::sync::LazyLock;

use fast_image_resize::images::Image;
use fast_image_resize::pixels::{U16x3, U16x4};
use fast_image_resize::{FilterType, PixelType, ResizeAlg, ResizeOptions, Resizer};

use super::decode::Pixels;
use super::geometry::Window;
use super::{Crop, Size};

/// The shorter side that a master keeps at least. Larger pictures are first averaged down by a whole factor: all sizes that pages use
/// come out the same, at a fraction of the memory.
const ENOUGH: u32 = 2200;

/// Upright, linear-light pixels of one picture.
pub struct Master {
    /// As uploaded; the pixels may be fewer.
    size: Size,
    has_alpha: bool,
    pixels: Image<'static>,
}

impl std::fmt::Debug for Master {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Master")
            .field("size", &self.size)
            .field("has_alpha", &self.has_alpha)
            .finish_non_exhaustive()
    }
}

impl Master {
    pub(super) fn of(pixels: Pixels) -> Self {
        match pixels {
            Pixels::Rgb(rgb) => {
                let size = Size {
                    width: rgb.width(),
                    height: rgb.height(),
                };
                Self {
                    size,
                    has_alpha: false,
                    pixels: opaque(rgb.as_raw(), size),
                }
            }
            Pixels::Rgba(rgba) => {
                let size = Size {
                    width: rgba.width(),
                    height: rgba.height(),
                };
                Self {
                    size,
                    has_alpha: true,
                    pixels: transparent(rgba.as_raw(), size),
                }
            }
        }
    }

    /// Pixels as uploaded, upright.
    #[must_use]
    pub fn size(&self) -> Size {
        self.size
    }

    /// Whether any pixel is not opaque.
    #[must_use]
    pub fn has_alpha(&self) -> bool {
        self.has_alpha
    }

    /// Prepares for scaling to the widths of `ladder`, cut to `crop` first.
    #[must_use]
    pub fn renditions<'a>(&'a self, ladder: &[u32], crop: Option<Crop>) -> Renditions<'a> {
        let window = |size: Size| {
            crop.map_or(
                Window {
                    left: 0,
                    top: 0,
                    size,
                },
                |crop| crop.window(size),
            )
        };
        let mut ladder = ladder.to_vec();
        ladder.sort_unstable();
        Renditions {
            window: window(Size {
                width: self.pixels.width(),
                height: self.pixels.height(),
            }),
            full: window(self.size).size,
            master: self,
            ladder,
            steps: HashMap::new(),
            resizer: Resizer::new(),
        }
    }
}

/// One picture in several sizes.
pub struct Renditions<'a> {
    master: &'a Master,
    /// The part of the master's pixels that is shown.
    window: Window,
    /// How many pixels that part had when it was uploaded: nothing is made larger.
    full: Size,
    ladder: Vec<u32>,
    steps: HashMap<u32, Image<'static>>,
    resizer: Resizer,
}

/// A scaled picture in sRGB, 8 bits a sample, three or four to a pixel.
pub struct Rendition {
    /// Its size.
    pub size: Size,
    /// Four samples to a pixel instead of three.
    pub has_alpha: bool,
    /// Row by row from the top.
    pub samples: Vec<u8>,
}

impl Renditions<'_> {
    /// The picture at `width`, or at its own width when that is smaller. The same ladder and width give the same bytes, whatever was
    /// asked before.
    pub fn at(&mut self, width: u32) -> Result<Rendition, fast_image_resize::ResizeError> {
        let size = self.full.at_width(width);
        self.make(size.width)?;
        let image = self.steps.get(&size.width).unwrap_or(&self.master.pixels);
        Ok(Rendition {
            size,
            has_alpha: self.master.has_alpha,
            samples: to_srgb(image, self.master.has_alpha),
        })
    }

    /// Makes the step of this width: from the smallest step that is at least twice as wide (which costs next to nothing), else from the
    /// master. Steps closer to each other would filter the same detail twice and soften it.
    fn make(&mut self, width: u32) -> Result<(), fast_image_resize::ResizeError> {
        if self.steps.contains_key(&width) {
            return Ok(());
        }
        let source = self
            .ladder
            .iter()
            .copied()
            .find(|step| *step >= width.saturating_mul(2) && *step < self.full.width);
        if let Some(source) = source {
            self.make(source)?;
        }
        let Size {
            width: w,
            height: h,
        } = self.full.at_width(width);
        let mut target = Image::new(w, h, self.master.pixels.pixel_type());
        let options = ResizeOptions::new().resize_alg(ResizeAlg::Convolution(FilterType::Lanczos3));
        match source.and_then(|source| self.steps.get(&source)) {
            Some(step) => self.resizer.resize(step, &mut target, &options)?,
            None => {
                let Window { left, top, size } = self.window;
                let options = options.crop(
                    left.into(),
                    top.into(),
                    size.width.into(),
                    size.height.into(),
                );
                self.resizer
                    .resize(&self.master.pixels, &mut target, &options)?;
            }
        }
        self.steps.insert(width, target);
        Ok(())
    }
}

/// How many pixels are averaged into one, in each direction.
fn factor(size: Size) -> u32 {
    (size.width.min(size.height) / ENOUGH).max(1)
}

/// Where the averaged pixels of a row or column begin and end. The last one takes what is left over.
fn spans(length: u32, factor: u32) -> impl Iterator<Item = std::ops::Range<usize>> + Clone {
    let (count, factor) = ((length / factor).max(1) as usize, factor as usize);
    let length = length as usize;
    (0..count).map(move |n| {
        n * factor..if n + 1 == count {
            length
        } else {
            (n + 1) * factor
        }
    })
}

fn opaque(samples: &[u8], size: Size) -> Image<'static> {
    let factor = factor(size);
    let (columns, rows) = (spans(size.width, factor), spans(size.height, factor));
    let mut image = Image::new(
        (size.width / factor).max(1),
        (size.height / factor).max(1),
        PixelType::U16x3,
    );
    let stride = size.width as usize * 3;
    if let Some(mut target) = image.typed_image_mut::<U16x3>() {
        let mut targets = target.pixels_mut().iter_mut();
        if factor == 1 {
            for (target, source) in targets.zip(samples.chunks_exact(3)) {
                target.0 = [linear(source[0]), linear(source[1]), linear(source[2])];
            }
            return image;
        }
        for row in rows {
            for (column, target) in columns.clone().zip(&mut targets) {
                let mut sum = [0_u64; 3];
                for y in row.clone() {
                    for source in
                        samples[y * stride..][column.start * 3..column.end * 3].chunks_exact(3)
                    {
                        for (sum, sample) in sum.iter_mut().zip(source) {
                            *sum += u64::from(linear(*sample));
                        }
                    }
                }
                let count = (row.len() * column.len()) as u64;
                target.0 = sum.map(|sum| mean(sum, count));
            }
        }
    }
    image
}

fn transparent(samples: &[u8], size: Size) -> Image<'static> {
    let factor = factor(size);
    let (columns, rows) = (spans(size.width, factor), spans(size.height, factor));
    let mut image = Image::new(
        (size.width / factor).max(1),
        (size.height / factor).max(1),
        PixelType::U16x4,
    );
    let stride = size.width as usize * 4;
    if let Some(mut target) = image.typed_image_mut::<U16x4>() {
        let mut targets = target.pixels_mut().iter_mut();
        for row in rows {
            for (column, target) in columns.clone().zip(&mut targets) {
                let (mut sum, mut cover) = ([0_u64; 3], 0);
                for y in row.clone() {
                    for source in
                        samples[y * stride..][column.start * 4..column.end * 4].chunks_exact(4)
                    {
                        // A pixel counts by how much of it is seen: what hides behind full transparency has no colour.
                        let alpha = u64::from(source[3]);
                        cover += alpha;
                        for (sum, sample) in sum.iter_mut().zip(source) {
                            *sum += u64::from(linear(*sample)) * alpha;
                        }
                    }
                }
                let count = (row.len() * column.len()) as u64;
                let [r, g, b] = sum.map(|sum| mean(sum, cover));
                target.0 = [r, g, b, mean(cover * 257, count)];
            }
        }
    }
    image
}

fn mean(sum: u64, count: u64) -> u16 {
    u16::try_from((sum + count / 2) / count.max(1)).unwrap_or(u16::MAX)
}

fn to_srgb(image: &Image<'_>, has_alpha: bool) -> Vec<u8> {
    if has_alpha {
        let pixels = image.typed_image::<U16x4>();
        let pixels = pixels
            .as_ref()
            .map(|image| image.pixels())
            .unwrap_or_default();
        pixels
            .iter()
            .flat_map(|pixel| {
                [
                    coded(pixel.0[0]),
                    coded(pixel.0[1]),
                    coded(pixel.0[2]),
                    super::colour::narrow_sample(pixel.0[3]),
                ]
            })
            .collect()
    } else {
        let pixels = image.typed_image::<U16x3>();
        let pixels = pixels
            .as_ref()
            .map(|image| image.pixels())
            .unwrap_or_default();
        pixels.iter().flat_map(|pixel| pixel.0.map(coded)).collect()
    }
}

/// sRGB's transfer curve (IEC 61966-2-1), once each way.
struct Curve {
    linear: [u16; 256],
    coded: Box<[u8]>,
}

static CURVE: LazyLock<Curve> = LazyLock::new(curve);

#[expect(
    clippy::float_arithmetic,
    reason = "the transfer curve is defined in real numbers; it is tabulated once"
)]
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "rounded values between 0 and the type's largest"
)]
fn curve() -> Curve {
    let mut linear = [0_u16; 256];
    for (coded, linear) in (0_u8..=255).zip(&mut linear) {
        let coded = f64::from(coded) / 255.0;
        let light = if coded <= 0.040_45 {
            coded / 12.92
        } else {
            ((coded + 0.055) / 1.055).powf(2.4)
        };
        *linear = (light * 65_535.0).round() as u16;
    }
    let coded = (0_u16..=u16::MAX)
        .map(|light| {
            let light = f64::from(light) / 65_535.0;
            let coded = if light <= 0.003_130_8 {
                light * 12.92
            } else {
                1.055 * light.powf(1.0 / 2.4) - 0.055
            };
            (coded * 255.0).round() as u8
        })
        .collect();
    Curve { linear, coded }
}

fn linear(sample: u8) -> u16 {
    CURVE.linear[usize::from(sample)]
}

fn coded(light: u16) -> u8 {
    CURVE.coded[usize::from(light)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sample_survives_the_way_to_light_and_back() {
        for sample in 0..=255 {
            assert_eq!(coded(linear(sample)), sample);
        }
    }

    #[test]
    fn a_fine_pattern_keeps_its_brightness_at_every_size() {
        // Black and white pixels by turns give half the light: 188 of 255 as it is coded, not 128.
        let board = image::RgbImage::from_fn(800, 800, |x, y| {
            image::Rgb([if (x + y) % 2 == 0 { 255 } else { 0 }; 3])
        });
        let master = Master::of(Pixels::Rgb(board));
        let mut renditions = master.renditions(&[320, 160, 80], None);
        for width in [320, 160, 80] {
            let rendition = renditions.at(width).unwrap();
            let middle = rendition.samples[rendition.samples.len() / 2 + 3 * 40];
            assert!((186..=190).contains(&middle), "{middle} at {width}");
        }
    }

    #[test]
    fn large_pictures_are_averaged_and_their_edges_kept() {
        let size = Size {
            width: 4500,
            height: 4401,
        };
        assert_eq!(factor(size), 2);
        let picture = image::RgbImage::from_fn(4500, 4401, |x, y| {
            image::Rgb([
                if x < 2250 { 200 } else { 40 },
                if y < 4400 { 90 } else { 250 },
                7,
            ])
        });
        let master = Master::of(Pixels::Rgb(picture));
        assert_eq!(
            (master.pixels.width(), master.pixels.height()),
            (2250, 2200)
        );
        assert_eq!(master.size(), size);
        let rendition = master.renditions(&[], None).at(450).unwrap();
        assert_eq!(
            rendition.size,
            Size {
                width: 450,
                height: 440
            }
        );
        assert_eq!(&rendition.samples[..3], &[200, 90, 7]);
        assert_eq!(&rendition.samples[449 * 3..450 * 3], &[40, 90, 7]);
    }

    #[test]
    fn hidden_colours_do_not_bleed_into_the_edge() {
        let picture = image::RgbaImage::from_fn(64, 64, |x, _| {
            if x < 32 {
                image::Rgba([255, 255, 255, 255])
            } else {
                image::Rgba([255, 0, 0, 0])
            }
        });
        let master = Master::of(Pixels::Rgba(picture));
        let rendition = master.renditions(&[], None).at(10).unwrap();
        for pixel in rendition
            .samples
            .chunks_exact(4)
            .filter(|pixel| pixel[3] > 0)
        {
            assert!(pixel[1] > 250, "red shines through: {pixel:?}");
        }
    }

    #[test]
    fn the_same_width_is_the_same_whatever_was_asked_before() {
        let picture = image::RgbImage::from_fn(1200, 900, |x, y| {
            image::Rgb([(x % 251) as u8, (y % 241) as u8, ((x * y) % 239) as u8])
        });
        let master = Master::of(Pixels::Rgb(picture));
        let ladder = [320, 480, 720, 1080, 1600];
        let mut all = master.renditions(&ladder, None);
        for width in ladder {
            all.at(width).unwrap();
        }
        let (after, alone) = (
            all.at(320).unwrap(),
            master.renditions(&ladder, None).at(320).unwrap(),
        );
        assert_eq!(after.samples, alone.samples);
        assert_eq!(
            all.at(1600).unwrap().size,
            Size {
                width: 1200,
                height: 900
            },
            "never larger than it was"
        );
    }
}
