//! **Opening** a case: the buyer's statement is taken down as it was made, at once and for good.

use std::collections::BTreeMap;

use jiff::civil::Date;
use platform::audit::Change;
use platform::clock::Timestamp;
use platform::db::{DbError, Tx};
use serde_json::json;

use super::absorb::absorb;
use super::period::{self, REFUND_DAYS};
use super::store::NewLine;
use super::{
    CameBy, Claimable, ComplaintReason, Remedy, ReturnKind, ReturnState, WithdrawalException,
    cards, deadline, listing, store,
};
use crate::customer::erase::purge;
use crate::fulfilment;
use crate::gift_card;
use crate::ids::{CaseFileId, OrderId, OrderLineId, ReturnId};
use crate::inventory;
use crate::jobs::SendReturnNotice;
use crate::locks;
use crate::order;
use crate::order::OrderState;
use crate::order::events::ReturnOpened;
use crate::setting::{Key, Settings};

/// What the buyer says.
#[derive(Clone, Debug)]
pub struct Statement {
    /// Which case it becomes: the same statement again is the same case.
    pub id: ReturnId,
    /// What it is.
    pub kind: ReturnKind,
    /// Whose statement it is.
    pub name: String,
    /// Where the receipt goes.
    pub email: String,
    /// `sv` or `en`.
    pub locale: String,
    /// What is wrong; asked of complaints alone.
    pub reason: Option<ComplaintReason>,
    /// How it should be put right, when the buyer says so; of complaints alone.
    pub wish: Option<Remedy>,
    /// In the buyer's words; may be empty.
    pub description: String,
    /// What it is about.
    pub lines: Vec<StatementLine>,
    /// What shows it.
    pub pictures: Vec<CaseFileId>,
    /// When whoever says it opened the page for it, as the page proves: what was begun in time is in time.
    pub begun_at: Option<Timestamp>,
    /// When and how it came, when staff take it down: it was made then.
    pub notice: Option<Notice>,
}

/// When and how a statement came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Notice {
    /// When it came.
    pub at: Timestamp,
    /// How.
    pub by: CameBy,
    /// Staff take it though the period is over: an open purchase, a goodwill.
    pub is_goodwill: bool,
}

/// So many pieces of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StatementLine {
    /// Of which line.
    pub line_id: OrderLineId,
    /// How many.
    pub quantity: i32,
    /// The buyer says that the seal is unbroken.
    pub is_sealed: bool,
}

/// Why a statement was not taken.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// There is no such order, or it was never placed.
    #[error("no such order")]
    Unknown,
    /// Companies have no right of withdrawal.
    #[error("a company has no right of withdrawal")]
    Company,
    /// The time is over.
    #[error("the period ended on {0}")]
    TooLate(Date),
    /// Nothing was chosen.
    #[error("nothing was chosen")]
    Empty,
    /// A complaint without a reason.
    #[error("no reason was given")]
    NoReason,
    /// Fewer can be claimed of the line, or it is not the order's.
    #[error("more than can be claimed of a line")]
    TooMany {
        /// Which line.
        line_id: OrderLineId,
        /// How many can be.
        left: i32,
    },
    /// Of the line's gift cards fewer are unused.
    #[error("of the cards {left} can be taken back")]
    CardUsed {
        /// Which line.
        line_id: OrderLineId,
        /// How many can be taken back.
        left: i32,
        /// What is left on the cards of the line, in minor units.
        left_minor: i64,
    },
    /// The goods cannot be withdrawn from.
    #[error("the goods cannot be withdrawn from: {}", .reason.as_str())]
    Excepted {
        /// Which line.
        line_id: OrderLineId,
        /// Why, as it was told before the purchase.
        reason: WithdrawalException,
    },
    /// It would have been made in the future, or before the order was placed.
    #[error("the moment cannot be")]
    Moment,
    /// Under this id something else has been stated.
    #[error("something else was stated under the same id")]
    OtherStatement,
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// Takes a statement; gives the case's number. Goods that have not been sent are called off at once.
///
/// # Errors
/// [`OpenError`]; the transaction is to be dropped then.
pub async fn open(
    tx: &mut Tx,
    order_id: OrderId,
    statement: &Statement,
) -> Result<String, OpenError> {
    purge::look_again(tx, order_id).await?;
    let order = locks::lock_order(tx, order_id)
        .await?
        .ok_or(OpenError::Unknown)?;
    if let Some(known) = listing::by_id(tx, statement.id).await? {
        return if known.is_of(order_id, statement) {
            Ok(known.number)
        } else {
            Err(OpenError::OtherStatement)
        };
    }
    let made_at = statement.notice.map_or(tx.now(), |notice| notice.at);
    check_order(tx, (order_id, order.state.as_str()), statement, made_at).await?;
    check_period(tx, order_id, statement, made_at).await?;
    let pieces = pieces(statement)?;
    let mut claimable = listing::claimable(tx, order_id).await?;
    if statement.kind == ReturnKind::Withdrawal {
        let overlaps = pieces.iter().filter_map(|(id, (quantity, _))| {
            let line = claimable.iter().find(|line| line.line_id == *id)?;
            Some((*id, line.overlap(*quantity)))
        });
        absorb(tx, order_id, statement.id, overlaps.collect()).await?;
        claimable = listing::claimable(tx, order_id).await?;
    }
    let mut lines = Vec::new();
    for (line_id, (quantity, is_sealed)) in &pieces {
        let line = claimable.iter().find(|line| line.line_id == *line_id);
        lines.push(check_line(
            statement.kind,
            *line_id,
            line,
            *quantity,
            *is_sealed,
        )?);
    }
    // Who keeps nothing has paid the freight in vain, whether they have changed their mind or the goods were faulty.
    let freight_minor = if is_all(&claimable, &pieces) {
        let costs = listing::costs(tx, order_id).await?;
        store::freight_left(tx, order_id, costs.freight_minor).await?
    } else {
        0
    };
    let (state, days) = match statement.kind {
        ReturnKind::Cancellation => (ReturnState::ToRefund, REFUND_DAYS),
        ReturnKind::Withdrawal if lines.iter().all(NewLine::is_all_here) => {
            (ReturnState::ToRefund, REFUND_DAYS)
        }
        ReturnKind::Withdrawal => (ReturnState::AwaitingGoods, REFUND_DAYS),
        ReturnKind::Complaint => {
            let settings = Settings::of_order(tx, order_id).await?;
            (ReturnState::Open, settings.number(Key::AnswerDays))
        }
    };
    let due_at = period::due_in(made_at, days);
    let number = store::insert(
        tx,
        order_id,
        statement,
        (state, made_at, due_at),
        freight_minor,
        &lines,
    )
    .await?;
    call_off(tx, order_id, statement.id, &lines).await?;
    cards::take_back(tx, order_id, &lines).await?;
    tell(tx, order_id, statement, &number, &pieces).await?;
    Ok(number)
}

/// Statements are about placed orders; what the shop calls off may also be an order whose money came when its goods were gone.
async fn check_order(
    tx: &mut Tx,
    (order_id, state): (OrderId, &str),
    statement: &Statement,
    made_at: Timestamp,
) -> Result<(), OpenError> {
    let is_called_off = statement.kind == ReturnKind::Cancellation;
    if is_called_off && state == OrderState::Cancelled.as_str() {
        return Ok(());
    }
    if state != OrderState::Placed.as_str() {
        return Err(OpenError::Unknown);
    }
    let placed_at = order::store::placed_at(tx, order_id).await?;
    if made_at > tx.now() || placed_at.is_none_or(|placed_at| made_at < placed_at) {
        return Err(OpenError::Moment);
    }
    Ok(())
}

async fn check_period(
    tx: &mut Tx,
    order_id: OrderId,
    statement: &Statement,
    made_at: Timestamp,
) -> Result<(), OpenError> {
    match statement.kind {
        ReturnKind::Withdrawal if store::is_company(tx, order_id).await? => {
            return Err(OpenError::Company);
        }
        ReturnKind::Complaint if statement.reason.is_none() => return Err(OpenError::NoReason),
        // The shop is always in time to say what it cannot do.
        ReturnKind::Cancellation => return Ok(()),
        ReturnKind::Withdrawal | ReturnKind::Complaint => {}
    }
    if statement.notice.is_some_and(|notice| notice.is_goodwill) {
        return Ok(());
    }
    let moments = (made_at, statement.begun_at);
    let deadline = deadline::of(tx, order_id, statement.kind, moments).await?;
    match deadline.missed() {
        Some(day) => Err(OpenError::TooLate(day)),
        None => Ok(()),
    }
}

/// Pieces of each line, and whether all of them are said to be sealed.
fn pieces(statement: &Statement) -> Result<BTreeMap<OrderLineId, (i32, bool)>, OpenError> {
    let mut pieces = BTreeMap::new();
    for line in statement.lines.iter().filter(|line| line.quantity > 0) {
        let sum = pieces.entry(line.line_id).or_insert((0_i32, true));
        *sum = (sum.0.saturating_add(line.quantity), sum.1 && line.is_sealed);
    }
    if pieces.is_empty() {
        return Err(OpenError::Empty);
    }
    Ok(pieces)
}

fn check_line(
    kind: ReturnKind,
    line_id: OrderLineId,
    line: Option<&Claimable>,
    quantity: i32,
    is_sealed: bool,
) -> Result<NewLine, OpenError> {
    let free = line.map_or(0, |line| line.free(kind));
    let Some(line) = line.filter(|_| quantity <= free) else {
        return Err(OpenError::TooMany {
            line_id,
            left: free,
        });
    };
    let unsent = line.quantity - line.shipped - line.called_off;
    let called_off = match kind {
        ReturnKind::Withdrawal | ReturnKind::Cancellation => quantity.min(unsent.max(0)),
        ReturnKind::Complaint => 0,
    };
    if let (ReturnKind::Withdrawal, Some(reason)) = (kind, line.exception) {
        let is_lost = !reason.is_of_seal() || (called_off < quantity && !is_sealed);
        if is_lost {
            return Err(OpenError::Excepted { line_id, reason });
        }
    }
    Ok(NewLine {
        line_id,
        quantity,
        called_off,
        taken_back: if line.is_card {
            quantity - called_off
        } else {
            0
        },
        amount_minor: line.amount_of(quantity),
    })
}

/// Whether nothing of the order is left after this.
fn is_all(claimable: &[Claimable], pieces: &BTreeMap<OrderLineId, (i32, bool)>) -> bool {
    claimable.iter().all(|line| {
        let now = pieces
            .get(&line.line_id)
            .map_or(0, |(quantity, _)| *quantity);
        line.withdrawable() == now
    })
}

async fn call_off(
    tx: &mut Tx,
    order_id: OrderId,
    id: ReturnId,
    lines: &[NewLine],
) -> Result<(), OpenError> {
    let called_off = lines.iter().filter(|line| line.called_off > 0);
    let called_off: Vec<(OrderLineId, i32)> = called_off
        .map(|line| (line.line_id, line.called_off))
        .collect();
    if called_off.is_empty() {
        return Ok(());
    }
    let counted = fulfilment::call_off(tx, order_id, &called_off).await?;
    if let Some(line_id) = fulfilment::missed(&called_off, &counted) {
        return Err(OpenError::TooMany { line_id, left: 0 });
    }
    gift_card::bought::call_off(tx, &called_off).await?;
    let wanted = fulfilment::wanted(&called_off, &counted);
    if !wanted.is_empty() {
        // A promise that is missing is the ledger's fault, not the buyer's: the statement stands.
        inventory::store::call_off(tx, order_id, id.0, &wanted).await?;
    }
    fulfilment::refresh(tx, order_id).await?;
    Ok(())
}

async fn tell(
    tx: &mut Tx,
    order_id: OrderId,
    statement: &Statement,
    number: &str,
    pieces: &BTreeMap<OrderLineId, (i32, bool)>,
) -> Result<(), DbError> {
    tx.emit(&ReturnOpened {
        order_id,
        return_id: statement.id,
        number: number.to_owned(),
        kind: statement.kind.as_str().to_owned(),
        pieces: pieces.values().map(|(n, _)| i64::from(*n)).sum(),
    })
    .await?;
    let after = json!({ "number": number, "kind": statement.kind.as_str(), "reason": statement.reason.map(ComplaintReason::as_str),
                        "came_by": statement.notice.map(|notice| notice.by.as_str()), "made_at": statement.notice.map(|notice| notice.at),
                        "is_goodwill": statement.notice.map(|notice| notice.is_goodwill),
                        "lines": pieces.iter().map(|(line, (n, _))| json!({ "line": line, "quantity": n })).collect::<Vec<_>>() });
    tx.audit(Change::deed("return.opened", "return", statement.id).with_after(&after))
        .await?;
    tx.enqueue(&SendReturnNotice {
        return_id: statement.id,
        purpose: "opened".to_owned(),
    })
    .await?;
    Ok(())
}
