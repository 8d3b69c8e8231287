//! A withdrawal **absorbs** what is complained of about the same pieces: the buyer has chosen to give them back, and is paid for them once.

use platform::audit::Change;
use platform::db::{DbError, Tx};
use serde_json::json;

use super::claims::part;
use super::{Case, CaseLine, ReturnEvent, ReturnKind, listing, store};
use crate::ids::{OrderId, OrderLineId, ReturnId};
use crate::order::events::ReturnSettled;

/// Takes so many pieces of each line out of the order's complaints, the latest first. A complaint of which nothing is left is settled by it. The caller
/// holds the order's lock.
pub(super) async fn absorb(
    tx: &mut Tx,
    order_id: OrderId,
    by: ReturnId,
    mut pieces: Vec<(OrderLineId, i32)>,
) -> Result<(), DbError> {
    pieces.retain(|(_, quantity)| *quantity > 0);
    if pieces.is_empty() {
        return Ok(());
    }
    let cases = listing::of_order(tx, order_id).await?;
    let complaints = cases.iter().rev().filter(|case| {
        case.kind == ReturnKind::Complaint && case.state.apply(ReturnEvent::Settle).is_some()
    });
    for case in complaints {
        let mut taken = Vec::new();
        for (line_id, wanted) in &mut pieces {
            let held = case.lines.iter().find(|line| line.line_id == *line_id);
            // Pieces that others were sent for already stay with their complaint.
            let free = held.map_or(0, |line| line.awaited().min(line.quantity - line.sent()));
            let count = free.min(*wanted);
            if let Some(line) = held.filter(|_| count > 0) {
                *wanted -= count;
                taken.push((line, count));
            }
        }
        if !taken.is_empty() {
            take_out(tx, case, by, &taken).await?;
        }
    }
    Ok(())
}

async fn take_out(
    tx: &mut Tx,
    case: &Case,
    by: ReturnId,
    taken: &[(&CaseLine, i32)],
) -> Result<(), DbError> {
    let all: i32 = case.lines.iter().map(|line| line.quantity).sum();
    let is_all = taken.iter().map(|(_, count)| *count).sum::<i32>() == all;
    match case.state.apply(ReturnEvent::Settle).filter(|_| is_all) {
        // What was said stays as it was said.
        Some(next) => {
            store::set_state(tx, case.id, next).await?;
            tx.emit(&ReturnSettled {
                order_id: case.order_id,
                return_id: case.id,
                number: case.number.clone(),
            })
            .await?;
        }
        None => {
            let shares: Vec<(OrderLineId, i32, i64)> = taken
                .iter()
                .map(|(line, count)| {
                    let minor = part(line.amount_minor, (*count).into(), line.quantity.into());
                    (line.line_id, *count, minor)
                })
                .collect();
            store::take_out(tx, case.id, &shares).await?;
            // What is left of it may have come back already.
            let is_back = case.awaited() == taken.iter().map(|(_, count)| *count).sum::<i32>();
            let next = case
                .state
                .apply(ReturnEvent::Receive)
                .filter(|_| is_back)
                .unwrap_or(case.state);
            store::set_state(tx, case.id, next).await?;
        }
    }
    let before = json!({ "lines": case.lines.iter().map(|l| json!({ "line": l.line_id, "quantity": l.quantity })).collect::<Vec<_>>() });
    let after = json!({ "withdrawn_in": by, "settled": is_all,
                        "taken_out": taken.iter().map(|(l, n)| json!({ "line": l.line_id, "quantity": n })).collect::<Vec<_>>() });
    tx.audit(Change {
        action: "return.absorbed",
        subject: ("return", Some(case.id.0)),
        before: Some(&before),
        after: Some(&after),
        reason: None,
    })
    .await
}
