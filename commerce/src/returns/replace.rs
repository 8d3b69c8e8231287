//! **Replacing**: the buyer is sent other goods, or theirs mended, or what came though there was nothing to be said for it. When all has been sent the case is
//! put right.

use platform::audit::Change;
use platform::db::{DbError, Tx};
use serde_json::json;

use super::decide::{DecideError, locked};
use super::{Case, ReturnEvent, ReturnState, store};
use crate::fulfilment::{NewShipment, replace};
use crate::ids::{OrderLineId, ReturnId, ShipmentId};
use crate::locks;
use crate::order::events::{ReplacementSent, ReturnSettled};

/// So many pieces of a line are sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReplacedLine {
    /// Of which line.
    pub line_id: OrderLineId,
    /// How many out of the stock.
    pub fresh: i32,
    /// How many of those that were put aside.
    pub back: i32,
}

/// Why nothing was sent.
#[derive(Debug, thiserror::Error)]
pub enum ReplaceError {
    /// The case does not stand as it was read.
    #[error(transparent)]
    Case(#[from] DecideError),
    /// Nothing is in it.
    #[error("nothing is in the shipment")]
    Empty,
    /// Fewer can be sent of the line.
    #[error("more than can be sent of a line")]
    TooMany {
        /// Which line.
        line_id: OrderLineId,
        /// How many can be, out of the stock or back.
        left: i32,
        /// How many are put aside.
        kept: i32,
    },
    /// It would have left in the future, or before the case was.
    #[error("the moment cannot be")]
    Moment,
    /// The stock does not hold so many that nobody else has been promised.
    #[error("the stock does not hold so many")]
    Short,
}

impl From<DbError> for ReplaceError {
    fn from(error: DbError) -> Self {
        Self::Case(error.into())
    }
}

/// Registers what is sent in a case; gives which shipment. The same reference again changes nothing. The shipment's own lines say nothing here: `lines` do.
///
/// # Errors
/// [`ReplaceError`]; the transaction is to be dropped then.
pub async fn send(
    tx: &mut Tx,
    id: ReturnId,
    row_version: i32,
    (new, lines): (&NewShipment, &[ReplacedLine]),
) -> Result<ShipmentId, ReplaceError> {
    let order_id = store::order_of(tx, id).await?.ok_or(DecideError::Unknown)?;
    locks::lock_order(tx, order_id).await?;
    if let Some(known) = replace::known(tx, order_id, &new.reference).await? {
        return Ok(known);
    }
    let case = locked(tx, id, row_version).await?;
    if new.shipped_at > tx.now() || new.shipped_at < case.made_at {
        return Err(ReplaceError::Moment);
    }
    let sent = pieces(&case, lines)?;
    let shipment = replace::send(tx, (order_id, id), new, &sent).await?;
    let shipment_id = shipment.ok_or(ReplaceError::Short)?;
    store::count_sent(tx, id, &sent).await?;
    let count =
        |of: fn(&replace::Pieces) -> i32| sent.iter().map(|p| i64::from(of(p))).sum::<i64>();
    let (fresh, back) = (count(|piece| piece.fresh), count(|piece| piece.back));
    tx.emit(&ReplacementSent {
        order_id,
        return_id: id,
        number: case.number.clone(),
        shipment_id,
        fresh,
        back,
        carrier: new.carrier.clone(),
    })
    .await?;
    let after = json!({ "shipment": shipment_id, "carrier": new.carrier, "shipped_at": new.shipped_at,
                        "lines": sent.iter().map(|p| json!({ "line": p.line_id, "fresh": p.fresh, "back": p.back })).collect::<Vec<_>>() });
    tx.audit(Change::deed("return.replacement_sent", "return", id).with_after(&after))
        .await?;
    end(tx, &case, fresh + back).await?;
    Ok(shipment_id)
}

fn pieces(case: &Case, lines: &[ReplacedLine]) -> Result<Vec<replace::Pieces>, ReplaceError> {
    let mut pieces: Vec<replace::Pieces> = Vec::new();
    for line in lines
        .iter()
        .filter(|line| line.fresh != 0 || line.back != 0)
    {
        let line_id = line.line_id;
        let held = case.lines.iter().find(|held| held.line_id == line_id);
        let left = held.map_or(0, |held| case.sendable(held));
        let kept = held.map_or(0, |held| held.kept - held.sent_back);
        let is_twice = pieces.iter().any(|piece| piece.line_id == line_id);
        let count = line.fresh.saturating_add(line.back);
        if line.fresh < 0 || line.back < 0 || count > left || line.back > kept || is_twice {
            return Err(ReplaceError::TooMany {
                line_id,
                left,
                kept,
            });
        }
        pieces.push(replace::Pieces {
            line_id,
            fresh: line.fresh,
            back: line.back,
        });
    }
    if pieces.is_empty() {
        return Err(ReplaceError::Empty);
    }
    Ok(pieces)
}

/// The case is put right when the buyer has been sent as many pieces as it is about; where the old ones are still to come, when they have come.
async fn end(tx: &mut Tx, case: &Case, now_sent: i64) -> Result<(), DbError> {
    let all: i64 = case.lines.iter().map(|line| i64::from(line.quantity)).sum();
    let sent: i64 = case.lines.iter().map(|line| i64::from(line.sent())).sum();
    let next = case
        .next(ReturnEvent::FinishSending)
        .filter(|_| sent + now_sent >= all && case.state == ReturnState::ToSend);
    let Some(next) = next else {
        return store::set_state(tx, case.id, case.state).await;
    };
    store::set_state(tx, case.id, next).await?;
    tx.emit(&ReturnSettled {
        order_id: case.order_id,
        return_id: case.id,
        number: case.number.clone(),
    })
    .await
}
