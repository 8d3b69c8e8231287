//! **Reporting**: whoever reads a review that breaks the rules says so. It stays where it is until staff have looked at it again, so that nobody can take
//! away a review by reporting it.

use platform::audit::Change;
use platform::db::{DbError, Tx};
use serde_json::json;

use super::{Breach, LONGEST_WORDS, store};
use crate::ids::ReviewId;

/// Why a report was not taken.
#[derive(Debug, thiserror::Error)]
pub enum ReportError {
    /// There is no such review to be read.
    #[error("no such review")]
    Unknown,
    /// Words are missing, or there are too many.
    #[error("words are missing or too many")]
    Words,
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// Takes a report of a published review, and puts the review back into the queue.
///
/// # Errors
/// [`ReportError`]; the transaction is to be dropped then.
pub async fn report(
    tx: &mut Tx,
    id: ReviewId,
    reason: Breach,
    words: &str,
) -> Result<(), ReportError> {
    let words = words.trim();
    let is_short = reason == Breach::Other && words.is_empty();
    if is_short || words.chars().count() > LONGEST_WORDS {
        return Err(ReportError::Words);
    }
    if !store::count_report(tx, id).await? {
        return Err(ReportError::Unknown);
    }
    store::insert_report(tx, id, reason, words).await?;
    let after = json!({ "reason": reason.as_str() });
    tx.audit(Change::deed("review.reported", "review", id).with_after(&after))
        .await?;
    Ok(())
}
