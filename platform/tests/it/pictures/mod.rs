//! Every kind of picture goes in, and what comes out has the right size and colours (B3).

mod fixtures;
mod hostile;

use fixtures::{
    Png, animated_gif, as_held, cmyk_jpeg, cmyk_profile, cmyk_tiff, encoded, exif, jpeg, plain,
    png_with_profile, quarters,
};
use image::{DynamicImage, ExtendedColorType, ImageFormat, RgbaImage};
use moxcms::ColorProfile;
use platform::files::ContentHash;
use platform::files::image::{
    Aspect, Colour, Crop, Encoding, Focal, Format, Ingested, Limits, Master, Output, Size, develop,
    ingest, inspect,
};

fn taken(file: &[u8]) -> Ingested {
    ingest(file, &Limits::default()).unwrap()
}

fn output(width: u32, encoding: Encoding) -> Output {
    Output {
        width,
        encoding,
        quality: 90,
        crop: None,
        background: Colour(240, 235, 225),
    }
}

/// The derivative, read back by an independent decoder.
fn seen(master: &Master, output: &Output) -> RgbaImage {
    image::load_from_memory(&master.derive(output, &[]).unwrap())
        .unwrap()
        .into_rgba8()
}

#[track_caller]
fn assert_colour(picture: &RgbaImage, (x, y): (u32, u32), expected: [u8; 3], tolerance: u8) {
    let found = picture.get_pixel(x, y).0;
    let is_near = found
        .iter()
        .zip(expected)
        .all(|(found, expected)| found.abs_diff(expected) <= tolerance);
    assert!(is_near, "at {x},{y}: {found:?}, expected {expected:?}");
}

#[track_caller]
fn assert_quarters(picture: &RgbaImage, tolerance: u8) {
    let (w, h) = picture.dimensions();
    assert_eq!((w, h), (96, 64));
    for (at, colour) in [
        ((w / 4, h / 4), [220, 30, 30]),
        ((w * 3 / 4, h / 4), [30, 200, 40]),
        ((w / 4, h * 3 / 4), [30, 40, 210]),
        ((w * 3 / 4, h * 3 / 4), [250, 250, 250]),
    ] {
        assert_colour(picture, at, colour, tolerance);
    }
}

#[test]
fn every_format_is_read_and_shown_in_every_format_that_this_program_writes() {
    let picture = DynamicImage::ImageRgb8(quarters());
    for (format, file) in [
        (Format::Jpeg, jpeg(&quarters(), None, None)),
        (Format::Png, encoded(&picture, ImageFormat::Png)),
        (Format::WebP, encoded(&picture, ImageFormat::WebP)),
        (Format::Gif, encoded(&picture, ImageFormat::Gif)),
        (Format::Tiff, encoded(&picture, ImageFormat::Tiff)),
        (Format::Bmp, encoded(&picture, ImageFormat::Bmp)),
    ] {
        assert_eq!(
            inspect(&file, &Limits::default()).unwrap(),
            (
                format,
                Size {
                    width: 96,
                    height: 64
                }
            )
        );
        let taken = taken(&file);
        assert_eq!(
            (taken.format, taken.width, taken.height, taken.has_alpha),
            (format, 96, 64, false),
            "{format}"
        );
        assert_eq!(
            (taken.hash, taken.byte_size),
            (ContentHash::of(&file), file.len() as u64)
        );
        assert_quarters(&seen(&taken.master, &output(96, Encoding::WebP)), 8);
        assert_quarters(&seen(&taken.master, &output(96, Encoding::Jpeg)), 8);
    }
}

#[test]
fn other_depths_and_palettes_are_read() {
    let grey16 = DynamicImage::ImageLuma16(image::ImageBuffer::from_pixel(
        16,
        16,
        image::Luma([0x8080]),
    ));
    let rgb16 = DynamicImage::ImageRgb16(image::ImageBuffer::from_pixel(
        16,
        16,
        image::Rgb([0xc8c8, 0x6464, 0x3232]),
    ));
    let grey8 = DynamicImage::ImageLuma8(image::GrayImage::from_pixel(16, 16, image::Luma([90])));
    let palette = Png::new(2, 2, 8, 3)
        .chunk(b"PLTE", &[200, 100, 50, 0, 0, 0])
        .rows(&[0, 0, 0, 0, 0, 0])
        .end();
    let one_bit = Png::new(2, 2, 1, 0)
        .rows(&[0, 0b1100_0000, 0, 0b1100_0000])
        .end();
    for (file, expected) in [
        (encoded(&grey16, ImageFormat::Png), [128; 3]),
        (encoded(&grey16, ImageFormat::Tiff), [128; 3]),
        (encoded(&rgb16, ImageFormat::Png), [200, 100, 50]),
        (encoded(&rgb16, ImageFormat::Tiff), [200, 100, 50]),
        (encoded(&grey8, ImageFormat::Png), [90; 3]),
        (encoded(&grey8, ImageFormat::Jpeg), [90; 3]),
        (encoded(&grey8, ImageFormat::Bmp), [90; 3]),
        (palette, [200, 100, 50]),
        (one_bit, [255; 3]),
    ] {
        let taken = taken(&file);
        assert!(!taken.has_alpha);
        assert_colour(
            &seen(&taken.master, &output(1000, Encoding::WebP)),
            (1, 1),
            expected,
            4,
        );
    }
}

#[test]
fn the_camera_may_be_held_in_any_way() {
    for orientation in 1..=8 {
        let file = jpeg(
            &as_held(&quarters(), orientation),
            Some(&exif(orientation)),
            None,
        );
        let taken = taken(&file);
        assert_eq!(
            (taken.width, taken.height),
            (96, 64),
            "orientation {orientation}"
        );
        assert_quarters(&seen(&taken.master, &output(96, Encoding::Jpeg)), 10);
    }
}

#[test]
fn nothing_of_the_metadata_gets_out() {
    let profile = ColorProfile::new_display_p3().encode().unwrap();
    let file = jpeg(&quarters(), Some(&exif(1)), Some(&profile));
    assert!(file.windows(15).any(|part| part == b"SECRET-LOCATION"));
    let taken = taken(&file);
    for encoding in [Encoding::Jpeg, Encoding::WebP] {
        let shown = taken.master.derive(&output(96, encoding), &[]).unwrap();
        for word in [
            b"SECRET".as_slice(),
            b"Exif",
            b"EXIF",
            b"ICC",
            b"XMP",
            b"acsp",
        ] {
            assert!(
                !shown.windows(word.len()).any(|part| part == word),
                "{word:?} in {encoding:?}"
            );
        }
    }
}

#[test]
fn wide_colours_are_brought_to_srgb() {
    // Expected values computed from the primaries, apart from this code.
    let p3 = ColorProfile::new_display_p3().encode().unwrap();
    let adobe = ColorProfile::new_adobe_rgb().encode().unwrap();
    for (profile, stored, expected) in [
        (&p3, [200, 100, 50], [215, 93, 31]),
        (&p3, [60, 140, 90], [0, 142, 85]),
        (&p3, [120, 120, 120], [120, 120, 120]),
        (&adobe, [200, 100, 50], [227, 100, 42]),
        (&adobe, [60, 140, 90], [0, 141, 86]),
    ] {
        let picture = plain(stored);
        let wide: Vec<u8> = picture
            .as_raw()
            .iter()
            .flat_map(|sample| [*sample, *sample])
            .collect();
        let with_alpha: Vec<u8> = picture
            .pixels()
            .flat_map(|pixel| [pixel.0[0], pixel.0[1], pixel.0[2], 200])
            .collect();
        for file in [
            jpeg(&picture, None, Some(profile)),
            png_with_profile(
                picture.as_raw(),
                64,
                48,
                ExtendedColorType::Rgb8,
                profile.clone(),
            ),
            png_with_profile(&wide, 64, 48, ExtendedColorType::Rgb16, profile.clone()),
            png_with_profile(
                &with_alpha,
                64,
                48,
                ExtendedColorType::Rgba8,
                profile.clone(),
            ),
        ] {
            assert_colour(
                &seen(&taken(&file).master, &output(64, Encoding::WebP)),
                (30, 20),
                expected,
                5,
            );
        }
    }
}

#[test]
fn a_grey_profile_is_applied_and_a_wrong_or_broken_one_is_not() {
    let grey = [100_u8; 64 * 48];
    let gamma = ColorProfile::new_gray_with_gamma(1.8).encode().unwrap();
    let file = png_with_profile(&grey, 64, 48, ExtendedColorType::L8, gamma.clone());
    assert_colour(
        &seen(&taken(&file).master, &output(64, Encoding::WebP)),
        (9, 9),
        [119; 3],
        3,
    );
    for profile in [gamma, b"not a profile".to_vec(), cmyk_profile()] {
        let file = jpeg(&plain([200, 100, 50]), None, Some(&profile));
        assert_colour(
            &seen(&taken(&file).master, &output(64, Encoding::WebP)),
            (9, 9),
            [200, 100, 50],
            4,
        );
    }
}

#[test]
fn pictures_for_the_press_are_shown_as_the_press_would_print_them() {
    let profile = cmyk_profile();
    for (inks, by_profile, plainly) in [
        ([255, 0, 0, 0], [0, 151, 218], [0, 255, 255]),
        ([0, 0, 0, 0], [255; 3], [255; 3]),
        ([0, 0, 0, 255], [0; 3], [0; 3]),
    ] {
        // The cyan's colour was computed from its Lab value, apart from this code.
        for (file, expected) in [
            (cmyk_jpeg(inks, false, Some(&profile)), by_profile),
            (cmyk_jpeg(inks, true, Some(&profile)), by_profile),
            (cmyk_tiff(inks, Some(&profile)), by_profile),
            (cmyk_jpeg(inks, false, None), plainly),
            (cmyk_jpeg(inks, true, None), plainly),
            (cmyk_tiff(inks, None), plainly),
        ] {
            let taken = taken(&file);
            assert_eq!((taken.width, taken.height), (64, 48), "{}", taken.format);
            assert_colour(
                &seen(&taken.master, &output(64, Encoding::WebP)),
                (30, 20),
                expected,
                8,
            );
        }
    }
}

#[test]
fn transparency_is_kept_where_it_can_be_and_flattened_on_the_themes_colour_where_not() {
    let picture = RgbaImage::from_fn(96, 64, |x, _| {
        if x < 48 {
            image::Rgba([200, 30, 30, 255])
        } else {
            image::Rgba([0, 0, 0, 0])
        }
    });
    let opaque = RgbaImage::from_pixel(96, 64, image::Rgba([1, 2, 3, 255]));
    let taken_in = taken(&encoded(&picture.into(), ImageFormat::Png));
    assert!(taken_in.has_alpha);
    assert_eq!(taken_in.placeholder, "", "a blur would shine through");
    assert!(
        taken_in.dominant_colour.0 > 190,
        "what is not seen has no colour"
    );
    let webp = seen(&taken_in.master, &output(96, Encoding::WebP));
    assert_colour(&webp, (20, 30), [200, 30, 30], 6);
    assert_eq!(
        (webp.get_pixel(20, 30).0[3], webp.get_pixel(80, 30).0[3]),
        (255, 0)
    );
    let jpeg = seen(&taken_in.master, &output(96, Encoding::Jpeg));
    assert_colour(&jpeg, (20, 30), [200, 30, 30], 8);
    assert_colour(&jpeg, (80, 30), [240, 235, 225], 4);
    assert!(
        !taken(&encoded(&opaque.into(), ImageFormat::Png)).has_alpha,
        "an alpha channel that hides nothing is none"
    );
}

#[test]
fn of_an_animation_the_first_frame_is_shown() {
    let taken = taken(&animated_gif());
    assert_eq!(
        (taken.format, taken.width, taken.height),
        (Format::Gif, 40, 30)
    );
    assert_colour(
        &seen(&taken.master, &output(40, Encoding::WebP)),
        (20, 15),
        [20, 150, 140],
        6,
    );
}

#[test]
fn sizes_follow_the_width_and_are_never_enlarged() {
    let taken = taken(&encoded(
        &DynamicImage::ImageRgb8(RgbImageFrom::noise(1200, 801)),
        ImageFormat::Png,
    ));
    for (width, expected) in [
        (320, (320, 214)),
        (1080, (1080, 721)),
        (1200, (1200, 801)),
        (1600, (1200, 801)),
        (1, (1, 1)),
    ] {
        assert_eq!(
            seen(&taken.master, &output(width, Encoding::WebP)).dimensions(),
            expected
        );
    }
}

struct RgbImageFrom;

impl RgbImageFrom {
    /// Detail everywhere, the same each time.
    fn noise(width: u32, height: u32) -> image::RgbImage {
        image::RgbImage::from_fn(width, height, |x, y| {
            let n = (x.wrapping_mul(2_654_435_761) ^ y.wrapping_mul(2_246_822_519))
                .wrapping_mul(3_266_489_917);
            image::Rgb([(n >> 24) as u8, (n >> 16) as u8, (n >> 8) as u8])
        })
    }
}

#[test]
fn a_crop_keeps_its_focal_point() {
    let taken = taken(&jpeg(&quarters(), None, None));
    for (focal, colour) in [
        ((0, 0), [220, 30, 30]),
        ((1000, 0), [30, 200, 40]),
        ((0, 1000), [30, 40, 210]),
        ((1000, 1000), [250, 250, 250]),
    ] {
        let crop = Crop {
            aspect: Aspect::new(1, 2).unwrap(),
            focal: Focal::new(focal.0, focal.1).unwrap(),
        };
        let shown = seen(
            &taken.master,
            &Output {
                crop: Some(crop),
                ..output(320, Encoding::WebP)
            },
        );
        assert_eq!(
            shown.dimensions(),
            (32, 64),
            "as many pixels as there are, in the shape that was asked for"
        );
        assert_colour(&shown, (16, if focal.1 == 0 { 16 } else { 48 }), colour, 10);
    }
}

#[test]
fn the_placeholder_is_a_small_copy_and_the_dominant_colour_its_most() {
    let mut picture = plain([40, 90, 60]);
    for x in 0..20 {
        for y in 0..48 {
            picture.put_pixel(x, y, image::Rgb([240, 240, 240]));
        }
    }
    let taken_in = taken(&jpeg(&picture, None, None));
    let Colour(r, g, b) = taken_in.dominant_colour;
    assert!(
        r.abs_diff(40) < 8 && g.abs_diff(90) < 8 && b.abs_diff(60) < 8,
        "{}",
        taken_in.dominant_colour
    );
    assert!(taken_in.placeholder.len() <= 400);
    let coded = taken_in
        .placeholder
        .strip_prefix("data:image/webp;base64,")
        .unwrap();
    let small = image::load_from_memory(&data_encoding::BASE64.decode(coded.as_bytes()).unwrap())
        .unwrap()
        .into_rgba8();
    assert_eq!(small.dimensions(), (24, 18));
    assert_colour(&small, (20, 9), [40, 90, 60], 25);
    assert_colour(&small, (2, 9), [240, 240, 240], 25);
    // The hardest picture to make small.
    let noisy = taken(&jpeg(&RgbImageFrom::noise(400, 400), None, None));
    assert!(
        !noisy.placeholder.is_empty() && noisy.placeholder.len() <= 400,
        "{}",
        noisy.placeholder.len()
    );
}

#[test]
fn jpegs_are_progressive_and_halve_their_colour() {
    let file = taken(&jpeg(&quarters(), None, None))
        .master
        .derive(&output(96, Encoding::Jpeg), &[])
        .unwrap();
    let frame = file
        .windows(2)
        .position(|pair| pair == [0xff, 0xc2])
        .expect("a progressive frame");
    assert_eq!(file[frame + 11], 0x22, "two by two pixels share a colour");
}

#[test]
fn what_was_taken_in_can_be_developed_again() {
    let file = jpeg(&quarters(), Some(&exif(1)), None);
    let (first, again) = (
        taken(&file).master,
        develop(&file, &Limits::default()).unwrap(),
    );
    let out = output(48, Encoding::WebP);
    assert_eq!(
        first.derive(&out, &[]).unwrap(),
        again.derive(&out, &[]).unwrap()
    );
}
