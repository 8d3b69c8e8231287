//! Pictures of cases as they were kept before: among the catalogue's, at addresses that anybody can open who has them. They move to the area of their own, and
//! what nobody else shows is taken away, files and all.

use jiff::SignedDuration;
use platform::clock::Timestamp;
use platform::db::{DbError, PgConnection, Tx};

use super::{WAITS, store};
use crate::ids::{CaseFileId, MediaId, OrderId, ReturnId};
use crate::media;

/// A case's picture among the catalogue's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Former {
    /// Of which case.
    pub return_id: ReturnId,
    /// Of which order.
    pub order_id: OrderId,
    /// Which.
    pub media_id: MediaId,
    /// Where it stands.
    pub position: i32,
    /// Bytes as sent.
    pub byte_size: i64,
}

/// Pictures that are still to move, at most so many.
///
/// # Errors
/// Database errors.
pub async fn pictures(conn: &mut PgConnection, limit: i64) -> Result<Vec<Former>, DbError> {
    store::former(conn, limit).await
}

/// Notes the picture's new row, before its files are written.
///
/// # Errors
/// Database errors.
pub async fn begin(tx: &mut Tx, former: &Former) -> Result<CaseFileId, DbError> {
    let (id, keep_until) = (CaseFileId::generate(), tx.now().plus(WAITS));
    let byte_size = u64::try_from(former.byte_size).unwrap_or_default().max(1);
    let row = (id, former.order_id, "picture");
    store::insert(tx, row, byte_size, keep_until).await?;
    Ok(id)
}

/// Its files are written: the case shows them instead.
///
/// # Errors
/// Database errors.
pub async fn moved(tx: &mut Tx, former: &Former, id: CaseFileId) -> Result<(), DbError> {
    store::moved(tx, former, id).await
}

/// It cannot be read any more: the case is without it.
///
/// # Errors
/// Database errors.
pub async fn lost(tx: &mut Tx, former: &Former) -> Result<(), DbError> {
    store::drop_former(tx, former).await
}

/// Buyers' pictures among the catalogue's that no case and no product shows, at most so many: of forms that were never taken, of cases that have moved or were
/// erased. Those that came today may still be a form's, in a program that is older than this one.
///
/// # Errors
/// Database errors.
pub async fn left_over(
    conn: &mut PgConnection,
    now: Timestamp,
    limit: i64,
) -> Result<Vec<MediaId>, DbError> {
    let before = now.minus(SignedDuration::from_hours(24));
    media::store::buyers_unused(conn, before, limit).await
}
