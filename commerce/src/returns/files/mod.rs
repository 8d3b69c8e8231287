//! **Files of cases**: pictures of what is wrong, and labels for sending goods back. They show people's homes, so they lie in an area of their own that no public address leads to: whoever holds
//! the order's key or may read cases sees them, nothing keeps a copy on the way, and they go with what the case says of its buyer. The original is not kept:
//! it says where and with what it was taken. A row comes before its files, so that none is ever left that nobody knows of.

pub mod former;
pub(super) mod store;

use jiff::SignedDuration;
use platform::audit::Change;
use platform::clock::Timestamp;
use platform::db::{DbError, PgConnection, Tx};
use platform::files::FileKey;
use platform::files::image::{DeriveError, Encoding, Master};
use serde_json::json;

use crate::ids::{CaseFileId, OrderId, ReturnId};
use crate::locks;
use crate::media::PictureSettings;

/// How long a picture waits for the form that it was sent with to be taken.
pub const WAITS: SignedDuration = SignedDuration::from_hours(24);
/// Most pictures that are taken of an order within an hour, whatever becomes of their forms.
pub const MOST_AN_HOUR: i64 = 30;
/// What nothing keeps any more rests for so long, for a form that is being taken at this very moment.
const RESTS: SignedDuration = SignedDuration::from_hours(1);
/// Pixels across that a small picture should have at least, where the theme makes such.
const SMALL: u32 = 192;

/// In which size a picture is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// As large as the theme makes pictures: a damage must be seen.
    Large,
    /// Beside the words.
    Small,
}

impl Part {
    /// Every size, the largest first, so that one is made of the other.
    pub const ALL: [Self; 2] = [Self::Large, Self::Small];

    /// As its address names it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Large => "large",
            Self::Small => "small",
        }
    }

    fn suffix(self) -> &'static str {
        match self {
            Self::Large => "-large.jpg",
            Self::Small => "-small.jpg",
        }
    }

    fn width(self, widths: &[u32], full: u32) -> u32 {
        let last = widths.last().copied().unwrap_or(full);
        match self {
            Self::Large => last,
            Self::Small => widths.iter().copied().find(|w| *w >= SMALL).unwrap_or(last),
        }
    }
}

/// The last part of a picture's address, at both doors.
#[must_use]
pub fn name(id: CaseFileId, part: Part) -> String {
    format!("{id}-{}.jpg", part.as_str())
}

/// The picture that the last part of an address names.
#[must_use]
pub fn of_name(name: &str) -> Option<(CaseFileId, Part)> {
    let (id, part) = name.strip_suffix(".jpg")?.rsplit_once('-')?;
    let part = Part::ALL.into_iter().find(|known| known.as_str() == part)?;
    let id = id.parse().ok().filter(|known: &CaseFileId| {
        // One picture has one address.
        known.to_string() == id
    })?;
    Some((id, part))
}

/// Where a picture's file lies.
#[must_use]
pub fn key(id: CaseFileId, part: Part) -> FileKey {
    FileKey::of_row("case", id.0, part.suffix())
}

/// Where a label's file lies.
#[must_use]
pub fn label_key(id: CaseFileId) -> FileKey {
    FileKey::of_row("case", id.0, ".pdf")
}

/// Every file that a row may have.
#[must_use]
pub fn keys(id: CaseFileId) -> Vec<FileKey> {
    let mut keys: Vec<FileKey> = Part::ALL.map(|part| key(id, part)).into();
    keys.push(label_key(id));
    keys
}

/// A picture in its sizes, without anything that its camera wrote into it.
///
/// # Errors
/// [`DeriveError`].
pub fn make(
    master: &Master,
    settings: &PictureSettings,
) -> Result<Vec<(Part, Vec<u8>)>, DeriveError> {
    let full = master.size().width;
    let widths: Vec<u32> = settings.widths_for(full).collect();
    let mut renditions = master.renditions(settings.widths(), None);
    let mut made = Vec::new();
    for part in Part::ALL {
        let output = settings.output(part.width(&widths, full), Encoding::Jpeg);
        made.push((part, renditions.at(output.width)?.encode(&output)?));
    }
    Ok(made)
}

/// A file's row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CaseFile {
    /// Which.
    pub id: CaseFileId,
    /// Of which order.
    pub order_id: OrderId,
    /// Of which case; `None` while its form has not been taken.
    pub return_id: Option<ReturnId>,
}

/// Why a picture was not taken.
#[derive(Debug, thiserror::Error)]
pub enum TakeError {
    /// So many have come of the order within the hour.
    #[error("too many pictures within an hour")]
    TooMany,
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// Whether another picture of an order would be taken: asked before there is any work with it.
///
/// # Errors
/// Database errors.
pub async fn has_room(
    conn: &mut PgConnection,
    order_id: OrderId,
    now: Timestamp,
) -> Result<bool, DbError> {
    let hour_ago = now.minus(SignedDuration::from_hours(1));
    Ok(store::sent_since(conn, order_id, hour_ago).await? < MOST_AN_HOUR)
}

/// Notes a picture that is about to be kept for a form; its files may be written once this is committed.
///
/// # Errors
/// [`TakeError`].
pub async fn take(tx: &mut Tx, order_id: OrderId, byte_size: u64) -> Result<CaseFileId, TakeError> {
    locks::lock_order(tx, order_id).await?;
    let now = tx.now();
    if !has_room(tx, order_id, now).await? {
        return Err(TakeError::TooMany);
    }
    let id = CaseFileId::generate();
    let keep_until = now.plus(WAITS);
    store::insert(tx, (id, order_id, "picture"), byte_size, keep_until).await?;
    let after = json!({ "file": id, "byte_size": byte_size });
    tx.audit(Change::deed("return.picture_sent", "order", order_id).with_after(&after))
        .await?;
    Ok(id)
}

/// A picture.
///
/// # Errors
/// Database errors.
pub async fn picture(conn: &mut PgConnection, id: CaseFileId) -> Result<Option<CaseFile>, DbError> {
    store::find(conn, id).await
}

/// Files that nothing keeps any more, at most so many: to be taken away, and then [`gone`].
///
/// # Errors
/// Database errors.
pub async fn to_go(
    conn: &mut PgConnection,
    now: Timestamp,
    limit: i64,
) -> Result<Vec<CaseFileId>, DbError> {
    store::to_go(conn, now.minus(RESTS), limit).await
}

/// Forgets the rows of files that have been taken away.
///
/// # Errors
/// Database errors.
pub async fn gone(tx: &mut Tx, ids: &[CaseFileId]) -> Result<(), DbError> {
    store::delete(tx, ids).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_has_one_address_in_each_size() {
        let id = CaseFileId(uuid::Uuid::from_u128(7));
        for part in Part::ALL {
            assert_eq!(of_name(&name(id, part)), Some((id, part)));
        }
        for bad in [
            format!("{id}"),
            format!("{id}-huge.jpg"),
            format!("{id}-small.png"),
            format!("{}-small.jpg", id.0.simple()),
            format!("{id}-small.jpg ").to_uppercase(),
            "-small.jpg".to_owned(),
            String::new(),
        ] {
            assert_eq!(of_name(&bad), None, "{bad}");
        }
    }

    #[test]
    fn the_small_one_is_the_first_that_is_large_enough_and_the_large_one_the_last() {
        for (widths, full, large, small) in [
            (vec![160, 320, 720], 700, 720, 320),
            (vec![160], 100, 160, 160),
            (vec![], 90, 90, 90),
        ] {
            assert_eq!(Part::Large.width(&widths, full), large);
            assert_eq!(Part::Small.width(&widths, full), small);
        }
    }
}
