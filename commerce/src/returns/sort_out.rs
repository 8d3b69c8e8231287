//! **Sorting out**: what was put aside when it came turns out to be fit for the shelf, or for nothing. Its buyer keeps neither it nor a claim on it.

use platform::audit::Change;
use platform::db::Tx;
use serde_json::json;

use super::decide::locked;
use super::receive::{ReceiveError, ReceivedLine};
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
    let mut back = Vec::new();
    let mut sums = (0_i64, 0_i64);
    let moved = |line: &&ReceivedLine| line.restocked != 0 || line.scrapped != 0;
    for line in lines.iter().filter(moved) {
        let line_id = line.line_id;
        let held = case.lines.iter().find(|held| held.line_id == line_id);
        let left = held.map_or(0, |held| held.kept - held.sent_back);
        let count = line.restocked.saturating_add(line.scrapped);
        if line.restocked < 0 || line.scrapped < 0 || count > left {
            return Err(ReceiveError::TooMany { line_id, left });
        }
        store::count_received(
            tx,
            id,
            &ReceivedLine {
                kept: -count,
                ..*line
            },
        )
        .await?;
        let variant = fulfilment::variant_of(tx, case.order_id, line_id).await?;
        sums = (
            sums.0 + i64::from(line.restocked),
            sums.1 + i64::from(line.scrapped),
        );
        back.extend(variant.map(|variant_id| inventory::store::Back {
            variant_id,
            restocked: i64::from(line.restocked),
            scrapped: i64::from(line.scrapped),
        }));
    }
    if sums == (0, 0) {
        return Err(ReceiveError::Empty);
    }
    inventory::store::take_back(tx, case.order_id, id.0, &back).await?;
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
