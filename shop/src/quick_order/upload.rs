//! A file as a browser sends it, in one part of a form.

use axum::extract::Multipart;
use bytes::Bytes;
use commerce::quick_order::file::{FileError, LARGEST};
use platform::web::{PageError, Parts};

/// The field with the file.
pub(super) const FILE: &str = "fil";

/// The file, or why there is none. One that is too large is heard out to the request's limit, so that the browser hears the answer.
///
/// # Errors
/// [`PageError::TooLarge`] beyond the route's limit; [`PageError::BadRequest`] for what is no such form.
pub(super) async fn read(form: Multipart) -> Result<Result<Bytes, FileError>, PageError> {
    let mut parts = Parts::of(form);
    let mut found = Err(FileError::Empty);
    while let Some(mut part) = parts.next_part().await? {
        let most = if part.name() == FILE {
            LARGEST as u64
        } else {
            0
        };
        let content = part.content(most).await?;
        if part.name() == FILE {
            found = match content {
                Err(_) => Err(FileError::TooLarge),
                Ok(content) if content.is_empty() => Err(FileError::Empty),
                Ok(content) => Ok(content),
            };
        }
    }
    Ok(found)
}
