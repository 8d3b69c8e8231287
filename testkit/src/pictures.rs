//! Pictures for tests, and a place to keep them.

use std::sync::Arc;

use bytes::Bytes;
use commerce::ids::MediaId;
use commerce::media;
use platform::db::{Db, Origin};
use platform::files::DirectoryStore;
use platform::files::image::{Darkroom, Limits};

/// A darkroom over a temporary folder, which goes when this is dropped.
pub struct Pictures {
    /// Makes and keeps.
    pub darkroom: Darkroom,
    /// Where the files lie.
    pub folder: tempfile::TempDir,
}

impl Pictures {
    /// An empty one, for two pictures at a time.
    ///
    /// # Panics
    /// When no temporary folder can be made.
    #[must_use]
    pub fn new() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let store = DirectoryStore::open(folder.path()).expect("the folder can be written");
        let darkroom = Darkroom::new(Arc::new(store), Limits::default(), 2, 16 << 20);
        Self { darkroom, folder }
    }

    /// Takes an upload in as a door does: read, keep the original, record.
    ///
    /// # Panics
    /// When it is not a picture, or something fails.
    pub async fn upload(&self, db: &Db, content: &Bytes) -> MediaId {
        let picture = self
            .darkroom
            .keep(content.clone())
            .await
            .expect("a picture, kept");
        let mut tx = db
            .begin(Origin::system("test"))
            .await
            .expect("a transaction");
        let id = media::store::store_media(&mut tx, &picture, Some("picture.png"))
            .await
            .expect("stored");
        tx.commit().await.expect("committed");
        id
    }
}

impl Default for Pictures {
    fn default() -> Self {
        Self::new()
    }
}

/// A PNG of soft colours; another `seed`, another picture.
///
/// # Panics
/// Never for sizes above zero.
#[must_use]
pub fn photo(width: u32, height: u32, seed: u8) -> Bytes {
    let shade = |at: u32, of: u32| u8::try_from(at * 255 / of).unwrap_or(u8::MAX);
    let picture = image::RgbImage::from_fn(width, height, |x, y| {
        image::Rgb([shade(x, width), shade(y, height), seed])
    });
    let mut file = std::io::Cursor::new(Vec::new());
    picture
        .write_to(&mut file, image::ImageFormat::Png)
        .expect("written");
    file.into_inner().into()
}

/// The beginning of a PNG that says it has so many pixels: a bomb, if anyone unpacked it. Its checksums are right.
#[must_use]
pub fn png_header(width: u32, height: u32) -> Bytes {
    let mut file = b"\x89PNG\r\n\x1a\n".to_vec();
    let sides = [width.to_be_bytes(), height.to_be_bytes()].concat();
    chunk(
        &mut file,
        *b"IHDR",
        &[&sides, &[8, 2, 0, 0, 0][..]].concat(),
    );
    // An empty stream of zlib.
    chunk(&mut file, *b"IDAT", &[0x78, 0x9c, 0x03, 0, 0, 0, 0, 1]);
    chunk(&mut file, *b"IEND", &[]);
    file.into()
}

fn chunk(file: &mut Vec<u8>, kind: [u8; 4], content: &[u8]) {
    let length = u32::try_from(content.len()).unwrap_or(u32::MAX);
    file.extend_from_slice(&length.to_be_bytes());
    let checked = [&kind[..], content].concat();
    let sum = checked.iter().fold(u32::MAX, |sum, byte| {
        (0..8).fold(sum ^ u32::from(*byte), |sum, _| {
            (sum >> 1) ^ (0xedb8_8320 & (sum & 1).wrapping_neg())
        })
    });
    file.extend_from_slice(&checked);
    file.extend_from_slice(&(!sum).to_be_bytes());
}
