//! **Receiving**: goods are back. What can be sold again goes to the shelf; the rest is scrapped. Both are told by the ledger of stock.

use std::collections::{BTreeMap, HashMap};

use platform::audit::Change;
use platform::db::{DbError, Tx};
use serde_json::json;

use super::decide::{DecideError, locked};
use super::period::{self, REFUND_DAYS};
use super::{Case, CaseLine, ReturnEvent, ReturnKind, ReturnState, store};
use crate::fulfilment::{self, Counted};
use crate::ids::{OrderLineId, ReturnId, VariantId};
use crate::inventory;
use crate::inventory::store::Back;
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

impl ReceivedLine {
    /// How many pieces that is.
    fn count(&self) -> i32 {
        let sum = self.restocked.saturating_add(self.scrapped);
        sum.saturating_add(self.kept)
    }
}

/// The lines of which something is said, each once and of none more than `left` of it.
pub(super) fn each_once(
    case: &Case,
    lines: &[ReceivedLine],
    left: fn(&CaseLine) -> i32,
) -> Result<Vec<ReceivedLine>, ReceiveError> {
    let mut sums = BTreeMap::<OrderLineId, ReceivedLine>::new();
    for line in lines {
        let sum = sums.entry(line.line_id).or_insert(ReceivedLine {
            restocked: 0,
            scrapped: 0,
            kept: 0,
            ..*line
        });
        sum.restocked = sum.restocked.saturating_add(line.restocked);
        sum.scrapped = sum.scrapped.saturating_add(line.scrapped);
        sum.kept = sum.kept.saturating_add(line.kept);
        let held = case.lines.iter().find(|held| held.line_id == line.line_id);
        let left = held.map_or(0, left);
        if line.restocked < 0 || line.scrapped < 0 || line.kept < 0 || sum.count() > left {
            let line_id = line.line_id;
            return Err(ReceiveError::TooMany { line_id, left });
        }
    }
    sums.retain(|_, sum| sum.count() > 0);
    if sums.is_empty() {
        return Err(ReceiveError::Empty);
    }
    Ok(sums.into_values().collect())
}

/// What of it goes to the stock, or away. What is put aside is in no stock.
pub(super) fn back(lines: &[ReceivedLine], sold: &[Counted]) -> Vec<Back> {
    let variants: HashMap<OrderLineId, VariantId> = sold
        .iter()
        .filter_map(|one| Some((one.line_id, one.variant_id?)))
        .collect();
    lines
        .iter()
        .filter(|line| line.restocked + line.scrapped > 0)
        .filter_map(|line| {
            Some(Back {
                variant_id: *variants.get(&line.line_id)?,
                restocked: i64::from(line.restocked),
                scrapped: i64::from(line.scrapped),
            })
        })
        .collect()
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
    let lines = each_once(&case, lines, CaseLine::awaited)?;
    let pieces: Vec<(OrderLineId, i32)> = lines.iter().map(|l| (l.line_id, l.count())).collect();
    store::count_received(tx, id, &lines).await?;
    let counted = fulfilment::count_returned(tx, case.order_id, &pieces).await?;
    if let Some(line_id) = fulfilment::missed(&pieces, &counted) {
        return Err(ReceiveError::TooMany { line_id, left: 0 });
    }
    let sum =
        |part: fn(&ReceivedLine) -> i32| lines.iter().map(|l| i64::from(part(l))).sum::<i64>();
    let sums = (sum(|l| l.restocked), sum(|l| l.scrapped), sum(|l| l.kept));
    inventory::store::take_back(tx, case.order_id, id.0, &back(&lines, &counted)).await?;
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
