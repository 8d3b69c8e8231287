//! A file as a browser sends it, in one part of a form.

use axum::extract::Multipart;
use axum::extract::multipart::MultipartError;
use bytes::{Bytes, BytesMut};
use commerce::quick_order::file::{FileError, LARGEST};
use http::StatusCode;
use platform::web::PageError;

/// The field with the file.
pub(super) const FILE: &str = "fil";

/// The file, or why there is none. One that is too large is heard out to the request's limit, so that the browser hears the answer.
///
/// # Errors
/// [`PageError::TooLarge`] beyond the route's limit; [`PageError::BadRequest`] for what is no such form.
pub(super) async fn read(mut form: Multipart) -> Result<Result<Bytes, FileError>, PageError> {
    let mut found = Err(FileError::Empty);
    while let Some(mut field) = form.next_field().await.map_err(broken)? {
        let is_file = field.name() == Some(FILE);
        let (mut content, mut is_too_large) = (BytesMut::new(), false);
        while let Some(chunk) = field.chunk().await.map_err(broken)? {
            is_too_large |= content.len() + chunk.len() > LARGEST;
            if is_file && !is_too_large {
                content.extend_from_slice(&chunk);
            }
        }
        if is_file {
            found = match (is_too_large, content.is_empty()) {
                (true, _) => Err(FileError::TooLarge),
                (false, true) => Err(FileError::Empty),
                (false, false) => Ok(content.freeze()),
            };
        }
    }
    Ok(found)
}

fn broken(error: MultipartError) -> PageError {
    if error.status() == StatusCode::PAYLOAD_TOO_LARGE {
        PageError::TooLarge
    } else {
        PageError::BadRequest(error.body_text())
    }
}
