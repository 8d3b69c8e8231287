//! Pictures of every kind, made here, so that the repository carries no binary files and each test says what is special about its own.

use std::io::Cursor;

use image::{DynamicImage, ExtendedColorType, ImageEncoder as _, ImageFormat, Rgb, RgbImage};

/// Red, green, blue and white quarters (upper left, upper right, lower left, lower right), wider than high.
pub fn quarters() -> RgbImage {
    RgbImage::from_fn(96, 64, |x, y| match (x < 48, y < 32) {
        (true, true) => Rgb([220, 30, 30]),
        (false, true) => Rgb([30, 200, 40]),
        (true, false) => Rgb([30, 40, 210]),
        (false, false) => Rgb([250, 250, 250]),
    })
}

/// One colour all over.
pub fn plain(colour: [u8; 3]) -> RgbImage {
    RgbImage::from_pixel(64, 48, Rgb(colour))
}

/// Written by the general encoders.
pub fn encoded(picture: &DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut file = Cursor::new(Vec::new());
    picture.write_to(&mut file, format).unwrap();
    file.into_inner()
}

/// A JPEG of high quality with the metadata that is given.
pub fn jpeg(picture: &RgbImage, exif: Option<&[u8]>, profile: Option<&[u8]>) -> Vec<u8> {
    let mut file = Vec::new();
    let mut encoder = jpeg_encoder::Encoder::new(&mut file, 97);
    encoder.set_sampling_factor(jpeg_encoder::SamplingFactor::F_1_1);
    if let Some(exif) = exif {
        encoder.add_exif_metadata(exif).unwrap();
    }
    if let Some(profile) = profile {
        encoder.add_icc_profile(profile).unwrap();
    }
    let (width, height) = (picture.width() as u16, picture.height() as u16);
    encoder
        .encode(
            picture.as_raw(),
            width,
            height,
            jpeg_encoder::ColorType::Rgb,
        )
        .unwrap();
    file
}

/// A CMYK JPEG (Photoshop's, inverted) of one ink mixture.
pub fn cmyk_jpeg(inks: [u8; 4], is_ycck: bool, profile: Option<&[u8]>) -> Vec<u8> {
    let mut file = Vec::new();
    let mut encoder = jpeg_encoder::Encoder::new(&mut file, 97);
    if let Some(profile) = profile {
        encoder.add_icc_profile(profile).unwrap();
    }
    let samples: Vec<u8> = inks.iter().copied().cycle().take(64 * 48 * 4).collect();
    let kind = if is_ycck {
        jpeg_encoder::ColorType::CmykAsYcck
    } else {
        jpeg_encoder::ColorType::Cmyk
    };
    encoder.encode(&samples, 64, 48, kind).unwrap();
    file
}

/// A CMYK TIFF of one ink mixture.
pub fn cmyk_tiff(inks: [u8; 4], profile: Option<&[u8]>) -> Vec<u8> {
    let mut file = Cursor::new(Vec::new());
    let mut encoder = tiff::encoder::TiffEncoder::new(&mut file).unwrap();
    let mut picture = encoder
        .new_image::<tiff::encoder::colortype::CMYK8>(64, 48)
        .unwrap();
    if let Some(profile) = profile {
        picture
            .encoder()
            .write_tag(tiff::tags::Tag::IccProfile, profile)
            .unwrap();
    }
    let samples: Vec<u8> = inks.iter().copied().cycle().take(64 * 48 * 4).collect();
    picture.write_data(&samples).unwrap();
    file.into_inner()
}

/// EXIF data that says how the camera was held, and where it was.
pub fn exif(orientation: u8) -> Vec<u8> {
    let mut tiff = b"II\x2a\0\x08\0\0\0\x02\0".to_vec();
    tiff.extend([0x12, 0x01, 3, 0, 1, 0, 0, 0, orientation, 0, 0, 0]);
    // ImageDescription, standing in for everything that must not get out.
    tiff.extend([0x0e, 0x01, 2, 0, 16, 0, 0, 0, 38, 0, 0, 0, 0, 0, 0, 0]);
    tiff.extend(b"SECRET-LOCATION\0");
    tiff
}

/// The picture as a camera held in that way stores it: applying `orientation` gives `upright` again.
pub fn as_held(upright: &RgbImage, orientation: u8) -> RgbImage {
    use image::imageops::{flip_horizontal, flip_vertical, rotate90, rotate180, rotate270};
    match orientation {
        2 => flip_horizontal(upright),
        3 => rotate180(upright),
        4 => flip_vertical(upright),
        5 => rotate270(&flip_horizontal(upright)),
        6 => rotate270(upright),
        7 => rotate90(&flip_horizontal(upright)),
        8 => rotate90(upright),
        _ => upright.clone(),
    }
}

/// A PNG with a colour profile.
pub fn png_with_profile(
    samples: &[u8],
    width: u32,
    height: u32,
    kind: ExtendedColorType,
    profile: Vec<u8>,
) -> Vec<u8> {
    let mut file = Vec::new();
    let mut encoder = image::codecs::png::PngEncoder::new(&mut file);
    encoder.set_icc_profile(profile).unwrap();
    encoder.write_image(samples, width, height, kind).unwrap();
    file
}

/// A PNG by hand, for what encoders do not write.
pub struct Png(Vec<u8>);

impl Png {
    pub fn new(width: u32, height: u32, depth: u8, kind: u8) -> Self {
        let mut header = Vec::new();
        header.extend(width.to_be_bytes());
        header.extend(height.to_be_bytes());
        header.extend([depth, kind, 0, 0, 0]);
        Self(b"\x89PNG\r\n\x1a\n".to_vec()).chunk(b"IHDR", &header)
    }

    pub fn chunk(mut self, name: &[u8; 4], content: &[u8]) -> Self {
        self.0
            .extend(u32::try_from(content.len()).unwrap().to_be_bytes());
        let start = self.0.len();
        self.0.extend(name);
        self.0.extend(content);
        let check = crc32(&self.0[start..]);
        self.0.extend(check.to_be_bytes());
        self
    }

    /// Rows with their filter bytes, in a zlib stream without compression.
    pub fn rows(self, rows: &[u8]) -> Self {
        let mut stream = vec![0x78, 0x01, 1];
        let length = u16::try_from(rows.len()).unwrap();
        stream.extend(length.to_le_bytes());
        stream.extend((!length).to_le_bytes());
        stream.extend(rows);
        let (mut a, mut b) = (1_u32, 0_u32);
        for byte in rows {
            a = (a + u32::from(*byte)) % 65_521;
            b = (b + a) % 65_521;
        }
        stream.extend((b << 16 | a).to_be_bytes());
        self.chunk(b"IDAT", &stream)
    }

    pub fn end(self) -> Vec<u8> {
        self.chunk(b"IEND", b"").0
    }
}

fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |mut crc, byte| {
        crc ^= u32::from(*byte);
        for _ in 0..8 {
            crc = if crc & 1 == 1 {
                crc >> 1 ^ 0xedb8_8320
            } else {
                crc >> 1
            };
        }
        crc
    })
}

/// Two frames: the first teal, the second red.
pub fn animated_gif() -> Vec<u8> {
    let mut file = Vec::new();
    let mut encoder = image::codecs::gif::GifEncoder::new(&mut file);
    for colour in [[20, 150, 140, 255], [220, 20, 20, 255]] {
        let frame = image::RgbaImage::from_pixel(40, 30, image::Rgba(colour));
        encoder.encode_frame(image::Frame::new(frame)).unwrap();
    }
    drop(encoder);
    file
}

/// A press's profile, made by hand: paper is white, full cyan is the cyan of coated paper (Lab 55, -37, -50), any black is black.
pub fn cmyk_profile() -> Vec<u8> {
    let mut table = b"mft1\0\0\0\0\x04\x03\x02\0".to_vec();
    for n in 0..9 {
        table.extend(if n % 4 == 0 { [0, 1, 0, 0] } else { [0; 4] });
    }
    let identity: Vec<u8> = (0..=255).collect();
    for _ in 0..4 {
        table.extend(&identity);
    }
    for corner in 0..16_u8 {
        let (has_cyan, has_black) = (corner & 8 != 0, corner & 1 != 0);
        table.extend(match (has_black, has_cyan) {
            (true, _) => [0, 128, 128],
            (false, true) => [140, 91, 78],
            (false, false) => [255, 128, 128],
        });
    }
    for _ in 0..3 {
        table.extend(&identity);
    }
    let mut profile = vec![0; 128];
    profile[8..12].copy_from_slice(&[2, 0x40, 0, 0]);
    profile[12..16].copy_from_slice(b"prtr");
    profile[16..20].copy_from_slice(b"CMYK");
    profile[20..24].copy_from_slice(b"Lab ");
    profile[36..40].copy_from_slice(b"acsp");
    // D50, the connection space's white.
    profile[68..80].copy_from_slice(&[0, 0, 0xf6, 0xd6, 0, 1, 0, 0, 0, 0, 0xd3, 0x2d]);
    let white = b"XYZ \0\0\0\0\0\0\xf6\xd6\0\x01\0\0\0\0\xd3\x2d";
    let (white_at, table_at) = (128 + 4 + 24_u32, 128 + 4 + 24 + 20_u32);
    profile.extend(2_u32.to_be_bytes());
    for (name, at, length) in [
        (b"wtpt", white_at, 20),
        (b"A2B0", table_at, table.len() as u32),
    ] {
        profile.extend(name);
        profile.extend(at.to_be_bytes());
        profile.extend(length.to_be_bytes());
    }
    profile.extend(white);
    profile.extend(table);
    let length = profile.len() as u32;
    profile[..4].copy_from_slice(&length.to_be_bytes());
    profile
}
