//! **Sorting out**: what was put aside when it came turns out to be fit for the shelf, or for nothing. Its buyer keeps neither it nor a claim on it.

use platform::audit::Change;
use platform::db::Tx;
use serde_json::json;

use super::decide::locked;
use super::receive::{ReceiveError, ReceivedLine, back, each_once};
use super::store;
use crate::fulfilment;
use crate::ids::ReturnId;
use crate::inventory;
use crate::order::events::GoodsSortedOut;

/// Moves pieces from those that were put aside to the stock, or away. `kept` of the lines says nothing here.
///
/// # Errors
/// [`ReceiveError`]; the transaction is to be dropped then.
pub async fn sort_out(
    tx: &mut Tx,
    id: ReturnId,
    row_version: i32,
    lines: &[ReceivedLine],
) -> Result<(), ReceiveError> {
    let case = locked(tx, id, row_version).await?;
    let moved: Vec<ReceivedLine> = lines
        .iter()
        .map(|line| ReceivedLine { kept: 0, ..*line })
        .collect();
    let lines = each_once(&case, &moved, |held| held.kept - held.sent_back)?;
    let changes: Vec<ReceivedLine> = lines
        .iter()
        .map(|line| ReceivedLine {
            kept: -(line.restocked + line.scrapped),
            ..*line
        })
        .collect();
    store::count_received(tx, id, &changes).await?;
    let sold = fulfilment::variants_of(tx, case.order_id).await?;
    let sum =
        |part: fn(&ReceivedLine) -> i32| lines.iter().map(|l| i64::from(part(l))).sum::<i64>();
    let sums = (sum(|l| l.restocked), sum(|l| l.scrapped));
    inventory::store::take_back(tx, case.order_id, id.0, &back(&lines, &sold)).await?;
    store::set_state(tx, id, case.state).await?;
    tx.emit(&GoodsSortedOut {
        order_id: case.order_id,
        return_id: id,
        number: case.number.clone(),
        restocked: sums.0,
        scrapped: sums.1,
    })
    .await?;
    let after = json!({ "restocked": sums.0, "scrapped": sums.1,
                        "lines": lines.iter().map(|l| json!({ "line": l.line_id, "restocked": l.restocked, "scrapped": l.scrapped })).collect::<Vec<_>>() });
    tx.audit(Change::deed("return.sorted_out", "return", id).with_after(&after))
        .await?;
    Ok(())
}
