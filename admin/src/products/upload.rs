//! Pictures as a browser sends them: part by part, one in memory at a time. What is taken is kept at once, so that a picture that is
//! refused takes no other with it, and none has to be sent twice.

use axum::extract::Multipart;
use bytes::Bytes;
use commerce::ids::MediaId;
use commerce::media::store::store_media;
use platform::audit::Change;
use platform::files::image::{KeepError, Lookalike, Refusal};
use platform::i18n::{Locale, Message, numbers};
use platform::web::{Fields, PageError, Parts};
use serde::Serialize;

use crate::admin::Admin;
use crate::guard::Me;

/// Largest upload, all pictures together.
pub(crate) const LARGEST: usize = 256 << 20;
/// Most files in one upload.
const MOST_FILES: usize = 30;
/// The field with the files.
pub(crate) const FILES: &str = "fil";
/// Longest name that is kept.
const LONGEST_NAME: usize = 200;
const MB: u64 = 1 << 20;

/// What came.
pub(super) struct Upload {
    /// Everything that is no file.
    pub(super) fields: Fields,
    /// The files, in order.
    pub(super) files: Vec<Sent>,
}

/// A file, and what became of it.
pub(super) struct Sent {
    /// What the person calls it.
    pub(super) name: String,
    /// The picture, or why there is none.
    pub(super) fate: Result<MediaId, Message>,
    /// Whether it was refused for its size alone.
    pub(super) is_too_large: bool,
}

#[derive(Serialize)]
struct Uploaded<'a> {
    file_name: &'a str,
    byte_size: u64,
    format: &'static str,
    width: u32,
    height: u32,
}

/// Reads an upload and keeps the pictures in it.
///
/// # Errors
/// [`PageError::TooLarge`] beyond [`LARGEST`], [`PageError::BadRequest`] for what is no such form.
pub(super) async fn read(admin: &Admin, me: &Me, form: Multipart) -> Result<Upload, PageError> {
    let (mut parts, mut pairs, mut files) = (Parts::of(form), Vec::new(), Vec::new());
    while let Some(mut part) = parts.next_part().await? {
        let name = part.name().to_owned();
        if name == FILES {
            let called = plain_name(part.file_name());
            let most = if files.len() < MOST_FILES {
                admin.darkroom.limits().max_bytes
            } else {
                0
            };
            let content = part.content(most).await?;
            // A field without a choice is sent as a file without name and content.
            if matches!(&content, Ok(content) if content.is_empty()) && called.is_empty() {
                continue;
            }
            files.push(if files.len() < MOST_FILES {
                keep(admin, me, called, content).await?
            } else {
                Sent {
                    name: called,
                    fate: Err(Message::new("picture-too-many-files").with("most", MOST_FILES)),
                    is_too_large: true,
                }
            });
        } else {
            pairs.push((name, part.text().await?));
        }
    }
    Ok(Upload {
        fields: Fields::of(pairs)?,
        files,
    })
}

async fn keep(
    admin: &Admin,
    me: &Me,
    name: String,
    content: Result<Bytes, u64>,
) -> Result<Sent, PageError> {
    let limit = admin.darkroom.limits().max_bytes;
    let kept = match content {
        Ok(content) => admin.darkroom.keep(content).await,
        Err(bytes) => Err(Refusal::TooLarge { bytes, limit }.into()),
    };
    let picture = match kept {
        Ok(picture) => picture,
        Err(KeepError::Refused(refusal)) => {
            return Ok(Sent {
                name,
                fate: Err(reason(me.locale(), &refusal)),
                is_too_large: matches!(refusal, Refusal::TooLarge { .. }),
            });
        }
        Err(KeepError::Store(error)) => {
            tracing::error!(%error, "an upload could not be kept");
            return Ok(Sent {
                name,
                fate: Err(Message::new("picture-not-kept")),
                is_too_large: false,
            });
        }
    };
    let mut tx = admin.db.begin(me.origin()).await?;
    let id = store_media(&mut tx, &picture, (!name.is_empty()).then_some(&*name)).await?;
    let uploaded = Uploaded {
        file_name: &name,
        byte_size: picture.byte_size,
        format: picture.format.as_str(),
        width: picture.width,
        height: picture.height,
    };
    let change = Change::deed("picture.upload", "media", id).with_after(&uploaded);
    tx.audit(change).await?;
    tx.commit().await?;
    Ok(Sent {
        name,
        fate: Ok(id),
        is_too_large: false,
    })
}

/// The last part of a name, without what no file is called: a name is for people to read and leads nowhere.
fn plain_name(sent: &str) -> String {
    let last = sent.rsplit(['/', '\\']).next().unwrap_or_default();
    let kept = last.chars().filter(|c| !c.is_control());
    let name: String = kept.take(LONGEST_NAME).collect();
    let name = name.trim();
    if matches!(name, "." | "..") {
        String::new()
    } else {
        name.to_owned()
    }
}

/// Why a file is not taken, for the person who sent it.
fn reason(locale: Locale, refusal: &Refusal) -> Message {
    let number = |n: u64| numbers::number(locale, i64::try_from(n).unwrap_or(i64::MAX));
    let of = |key: &str, format: &dyn std::fmt::Display| {
        Message::new(key).with("format", format.to_string())
    };
    match refusal {
        Refusal::Empty => Message::new("picture-refused-empty"),
        Refusal::TooLarge { bytes, limit } => Message::new("picture-refused-too-large")
            .with("size", number(bytes.div_ceil(MB)))
            .with("limit", number(limit / MB)),
        Refusal::UnknownFormat { looks_like: None } => Message::new("picture-refused-unknown"),
        Refusal::UnknownFormat {
            looks_like: Some(kind),
        } => Message::new("picture-refused-other").with("kind", lookalike(*kind)),
        Refusal::TooManyPixels {
            width,
            height,
            max_pixels,
            max_side,
        } => Message::new("picture-refused-pixels")
            .with("width", number((*width).into()))
            .with("height", number((*height).into()))
            .with("side", number((*max_side).into()))
            .with("millions", number(max_pixels / 1_000_000)),
        Refusal::Truncated { format } => of("picture-refused-truncated", format),
        Refusal::Corrupt { format, .. } => of("picture-refused-corrupt", format),
        Refusal::Unsupported { format, .. } => of("picture-refused-unsupported", format),
    }
}

fn lookalike(kind: Lookalike) -> &'static str {
    match kind {
        Lookalike::Heic => "heic",
        Lookalike::Avif => "avif",
        Lookalike::Jxl => "jxl",
        Lookalike::Svg => "svg",
        Lookalike::Psd => "psd",
        Lookalike::Pdf => "pdf",
        Lookalike::Html => "html",
        Lookalike::Zip => "zip",
        Lookalike::Video => "video",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_leads_nowhere() {
        for (sent, kept) in [
            ("mugg.jpg", "mugg.jpg"),
            ("../../etc/passwd", "passwd"),
            ("..\\..\\hemlig.png", "hemlig.png"),
            ("/abs/\u{0}\r\nx.png", "x.png"),
            ("..", ""),
            ("bilder/", ""),
            (" åäö .webp ", "åäö .webp"),
        ] {
            assert_eq!(plain_name(sent), kept, "{sent}");
        }
        assert_eq!(plain_name(&"x".repeat(900)).len(), LONGEST_NAME);
    }
}
