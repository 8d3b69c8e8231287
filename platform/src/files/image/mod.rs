//! Pictures (B3). The work on pixels is the crate `pixels`; here it meets the file store, and [`Darkroom`] runs it beside the requests,
//! one picture per core.

mod darkroom;

pub use darkroom::{Darkroom, DarkroomError, KeepError, Made};
pub use pixels::{
    Aspect, Colour, Crop, DeriveError, Encoding, Focal, Format, Limits, Lookalike, Master, Output,
    Refusal, Rendition, Renditions, Size, Taken, develop, inspect, is_available,
};

use super::ContentHash;

/// A picture that was taken in.
#[derive(Debug)]
pub struct Ingested {
    /// Hash of the bytes as they were sent; the picture's name for ever.
    pub hash: ContentHash,
    /// What it was sent as.
    pub format: Format,
    /// Bytes as sent.
    pub byte_size: u64,
    /// Width in pixels, upright.
    pub width: u32,
    /// Height in pixels, upright.
    pub height: u32,
    /// Whether any pixel is not opaque.
    pub has_alpha: bool,
    /// The picture at 24 pixels as a data URI of at most 400 bytes. Empty for one with transparency: it would shine through.
    pub placeholder: String,
    /// The colour that covers most of it.
    pub dominant_colour: Colour,
    /// The pixels, so that a picture that is taken in and derived at once is decoded once.
    pub master: Master,
}

/// Reads a picture: limits, upright, sRGB, no metadata.
///
/// # Errors
/// [`Refusal`].
pub fn ingest(bytes: &[u8], limits: &Limits) -> Result<Ingested, Refusal> {
    let Taken {
        format,
        placeholder,
        dominant_colour,
        master,
    } = pixels::take(bytes, limits)?;
    let Size { width, height } = master.size();
    Ok(Ingested {
        hash: ContentHash::of(bytes),
        format,
        byte_size: bytes.len() as u64,
        width,
        height,
        has_alpha: master.has_alpha(),
        placeholder,
        dominant_colour,
        master,
    })
}
