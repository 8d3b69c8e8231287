//! What stands where a picture will be: a blur of it, and its main colour.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::{Colour, Master};

/// The longest placeholder, as a data URI. It is in the page's HTML once for each picture.
pub const MAX_PLACEHOLDER: usize = 400;

/// Placeholder (empty for a picture with transparency) and dominant colour.
pub(super) fn tint(master: &Master) -> (String, Colour) {
    let placeholder = if master.has_alpha() {
        String::new()
    } else {
        placeholder(master)
    };
    (placeholder, dominant(master))
}

/// The picture at 24 pixels (the longer side) in WebP; smoothed by the browser when it is stretched. Smaller until it fits.
fn placeholder(master: &Master) -> String {
    let size = master.size();
    let longest = u64::from(size.width.max(size.height));
    for side in [24_u64, 20, 16, 12, 8] {
        let width = u32::try_from(u64::from(size.width) * side / longest)
            .unwrap_or(1)
            .max(1);
        let Ok(rendition) = master.renditions(&[], None).at(width) else {
            break;
        };
        for quality in [40, 20, 5] {
            let Ok(file) = rendition.webp(quality) else {
                continue;
            };
            let uri = format!("data:image/webp;base64,{}", STANDARD.encode(file));
            if uri.len() <= MAX_PLACEHOLDER {
                return uri;
            }
        }
    }
    String::new()
}

/// The mean of the commonest colours: samples are sorted into boxes of 32 levels, and the fullest box wins.
fn dominant(master: &Master) -> Colour {
    const SIDE: u32 = 48;
    let Ok(rendition) = master.renditions(&[], None).at(SIDE) else {
        return Colour(128, 128, 128);
    };
    let mut boxes = vec![[0_u64; 4]; 512];
    for pixel in rendition
        .samples
        .chunks_exact(if rendition.has_alpha { 4 } else { 3 })
    {
        if rendition.has_alpha && pixel[3] < 128 {
            continue;
        }
        let place = usize::from(pixel[0] >> 5) << 6
            | usize::from(pixel[1] >> 5) << 3
            | usize::from(pixel[2] >> 5);
        for (sum, sample) in boxes[place].iter_mut().zip(pixel[..3].iter().chain(&[1])) {
            *sum += u64::from(*sample);
        }
    }
    let fullest = boxes
        .into_iter()
        .max_by_key(|sums| sums[3])
        .unwrap_or_default();
    let mean =
        |sum: u64| u8::try_from(sum.checked_div(fullest[3]).unwrap_or(128)).unwrap_or(u8::MAX);
    Colour(mean(fullest[0]), mean(fullest[1]), mean(fullest[2]))
}
