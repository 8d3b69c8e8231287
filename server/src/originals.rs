//! Originals of pictures: from a file into the store.

use std::path::Path;

use anyhow::Context as _;
use bytes::Bytes;
use commerce::media::original_key;
use platform::files::image::{Darkroom, Ingested};

/// Reads a picture and keeps the original in the store; its row may be written then.
///
/// # Errors
/// A file that cannot be read, is no picture, or a store that does not take it.
pub async fn keep(darkroom: &Darkroom, path: &Path) -> anyhow::Result<Ingested> {
    let about = || path.display().to_string();
    let content = Bytes::from(tokio::fs::read(path).await.with_context(about)?);
    let picture = darkroom.ingest(content.clone()).await.with_context(about)?;
    let key = original_key(&picture.hash, picture.format);
    darkroom
        .store()
        .put(&key, content)
        .await
        .with_context(about)?;
    Ok(picture)
}
