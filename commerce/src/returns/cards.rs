//! Gift cards that are withdrawn from: what was issued comes back at once, for there is nothing to send.

use platform::db::Tx;

use super::OpenError;
use super::store::NewLine;
use crate::fulfilment;
use crate::gift_card::bought::take_back::{self, TakeBackError};
use crate::ids::{OrderId, OrderLineId};

impl NewLine {
    /// Whether nothing of it is to come back by post.
    pub(super) fn is_all_here(&self) -> bool {
        self.called_off + self.taken_back == self.quantity
    }
}

/// Takes the cards of a statement back, with all that was paid for them, or refuses it. The caller holds the order's lock and has locked everything else.
pub(super) async fn take_back(
    tx: &mut Tx,
    order_id: OrderId,
    lines: &[NewLine],
) -> Result<(), OpenError> {
    let back = lines.iter().filter(|line| line.taken_back > 0);
    let back: Vec<(OrderLineId, i32)> = back.map(|line| (line.line_id, line.taken_back)).collect();
    if back.is_empty() {
        return Ok(());
    }
    let counted = fulfilment::count_returned(tx, order_id, &back).await?;
    if let Some(line_id) = fulfilment::missed(&back, &counted) {
        return Err(OpenError::TooMany { line_id, left: 0 });
    }
    match take_back::take_back(tx, order_id, &back).await {
        Ok(()) => {}
        Err(TakeBackError::Used {
            line_id,
            unused,
            left_minor,
        }) => {
            let line = lines.iter().find(|line| line.line_id == line_id);
            return Err(OpenError::CardUsed {
                line_id,
                left: unused + line.map_or(0, |line| line.called_off),
                left_minor,
            });
        }
        Err(TakeBackError::Db(error)) => return Err(error.into()),
    }
    fulfilment::refresh(tx, order_id).await?;
    Ok(())
}
