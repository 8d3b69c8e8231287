//! Originals of pictures: from a file into the store.

use std::path::Path;

use anyhow::Context as _;
use bytes::Bytes;
use platform::files::image::{Darkroom, Ingested};

/// Reads a picture and keeps the original in the store; its row may be written then.
///
/// # Errors
/// A file that cannot be read, is no picture, or a store that does not take it.
pub async fn keep(darkroom: &Darkroom, path: &Path) -> anyhow::Result<Ingested> {
    let about = || path.display().to_string();
    let content = Bytes::from(tokio::fs::read(path).await.with_context(about)?);
    darkroom.keep(content).await.with_context(about)
}
