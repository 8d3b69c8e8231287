//! What staff note about an order, for each other. The buyer never sees it on a page, but may read it in the file with everything.

mod store;

use platform::audit::Change;
use platform::clock::Timestamp;
use platform::db::{Actor, DbError, PgConnection, Tx};

use crate::ids::OrderId;
use crate::locks;

/// The most characters that a note may have.
pub const LONGEST: usize = 1_000;

/// Why nothing was noted.
#[derive(Debug, thiserror::Error)]
pub enum NoteError {
    /// There is no such order, or nobody of staff notes it.
    #[error("there is no such order")]
    Unknown,
    /// Nothing was written, or too much.
    #[error("nothing was written, or too much")]
    NoWords,
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// A note.
#[derive(Clone, Debug)]
pub struct Note {
    /// What was noted.
    pub text: String,
    /// By whom, as they are called.
    pub by: String,
    /// When.
    pub at: Timestamp,
}

/// Notes something about an order. The same words by the same person, while they are the order's latest note, are noted already.
///
/// # Errors
/// See [`NoteError`]; nothing has happened then.
pub async fn add(tx: &mut Tx, order: OrderId, text: &str) -> Result<(), NoteError> {
    let text = text.trim();
    if text.is_empty() || text.chars().count() > LONGEST {
        return Err(NoteError::NoWords);
    }
    let Actor::Staff { id: staff, .. } = tx.actor().clone() else {
        return Err(NoteError::Unknown);
    };
    if locks::lock_order(tx, order).await?.is_none() {
        return Err(NoteError::Unknown);
    }
    if store::is_latest(tx, order, staff, text).await? {
        return Ok(());
    }
    store::insert(tx, order, staff, text).await?;
    // The trail keeps its rows for ever: that something was noted, not what.
    tx.audit(Change::deed("order.noted", "order", order))
        .await?;
    Ok(())
}

/// The notes about an order, the earliest first.
///
/// # Errors
/// Database errors.
pub async fn of_order(conn: &mut PgConnection, order: OrderId) -> Result<Vec<Note>, DbError> {
    store::of_order(conn, order).await
}
