//! Sizes and crops, in whole numbers.

use serde::{Deserialize, Serialize};

/// Width and height in pixels, both at least 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Size {
    /// Pixels across.
    pub width: u32,
    /// Pixels down.
    pub height: u32,
}

impl Size {
    /// The size at `width` in the same shape, never larger than this one. The height is rounded to the nearest pixel and at least 1.
    #[must_use]
    pub fn at_width(self, width: u32) -> Self {
        let width = width.clamp(1, self.width);
        Self {
            width,
            height: scaled(self.height, width, self.width),
        }
    }

    /// How many pixels.
    #[must_use]
    pub fn pixels(self) -> u64 {
        u64::from(self.width) * u64::from(self.height)
    }
}

/// `value * numerator / denominator` to the nearest whole number, at least 1. Computed wide, so that nothing overflows.
fn scaled(value: u32, numerator: u32, denominator: u32) -> u32 {
    let (product, denominator) = (
        u64::from(value) * u64::from(numerator),
        u64::from(denominator.max(1)),
    );
    u32::try_from((product + denominator / 2) / denominator)
        .unwrap_or(u32::MAX)
        .max(1)
}

/// The point of a picture that must stay visible when it is cropped, in thousandths from the upper left corner.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Focal {
    /// 0 is the left edge, 1000 the right.
    pub x: u16,
    /// 0 is the top, 1000 the bottom.
    pub y: u16,
}

impl Focal {
    /// The middle.
    pub const CENTRE: Self = Self { x: 500, y: 500 };

    /// `None` outside 0..=1000.
    #[must_use]
    pub fn new(x: u16, y: u16) -> Option<Self> {
        (x <= 1000 && y <= 1000).then_some(Self { x, y })
    }
}

/// A shape, width : height. Both are at least 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Aspect {
    width: u16,
    height: u16,
}

impl Aspect {
    /// `None` when either is 0.
    #[must_use]
    pub fn new(width: u16, height: u16) -> Option<Self> {
        (width > 0 && height > 0).then_some(Self { width, height })
    }
}

/// Cut a picture to a shape around a point.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Crop {
    /// The shape.
    pub aspect: Aspect,
    /// What must stay in sight.
    pub focal: Focal,
}

/// A part of a picture, inside it by construction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// Pixels left of it.
    pub left: u32,
    /// Pixels above it.
    pub top: u32,
    /// Its size.
    pub size: Size,
}

impl Crop {
    /// The largest window of this shape in a picture of `size`, its middle as near the focal point as the edges allow.
    #[must_use]
    pub fn window(self, size: Size) -> Window {
        let (aw, ah) = (u32::from(self.aspect.width), u32::from(self.aspect.height));
        let is_wider =
            u64::from(size.width) * u64::from(ah) > u64::from(size.height) * u64::from(aw);
        let inner = if is_wider {
            Size {
                width: scaled(size.height, aw, ah).min(size.width),
                height: size.height,
            }
        } else {
            Size {
                width: size.width,
                height: scaled(size.width, ah, aw).min(size.height),
            }
        };
        let place = |focal: u16, outer: u32, inner: u32| {
            let middle = u32::try_from(u64::from(outer) * u64::from(focal) / 1000).unwrap_or(outer);
            middle.saturating_sub(inner / 2).min(outer - inner)
        };
        Window {
            left: place(self.focal.x, size.width, inner.width),
            top: place(self.focal.y, size.height, inner.height),
            size: inner,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn size(width: u32, height: u32) -> Size {
        Size { width, height }
    }

    #[test]
    fn a_banner_is_cut_for_a_phone_around_its_focal_point() {
        let crop = |x, y| Crop {
            aspect: Aspect::new(10, 11).unwrap(),
            focal: Focal { x, y },
        };
        let banner = size(2400, 1200);
        assert_eq!(
            crop(500, 500).window(banner),
            Window {
                left: 655,
                top: 0,
                size: size(1091, 1200)
            }
        );
        assert_eq!(crop(0, 500).window(banner).left, 0);
        assert_eq!(crop(1000, 500).window(banner).left, 2400 - 1091);
    }

    #[test]
    fn sizes_are_never_enlarged() {
        assert_eq!(size(1000, 500).at_width(1600), size(1000, 500));
        assert_eq!(size(3000, 2000).at_width(720), size(720, 480));
        assert_eq!(size(16_000, 1).at_width(320), size(320, 1));
    }

    proptest! {
        #[test]
        fn a_scaled_picture_keeps_its_shape(w in 1_u32..20_000, h in 1_u32..20_000, to in 0_u32..20_000) {
            let (from, scaled) = (size(w, h), size(w, h).at_width(to));
            prop_assert!(scaled.width >= 1 && scaled.height >= 1);
            prop_assert!(scaled.width <= from.width && scaled.height <= from.height);
            // |h' - h·w'/w| <= 1/2, in whole numbers; a height below half a pixel becomes one.
            let off = (u64::from(scaled.height) * u64::from(w) * 2).abs_diff(u64::from(h) * u64::from(scaled.width) * 2);
            prop_assert!(off <= u64::from(w) || scaled.height == 1);
        }

        #[test]
        fn a_window_is_inside_touches_two_edges_and_holds_the_focal_point(
            w in 1_u32..20_000, h in 1_u32..20_000, aw in 1_u16..100, ah in 1_u16..100, x in 0_u16..=1000, y in 0_u16..=1000,
        ) {
            let crop = Crop { aspect: Aspect::new(aw, ah).unwrap(), focal: Focal::new(x, y).unwrap() };
            let window = crop.window(size(w, h));
            prop_assert!(window.left + window.size.width <= w && window.top + window.size.height <= h);
            prop_assert!(window.size.width >= 1 && window.size.height >= 1);
            prop_assert!(window.size.width == w || window.size.height == h);
            let (px, py) = (u64::from(w) * u64::from(x) / 1000, u64::from(h) * u64::from(y) / 1000);
            prop_assert!(u64::from(window.left) <= px && px <= u64::from(window.left + window.size.width));
            prop_assert!(u64::from(window.top) <= py && py <= u64::from(window.top + window.size.height));
        }
    }
}
