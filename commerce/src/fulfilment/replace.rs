//! **Replacing**: what a buyer gets instead of faulty goods, or gets back mended, is sent for a case. It counts beside what was sold. The caller holds the
//! order's lock and has seen that the case allows it.

use platform::db::{DbError, Tx};

use super::{NewShipment, missed, store, wanted};
use crate::ids::{OrderId, OrderLineId, ReturnId, ShipmentId};
use crate::inventory;

/// So many pieces of a line: out of the stock, and of those that were put aside.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pieces {
    pub(crate) line_id: OrderLineId,
    pub(crate) fresh: i32,
    pub(crate) back: i32,
}

/// The order's shipment of this reference.
pub(crate) async fn known(
    tx: &mut Tx,
    order_id: OrderId,
    reference: &str,
) -> Result<Option<ShipmentId>, DbError> {
    store::by_reference(tx, order_id, reference).await
}

/// Registers the shipment; nothing, and the transaction is to be dropped, when the stock does not hold it.
pub(crate) async fn send(
    tx: &mut Tx,
    (order_id, return_id): (OrderId, ReturnId),
    new: &NewShipment,
    pieces: &[Pieces],
) -> Result<Option<ShipmentId>, DbError> {
    let id = ShipmentId::generate();
    store::insert_of_case(tx, (id, order_id, return_id), new).await?;
    let all = |of: fn(&Pieces) -> i32| -> Vec<(OrderLineId, i32)> {
        let some = pieces.iter().map(|piece| (piece.line_id, of(piece)));
        some.filter(|(_, count)| *count > 0).collect()
    };
    let sent = all(|piece| piece.fresh + piece.back);
    let counted = store::count_replaced(tx, order_id, &sent).await?;
    if missed(&sent, &counted).is_some() {
        return Ok(None);
    }
    store::insert_lines(tx, id, &sent).await?;
    // What was put aside leaves no stock.
    let wanted = wanted(&all(|piece| piece.fresh), &counted);
    if !inventory::store::replace(tx, order_id, id.0, &wanted).await? {
        return Ok(None);
    }
    store::refresh(tx, order_id).await?;
    Ok(Some(id))
}
