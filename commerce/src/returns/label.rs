//! **Labels**: the shop books the parcel home at its carrier, and hands the buyer the label. The file is written between the two steps, outside of any transaction.

use platform::audit::Change;
use platform::db::{DbError, Tx};
use serde_json::json;

use super::decide::{DecideError, locked};
use super::files::{WAITS, store as rows};
use super::{Case, ReturnState, store};
use crate::ids::{CaseFileId, ReturnId};
use crate::jobs::SendReturnNotice;

/// Largest label.
pub const LARGEST: usize = 5 << 20;

/// Why there is no label.
#[derive(Debug, thiserror::Error)]
pub enum LabelError {
    /// The case does not stand as it was read, or nothing is to come back.
    #[error(transparent)]
    Case(#[from] DecideError),
    /// It is no PDF, or too large.
    #[error("no PDF of a label's size")]
    NoPdf,
}

impl From<DbError> for LabelError {
    fn from(error: DbError) -> Self {
        Self::Case(error.into())
    }
}

/// Whether goods are to be sent back, so that a label is of use.
#[must_use]
pub fn can_have(case: &Case) -> bool {
    let has_begun = case.received_at.is_some() && !case.state.is_over();
    (case.state == ReturnState::AwaitingGoods || has_begun) && case.awaited() > 0
}

/// Notes a label that is about to be kept.
///
/// # Errors
/// [`LabelError`]; the transaction is to be dropped then.
pub async fn begin(
    tx: &mut Tx,
    id: ReturnId,
    row_version: i32,
    content: &[u8],
) -> Result<CaseFileId, LabelError> {
    let case = locked(tx, id, row_version).await?;
    if !can_have(&case) {
        return Err(DecideError::ChangedMeanwhile.into());
    }
    if !content.starts_with(b"%PDF-") || content.len() > LARGEST {
        return Err(LabelError::NoPdf);
    }
    let (file, keep_until) = (CaseFileId::generate(), tx.now().plus(WAITS));
    let byte_size = u64::try_from(content.len()).unwrap_or(u64::MAX);
    rows::insert(tx, (file, case.order_id, "label"), byte_size, keep_until).await?;
    Ok(file)
}

/// The label's file is written: the buyer gets it.
///
/// # Errors
/// [`LabelError`]; the transaction is to be dropped then.
pub async fn hand_over(
    tx: &mut Tx,
    id: ReturnId,
    row_version: i32,
    file: CaseFileId,
) -> Result<(), LabelError> {
    let case = locked(tx, id, row_version).await?;
    rows::set_label(tx, id, file).await?;
    store::set_state(tx, id, case.state).await?;
    let after = json!({ "file": file });
    tx.audit(Change::deed("return.label_added", "return", id).with_after(&after))
        .await?;
    tx.enqueue(&SendReturnNotice {
        return_id: id,
        purpose: "label".to_owned(),
    })
    .await?;
    Ok(())
}
