//! **Correcting** a shipment: its number, its link, and when it arrived. What was in it stands.

use platform::audit::Change;
use platform::clock::Timestamp;
use platform::db::{DbError, Tx};
use serde_json::json;

use super::{Shipment, listing, store};
use crate::ids::{OrderId, ShipmentId};
use crate::locks;
use crate::order::events::{ShipmentCorrected, ShipmentDelivered};

/// How a shipment shall be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Correction {
    /// Who carries it; empty when it is handed over.
    pub carrier: String,
    /// The parcel's number, or nothing.
    pub tracking_number: String,
    /// Where it is followed, or nothing; `https` only.
    pub tracking_url: String,
    /// When it arrived; `None` when that is not known.
    pub delivered_at: Option<Timestamp>,
    /// As it was when it was read; `None` for a report that outranks what people typed meanwhile.
    pub row_version: Option<i32>,
}

/// Why a shipment stands as it stood.
#[derive(Debug, thiserror::Error)]
pub enum CorrectError {
    /// There is no such shipment of the order.
    #[error("no such shipment")]
    Unknown,
    /// Somebody else changed it meanwhile.
    #[error("changed meanwhile")]
    ChangedMeanwhile,
    /// It would have arrived in the future, or before it was sent.
    #[error("the moment cannot be")]
    Moment,
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// Makes a shipment so. The order's status follows. What differs in nothing leaves no trace.
///
/// # Errors
/// [`CorrectError`]; the transaction is to be dropped then.
pub async fn correct(
    tx: &mut Tx,
    order_id: OrderId,
    id: ShipmentId,
    to: &Correction,
) -> Result<(), CorrectError> {
    locks::lock_order(tx, order_id)
        .await?
        .ok_or(CorrectError::Unknown)?;
    let held = listing::shipment(tx, id)
        .await?
        .filter(|held| held.order_id == order_id)
        .ok_or(CorrectError::Unknown)?;
    if as_it_is(&held, to.row_version) == *to {
        return Ok(());
    }
    if to.row_version.is_some_and(|seen| seen != held.row_version) {
        return Err(CorrectError::ChangedMeanwhile);
    }
    let now = tx.now();
    if to
        .delivered_at
        .is_some_and(|at| at > now || at < held.shipped_at)
    {
        return Err(CorrectError::Moment);
    }
    store::correct(tx, id, to).await?;
    store::refresh(tx, order_id).await?;
    match to.delivered_at {
        Some(delivered_at) if held.delivered_at != to.delivered_at => {
            tx.emit(&ShipmentDelivered {
                order_id,
                shipment_id: id,
                position: held.position,
                delivered_at: delivered_at.to_string(),
            })
            .await?;
        }
        _ => {
            tx.emit(&ShipmentCorrected {
                order_id,
                shipment_id: id,
                position: held.position,
            })
            .await?;
        }
    }
    // Where a parcel can be followed leads to its receiver: that it was changed, and not what it was.
    let is_other =
        held.tracking_number != to.tracking_number || held.tracking_url != to.tracking_url;
    let values = |carrier: &str, at: Option<Timestamp>| json!({ "shipment": id, "carrier": carrier, "delivered_at": at });
    let before = values(&held.carrier, held.delivered_at);
    let mut after = values(&to.carrier, to.delivered_at);
    after["is_tracking_changed"] = is_other.into();
    tx.audit(Change {
        action: "shipment.corrected",
        subject: ("order", Some(order_id.0)),
        before: Some(&before),
        after: Some(&after),
        reason: None,
    })
    .await?;
    Ok(())
}

fn as_it_is(held: &Shipment, row_version: Option<i32>) -> Correction {
    Correction {
        carrier: held.carrier.clone(),
        tracking_number: held.tracking_number.clone(),
        tracking_url: held.tracking_url.clone(),
        delivered_at: held.delivered_at,
        row_version,
    }
}
