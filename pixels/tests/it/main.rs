//! AVIF, where the program is built with it: `cargo test -p pixels --features avif`. No decoder of it is at hand, so its own boxes are read.

use std::io::Cursor;

use image::{DynamicImage, ImageFormat, RgbaImage};
use pixels::{Colour, DeriveError, Encoding, Limits, Output, develop, is_available};

/// What the file says its picture measures: the box `ispe` (ISO/IEC 23008-12, 6.5.3).
fn extent(file: &[u8]) -> Option<(u32, u32)> {
    let at = file.windows(4).position(|word| word == b"ispe")? + 4;
    // Four bytes of version and flags come first.
    let number = |at: usize| Some(u32::from_be_bytes(file.get(at..at + 4)?.try_into().ok()?));
    Some((number(at + 4)?, number(at + 8)?))
}

#[test]
fn avif_has_the_size_that_was_asked_for_or_is_refused() {
    let picture = RgbaImage::from_fn(96, 64, |x, y| {
        image::Rgba([u8::try_from(x).unwrap(), u8::try_from(y).unwrap(), 90, 255])
    });
    let mut file = Cursor::new(Vec::new());
    DynamicImage::from(picture)
        .write_to(&mut file, ImageFormat::Png)
        .unwrap();
    let master = develop(file.get_ref(), &Limits::default()).unwrap();
    for (asked, made) in [(48, (48, 32)), (96, (96, 64)), (400, (96, 64))] {
        let output = Output {
            width: asked,
            encoding: Encoding::Avif,
            quality: 90,
            crop: None,
            background: Colour(240, 235, 225),
        };
        let derived = master.derive(&output, &[]);
        if is_available(Encoding::Avif) {
            let file = derived.unwrap();
            assert_eq!(&file[4..12], b"ftypavif");
            assert_eq!(extent(&file), Some(made));
            assert!(file.windows(4).any(|word| word == b"mdat"));
        } else {
            assert!(matches!(
                derived,
                Err(DeriveError::NotBuiltIn(Encoding::Avif))
            ));
        }
    }
}
