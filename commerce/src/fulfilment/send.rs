//! **Sending**: a shipment is registered, by staff or later by a warehouse's report. Stock leaves the house, the order's status follows, the buyer is told.

use std::collections::BTreeMap;

use platform::audit::Change;
use platform::clock::Timestamp;
use platform::db::{DbError, Tx};
use serde_json::json;

use super::{FulfilmentStatus, ShipmentLine, listing, missed, store, wanted};
use crate::ids::{OrderId, OrderLineId, ShipmentId};
use crate::order::OrderState;
use crate::order::events::ShipmentSent;
use crate::{inventory, locks, order};

/// Of placed orders, those whose money stands so are to be sent: what is bought of them is paid or owed for.
pub const OWED_PAYMENTS: [&str; 3] = ["paid", "invoiced", "partly_refunded"];
/// And those whose goods stand so have something left to send.
pub const OWED_FULFILMENTS: [&str; 2] = ["unfulfilled", "partly_shipped"];

/// A shipment that is to be.
#[derive(Clone, Debug)]
pub struct NewShipment {
    /// What whoever registers it calls it. The same name again is the same shipment.
    pub reference: String,
    /// Who carries it; empty when it is handed over.
    pub carrier: String,
    /// The parcel's number, or nothing.
    pub tracking_number: String,
    /// Where it is followed, or nothing; `https` only.
    pub tracking_url: String,
    /// When it was sent.
    pub shipped_at: Timestamp,
    /// What is in it.
    pub lines: Vec<ShipmentLine>,
}

/// Why nothing was sent.
#[derive(Debug, thiserror::Error)]
pub enum SendError {
    /// There is no such order.
    #[error("no such order")]
    Unknown,
    /// It is not placed, or its money has gone back: nothing is owed.
    #[error("the order is not to be sent")]
    NotOwed,
    /// Nothing is in it.
    #[error("nothing is in the shipment")]
    Empty,
    /// The line is not the order's, or fewer are left to send.
    #[error("more than is left of a line")]
    TooMany {
        /// Which line.
        line_id: OrderLineId,
        /// How many are left.
        left: i32,
    },
    /// It would have left in the future, or before the order was placed.
    #[error("the moment cannot be")]
    Moment,
    /// The stock that was promised to the order is not there.
    #[error("the promised stock is not there")]
    Short,
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// Registers a shipment; gives which. The same reference again changes nothing.
///
/// # Errors
/// [`SendError`]; the transaction is to be dropped then.
pub async fn send(
    tx: &mut Tx,
    order_id: OrderId,
    new: &NewShipment,
) -> Result<ShipmentId, SendError> {
    let order = locks::lock_order(tx, order_id)
        .await?
        .ok_or(SendError::Unknown)?;
    if let Some(known) = store::by_reference(tx, order_id, &new.reference).await? {
        return Ok(known);
    }
    let is_owed = order.state == OrderState::Placed.as_str()
        && OWED_PAYMENTS.contains(&order.payment_status.as_str());
    if !is_owed {
        return Err(SendError::NotOwed);
    }
    let placed_at = order::store::placed_at(tx, order_id).await?;
    if new.shipped_at > tx.now() || placed_at.is_none_or(|placed_at| new.shipped_at < placed_at) {
        return Err(SendError::Moment);
    }
    let mut pieces = BTreeMap::<OrderLineId, i32>::new();
    for line in new.lines.iter().filter(|line| line.quantity > 0) {
        let sum = pieces.entry(line.line_id).or_default();
        *sum = sum.saturating_add(line.quantity);
    }
    if pieces.is_empty() {
        return Err(SendError::Empty);
    }
    let id = ShipmentId::generate();
    let position = store::insert(tx, id, order_id, new).await?;
    let sent: Vec<(OrderLineId, i32)> = pieces.iter().map(|(line, n)| (*line, *n)).collect();
    let counted = store::count_shipped(tx, order_id, &sent).await?;
    if let Some(line_id) = missed(&sent, &counted) {
        let lines = listing::lines_of(tx, order_id).await?;
        let left = lines.iter().find(|line| line.line_id == line_id);
        return Err(SendError::TooMany {
            line_id,
            left: left.map_or(0, super::SentLine::left),
        });
    }
    store::insert_lines(tx, id, &sent).await?;
    let wanted = wanted(&sent, &counted);
    if !inventory::store::ship(tx, order_id, id.0, &wanted).await? {
        return Err(SendError::Short);
    }
    let status = store::refresh(tx, order_id).await?;
    tell(tx, (order_id, id, position), new, &pieces, status).await?;
    Ok(id)
}

async fn tell(
    tx: &mut Tx,
    (order_id, shipment_id, position): (OrderId, ShipmentId, i32),
    new: &NewShipment,
    pieces: &BTreeMap<OrderLineId, i32>,
    status: FulfilmentStatus,
) -> Result<(), DbError> {
    let count = pieces.values().map(|quantity| i64::from(*quantity)).sum();
    tx.emit(&ShipmentSent {
        order_id,
        shipment_id,
        position,
        pieces: count,
        carrier: new.carrier.clone(),
        tracking_number: new.tracking_number.clone(),
        fulfilment_status: status.as_str().to_owned(),
    })
    .await?;
    let after = json!({ "shipment": shipment_id, "position": position, "carrier": new.carrier,
                        "is_tracked": !(new.tracking_number.is_empty() && new.tracking_url.is_empty()), "shipped_at": new.shipped_at,
                        "lines": pieces.iter().map(|(line, quantity)| json!({ "line": line, "quantity": quantity })).collect::<Vec<_>>() });
    tx.audit(Change::deed("shipment.sent", "order", order_id).with_after(&after))
        .await
}
