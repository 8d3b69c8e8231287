//! What a form with files sends, part by part, so that one file at a time is in memory.

use axum::extract::Multipart;
use axum::extract::multipart::{Field, MultipartError};
use bytes::{Bytes, BytesMut};
use http::StatusCode;

use super::PageError;
use super::form::MAX_FORM_BYTES;

/// The parts of a form, in the order in which they are sent.
pub struct Parts {
    form: Multipart,
    /// Bytes that its texts may still have, all together.
    room: usize,
}

/// One part: a file, or a field's text.
pub struct Part<'a> {
    field: Field<'a>,
    room: &'a mut usize,
}

impl Parts {
    /// Of this form.
    #[must_use]
    pub fn of(form: Multipart) -> Self {
        Self {
            form,
            room: MAX_FORM_BYTES,
        }
    }

    /// The next part; `None` behind the last.
    ///
    /// # Errors
    /// [`PageError::TooLarge`] beyond the route's limit, [`PageError::BadRequest`] for what is no such form.
    pub async fn next_part(&mut self) -> Result<Option<Part<'_>>, PageError> {
        let Some(field) = self.form.next_field().await.map_err(broken)? else {
            return Ok(None);
        };
        let room = &mut self.room;
        Ok(Some(Part { field, room }))
    }
}

impl Part<'_> {
    /// The field that it belongs to.
    #[must_use]
    pub fn name(&self) -> &str {
        self.field.name().unwrap_or_default()
    }

    /// What whoever sends the file calls it; empty for a field's text, and for a field of files without a choice.
    #[must_use]
    pub fn file_name(&self) -> &str {
        self.field.file_name().unwrap_or_default()
    }

    /// The part to its end. Of one that is larger than `most` only the size is left: it is heard out, so that the browser hears the answer.
    ///
    /// # Errors
    /// As [`Parts::next_part`].
    pub async fn content(&mut self, most: u64) -> Result<Result<Bytes, u64>, PageError> {
        let (mut content, mut size) = (BytesMut::new(), 0);
        while let Some(chunk) = self.field.chunk().await.map_err(broken)? {
            size += chunk.len() as u64;
            if size <= most {
                content.extend_from_slice(&chunk);
            } else {
                content = BytesMut::new();
            }
        }
        Ok(if size <= most {
            Ok(content.freeze())
        } else {
            Err(size)
        })
    }

    /// A field's text. All texts of a form together have the room that a form without files has.
    ///
    /// # Errors
    /// As [`Parts::next_part`]; [`PageError::TooLarge`] when there is no room for it, [`PageError::BadRequest`] when it is not UTF-8.
    pub async fn text(mut self) -> Result<String, PageError> {
        let room = u64::try_from(*self.room).unwrap_or(u64::MAX);
        let content = self.content(room).await?;
        let content = content.map_err(|_| PageError::TooLarge)?;
        *self.room -= content.len();
        String::from_utf8(content.into())
            .map_err(|_| PageError::BadRequest("a field is not UTF-8".to_owned()))
    }
}

fn broken(error: MultipartError) -> PageError {
    if error.status() == StatusCode::PAYLOAD_TOO_LARGE {
        PageError::TooLarge
    } else {
        PageError::BadRequest(error.body_text())
    }
}
