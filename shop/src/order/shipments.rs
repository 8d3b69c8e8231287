//! What of an order is on its way, and where it can be followed.

use commerce::fulfilment;
use commerce::order::Order;
use jiff::civil::{Date, date};
use platform::clock::Timestamp;
use platform::db::{DbError, PgConnection};
use serde::Serialize;

/// A parcel, or a handing-over.
#[derive(Clone, Debug, Serialize)]
pub struct ShipmentView {
    /// From 1 within the order.
    pub position: i32,
    /// Who carries it; empty when it is collected.
    pub carrier: String,
    /// The parcel's number; may be empty.
    pub number: String,
    /// Where it is followed; may be empty.
    pub link: String,
    /// The day when it was sent.
    pub shipped_on: Date,
    /// The day when it arrived, as far as that is known.
    pub delivered_on: Option<Date>,
    /// The number of the case for which it was sent; empty for what was sold.
    pub case_number: String,
    /// What is in it, when that is not the whole order.
    pub pieces: Vec<PieceView>,
}

/// So many pieces of a line.
#[derive(Clone, Debug, Serialize)]
pub struct PieceView {
    /// What it is called, with what was chosen.
    pub name: String,
    /// How many.
    pub quantity: i32,
}

impl ShipmentView {
    /// Shipments for the template checks: one that is there, one under way.
    #[must_use]
    pub fn samples() -> Vec<Self> {
        let day = date(2026, 11, 24);
        let there = Self {
            position: 1,
            carrier: "PostNord".into(),
            number: "00373".into(),
            link: "https://tracking.postnord.com/se/?id=00373".into(),
            shipped_on: day,
            delivered_on: Some(day),
            case_number: String::new(),
            pieces: vec![PieceView {
                name: "Mugg Strand, sand".into(),
                quantity: 2,
            }],
        };
        let under_way = Self {
            position: 2,
            carrier: String::new(),
            number: String::new(),
            link: String::new(),
            delivered_on: None,
            pieces: Vec::new(),
            ..there.clone()
        };
        let unlinked = Self {
            link: String::new(),
            ..there.clone()
        };
        let instead = Self {
            position: 3,
            case_number: "RET-10001".into(),
            ..there.clone()
        };
        vec![there, under_way, unlinked, instead]
    }
}

/// An order's shipments, the first sent first.
///
/// # Errors
/// Database errors.
pub async fn of_order(
    conn: &mut PgConnection,
    order: &Order,
) -> Result<Vec<ShipmentView>, DbError> {
    let shipments = fulfilment::of_order(conn, order.id).await?;
    let goods = order.lines.iter().filter(|line| !line.is_freight);
    let day = |at: Timestamp| at.business_time().date();
    let bought: i64 = goods.map(|line| i64::from(line.quantity)).sum();
    Ok(shipments
        .into_iter()
        .map(|shipment| {
            let sent: i64 = shipment.lines.iter().map(|l| i64::from(l.quantity)).sum();
            let pieces = shipment.lines.iter().filter_map(|piece| {
                let line = order.lines.iter().find(|line| line.id == piece.line_id)?;
                Some(PieceView {
                    name: full_name(&line.name, &line.options),
                    quantity: piece.quantity,
                })
            });
            ShipmentView {
                position: shipment.position,
                pieces: if sent == bought && shipment.case_number.is_none() {
                    Vec::new()
                } else {
                    pieces.collect()
                },
                case_number: shipment.case_number.unwrap_or_default(),
                carrier: shipment.carrier,
                number: shipment.tracking_number,
                link: shipment.tracking_url,
                shipped_on: day(shipment.shipped_at),
                delivered_on: shipment.delivered_at.map(day),
            }
        })
        .collect())
}

/// A name with what was chosen.
#[must_use]
pub fn full_name(name: &str, options: &str) -> String {
    if options.is_empty() {
        name.to_owned()
    } else {
        format!("{name}, {options}")
    }
}
