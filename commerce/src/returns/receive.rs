//! **Receiving**: goods are back. What can be sold again goes to the shelf; the rest is scrapped. Both are told by the ledger of stock.

use platform::audit::Change;
use platform::db::{DbError, Tx};
use serde_json::json;

use super::decide::{DecideError, locked};
use super::period::{self, REFUND_DAYS};
use super::{ReturnEvent, ReturnKind, ReturnState, store};
use crate::fulfilment;
use crate::ids::{OrderLineId, ReturnId};
use crate::inventory;
use crate::jobs::SendReturnNotice;
use crate::order::events::{GoodsReturned, ReturnSettled};

/// So many pieces of a line are back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReceivedLine {
    /// Of which line.
    pub line_id: OrderLineId,
    /// How many can be sold again.
    pub restocked: i32,
    /// How many cannot.
    pub scrapped: i32,
    /// How many are put aside, to be mended or looked at: neither in stock nor thrown away.
    pub kept: i32,
}

/// Why nothing was received.
#[derive(Debug, thiserror::Error)]
pub enum ReceiveError {
    /// The case does not stand as it was read.
    #[error(transparent)]
    Case(#[from] DecideError),
    /// Nothing came.
    #[error("nothing came")]
    Empty,
    /// Fewer are awaited of the line.
    #[error("more than is awaited of a line")]
    TooMany {
        /// Which line.
        line_id: OrderLineId,
        /// How many are awaited.
        left: i32,
    },
}

impl From<DbError> for ReceiveError {
    fn from(error: DbError) -> Self {
        Self::Case(error.into())
    }
}

/// Takes goods back.
///
/// # Errors
/// [`ReceiveError`]; the transaction is to be dropped then.
pub async fn receive(
    tx: &mut Tx,
    id: ReturnId,
    row_version: i32,
    lines: &[ReceivedLine],
) -> Result<(), ReceiveError> {
    let case = locked(tx, id, row_version).await?;
    // Where the new goods went first, nothing is left to be done.
    let is_done = case.state == ReturnState::AwaitingGoods && case.is_all_sent();
    let event = match (case.is_for_sending(), is_done) {
        (true, true) => ReturnEvent::FinishSending,
        (true, false) => ReturnEvent::ReceiveForSending,
        (false, _) => ReturnEvent::Receive,
    };
    let next = case
        .state
        .apply(event)
        .ok_or(DecideError::ChangedMeanwhile)?;
    let mut back = Vec::new();
    let mut sums = (0_i64, 0_i64, 0_i64);
    for line in lines
        .iter()
        .filter(|line| line.restocked != 0 || line.scrapped != 0 || line.kept != 0)
    {
        let held = case.lines.iter().find(|l| l.line_id == line.line_id);
        let left = held.map_or(0, super::CaseLine::awaited);
        let line_id = line.line_id;
        let count = line
            .restocked
            .saturating_add(line.scrapped)
            .saturating_add(line.kept);
        if line.restocked < 0 || line.scrapped < 0 || line.kept < 0 || count > left {
            return Err(ReceiveError::TooMany { line_id, left });
        }
        store::count_received(tx, id, line).await?;
        let variant = fulfilment::count_returned(tx, case.order_id, line_id, count).await?;
        let variant = variant.ok_or(ReceiveError::TooMany { line_id, left: 0 })?;
        sums = (
            sums.0 + i64::from(line.restocked),
            sums.1 + i64::from(line.scrapped),
            sums.2 + i64::from(line.kept),
        );
        // What is put aside is in no stock.
        let variant = variant.filter(|_| line.restocked + line.scrapped > 0);
        back.extend(variant.map(|variant_id| inventory::store::Back {
            variant_id,
            restocked: i64::from(line.restocked),
            scrapped: i64::from(line.scrapped),
        }));
    }
    if sums == (0, 0, 0) {
        return Err(ReceiveError::Empty);
    }
    inventory::store::take_back(tx, case.order_id, id.0, &back).await?;
    fulfilment::refresh(tx, case.order_id).await?;
    if case.kind == ReturnKind::Complaint && case.received_at.is_none() && !next.is_over() {
        store::set_due(tx, id, period::due_in(tx.now(), REFUND_DAYS)).await?;
    }
    store::received(tx, id, next).await?;
    if event == ReturnEvent::FinishSending {
        tx.emit(&ReturnSettled {
            order_id: case.order_id,
            return_id: id,
            number: case.number.clone(),
        })
        .await?;
    }
    tx.emit(&GoodsReturned {
        order_id: case.order_id,
        return_id: id,
        number: case.number.clone(),
        restocked: sums.0,
        scrapped: sums.1,
        kept: sums.2,
    })
    .await?;
    let after = json!({ "restocked": sums.0, "scrapped": sums.1, "kept": sums.2,
                        "lines": lines.iter().map(|l| json!({ "line": l.line_id, "restocked": l.restocked, "scrapped": l.scrapped, "kept": l.kept })).collect::<Vec<_>>() });
    tx.audit(Change::deed("return.received", "return", id).with_after(&after))
        .await?;
    tx.enqueue(&SendReturnNotice {
        return_id: id,
        purpose: "received".to_owned(),
    })
    .await?;
    Ok(())
}
