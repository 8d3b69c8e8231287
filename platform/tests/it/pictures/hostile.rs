//! What must not be taken for a picture, and what would bring the machine down if it were unpacked.

use std::time::{Duration, Instant};

use image::{DynamicImage, ImageFormat};
use platform::files::image::{Format, Limits, Lookalike, Refusal, ingest, inspect};
use proptest::prelude::*;

use super::fixtures::{
    Png, animated_gif, cmyk_jpeg, cmyk_tiff, encoded, exif, jpeg, plain, quarters,
};

fn refused(file: &[u8]) -> Refusal {
    ingest(file, &Limits::default()).expect_err("it must be refused")
}

#[test]
fn what_is_no_picture_is_named() {
    assert_eq!(refused(b""), Refusal::Empty);
    assert_eq!(
        refused(b"hello"),
        Refusal::UnknownFormat { looks_like: None }
    );
    let page = b"<!doctype html><html><script>alert(1)</script>";
    assert_eq!(
        refused(page),
        Refusal::UnknownFormat {
            looks_like: Some(Lookalike::Html)
        }
    );
    assert_eq!(
        refused(b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
        Refusal::UnknownFormat {
            looks_like: Some(Lookalike::Svg)
        }
    );
    assert_eq!(
        refused(b"\0\0\0\x18ftypheic\0\0\0\0"),
        Refusal::UnknownFormat {
            looks_like: Some(Lookalike::Heic)
        }
    );
}

#[test]
fn a_file_over_the_limit_is_not_looked_at() {
    let file = jpeg(&quarters(), None, None);
    let limits = Limits {
        max_bytes: 100,
        ..Limits::default()
    };
    assert_eq!(
        ingest(&file, &limits).unwrap_err(),
        Refusal::TooLarge {
            bytes: file.len() as u64,
            limit: 100
        }
    );
}

#[test]
fn a_bomb_is_refused_by_its_header() {
    let started = Instant::now();
    let png = Png::new(60_000, 60_000, 8, 2).rows(&[0; 1000]).end();
    let mut gif = b"GIF89a".to_vec();
    gif.extend([
        0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0x2c, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 0, 2, 2, 0x4c,
        1, 0, 0x3b,
    ]);
    let mut bmp = encoded(&quarters().into(), ImageFormat::Bmp);
    bmp[18..26].copy_from_slice(&[0x60, 0xea, 0, 0, 0x60, 0xea, 0, 0]);
    let mut jpeg = jpeg(&quarters(), None, None);
    let frame = jpeg
        .windows(2)
        .position(|pair| pair == [0xff, 0xc0])
        .unwrap();
    jpeg[frame + 5..frame + 9].copy_from_slice(&[0xea, 0x60, 0xea, 0x60]);
    let mut tiff = encoded(&quarters().into(), ImageFormat::Tiff);
    enlarge_tiff(&mut tiff, 60_000);
    for (name, file) in [
        ("png", png),
        ("gif", gif),
        ("bmp", bmp),
        ("jpeg", jpeg),
        ("tiff", tiff),
    ] {
        for refusal in [
            refused(&file),
            inspect(&file, &Limits::default()).unwrap_err(),
        ] {
            assert!(
                matches!(
                    refusal,
                    Refusal::TooManyPixels {
                        width: 60_000 | 65_535,
                        height: 60_000 | 65_535,
                        max_pixels: 80_000_000,
                        ..
                    }
                ),
                "{name}: {refusal:?}"
            );
        }
    }
    // Unpacking any of them would take minutes and gigabytes.
    assert!(started.elapsed() < Duration::from_secs(5));
}

/// Overwrites the size (and the rows in its one strip) in the first directory of a little-endian TIFF.
fn enlarge_tiff(file: &mut [u8], to: u32) {
    let at = u32::from_le_bytes(file[4..8].try_into().unwrap()) as usize;
    let count = usize::from(u16::from_le_bytes([file[at], file[at + 1]]));
    for entry in file[at + 2..].chunks_exact_mut(12).take(count) {
        if matches!(u16::from_le_bytes([entry[0], entry[1]]), 256 | 257 | 278) {
            entry[2..4].copy_from_slice(&[4, 0]);
            entry[8..12].copy_from_slice(&to.to_le_bytes());
        }
    }
}

#[test]
fn one_side_alone_may_be_too_long() {
    let file = Png::new(60_000, 1, 8, 0).rows(&[0; 60_001]).end();
    assert!(matches!(
        refused(&file),
        Refusal::TooManyPixels {
            width: 60_000,
            height: 1,
            max_side: 16_383,
            ..
        }
    ));
    let strict = Limits {
        max_pixels: 95 * 64,
        ..Limits::default()
    };
    assert!(matches!(
        ingest(&jpeg(&quarters(), None, None), &strict),
        Err(Refusal::TooManyPixels { .. })
    ));
    let exact = Limits {
        max_pixels: 96 * 64,
        max_side: 96,
        ..Limits::default()
    };
    assert!(ingest(&jpeg(&quarters(), None, None), &exact).is_ok());
}

#[test]
fn a_profile_that_unpacks_to_gigabytes_does_no_harm() {
    // The picture is sound; its profile is not, and is left alone.
    let file = Png::new(1, 1, 8, 0)
        .chunk(b"iCCP", b"x\0\0\x78\x9c\xed\xc1\x01")
        .rows(&[0, 7])
        .end();
    let limits = Limits {
        max_memory: 1 << 20,
        ..Limits::default()
    };
    match ingest(&file, &limits) {
        Ok(taken) => assert_eq!((taken.width, taken.height), (1, 1)),
        Err(refusal) => assert!(
            matches!(refusal, Refusal::Corrupt { .. } | Refusal::Truncated { .. }),
            "{refusal:?}"
        ),
    }
}

#[test]
fn a_file_that_was_cut_off_is_told_from_a_whole_one() {
    let picture = DynamicImage::ImageRgb8(quarters());
    for (format, file) in [
        (Format::Jpeg, jpeg(&quarters(), Some(&exif(6)), None)),
        (Format::Jpeg, cmyk_jpeg([9, 8, 7, 6], false, None)),
        (Format::Png, encoded(&picture, ImageFormat::Png)),
        (Format::WebP, encoded(&picture, ImageFormat::WebP)),
        (Format::Gif, encoded(&picture, ImageFormat::Gif)),
        (Format::Tiff, cmyk_tiff([9, 8, 7, 6], None)),
        (Format::Bmp, encoded(&picture, ImageFormat::Bmp)),
    ] {
        for share in [2, 4, 8] {
            let refusal = refused(&file[..file.len() - file.len() / share]);
            assert!(
                matches!(refusal, Refusal::Truncated { format: of } | Refusal::Corrupt { format: of, .. } if of == format),
                "{refusal:?}"
            );
        }
    }
    let half = jpeg(&quarters(), None, None);
    assert_eq!(
        refused(&half[..half.len() / 2]),
        Refusal::Truncated {
            format: Format::Jpeg
        }
    );
    let half = encoded(&picture, ImageFormat::Png);
    assert_eq!(
        refused(&half[..half.len() / 2]),
        Refusal::Truncated {
            format: Format::Png
        }
    );
}

#[test]
fn what_is_not_read_is_said_to_be_so() {
    let float = DynamicImage::ImageRgb32F(image::ImageBuffer::from_pixel(
        4,
        4,
        image::Rgb([0.5, 0.5, 0.5]),
    ));
    assert!(matches!(
        refused(&encoded(&float, ImageFormat::Tiff)),
        Refusal::Unsupported {
            format: Format::Tiff,
            ..
        }
    ));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(192))]

    /// Whatever is done to a file, the answer is a picture or a refusal, and never a panic.
    #[test]
    fn damage_is_refused_or_survived(which in 0_usize..8, at in 0_usize..1000, bytes in proptest::collection::vec(any::<u8>(), 1..24)) {
        let picture = DynamicImage::ImageRgb8(plain([120, 80, 40]));
        let mut file = match which {
            0 => jpeg(&quarters(), Some(&exif(6)), None),
            1 => cmyk_jpeg([9, 80, 7, 6], true, None),
            2 => cmyk_tiff([9, 80, 7, 6], None),
            3 => animated_gif(),
            4 => encoded(&picture, ImageFormat::Png),
            5 => encoded(&picture, ImageFormat::WebP),
            6 => encoded(&picture, ImageFormat::Tiff),
            _ => encoded(&picture, ImageFormat::Bmp),
        };
        let start = file.len() * at / 1000;
        for (target, byte) in file[start..].iter_mut().zip(bytes) {
            *target = byte;
        }
        let limits = Limits { max_pixels: 1_000_000, max_memory: 16 << 20, ..Limits::default() };
        if let Ok(taken) = ingest(&file, &limits) {
            prop_assert!(taken.width >= 1 && taken.height >= 1);
        }
    }
}
