//! **Fulfilment**: what is sent of an order. A *shipment* is a parcel, or a handing-over at the counter; how far an order has come follows from its
//! shipments and from nothing else.

pub mod correct;
pub mod listing;
pub(crate) mod replace;
pub mod send;
pub mod state;
mod store;

use std::collections::{HashMap, HashSet};

use platform::clock::Timestamp;

use crate::ids::{OrderId, OrderLineId, ShipmentId, VariantId};
use crate::inventory::Wanted;

pub use correct::{CorrectError, Correction, correct};
pub use listing::{carriers, lines_of, of_order, shipment};
pub use send::{NewShipment, OWED_FULFILMENTS, OWED_PAYMENTS, SendError, send};
pub use state::{FulfilmentStatus, LineProgress};
pub use store::{call_off, count_issued, count_returned, refresh, variants_of};

/// Longest name of a carrier.
pub const LONGEST_CARRIER: usize = 60;
/// Longest number of a parcel.
pub const LONGEST_NUMBER: usize = 60;
/// Longest address at which a parcel is followed.
pub const LONGEST_LINK: usize = 500;

/// Who carries parcels.
#[derive(Clone, Debug)]
pub struct Carrier {
    /// Stable code.
    pub code: String,
    /// Name.
    pub name: String,
    /// Where a parcel is followed; `{number}` stands for its number.
    pub tracking_url: Option<String>,
}

impl Carrier {
    /// Where the parcel with this number is followed; empty when the carrier has no such place, or the parcel no number.
    #[must_use]
    pub fn link(&self, number: &str) -> String {
        match &self.tracking_url {
            Some(pattern) if !number.is_empty() => {
                let escaped: String = number
                    .bytes()
                    .map(|byte| match byte {
                        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' => {
                            char::from(byte).to_string()
                        }
                        other => format!("%{other:02X}"),
                    })
                    .collect();
                pattern.replace("{number}", &escaped)
            }
            _ => String::new(),
        }
    }
}

/// Something that has been sent.
#[derive(Clone, Debug)]
pub struct Shipment {
    /// Which.
    pub id: ShipmentId,
    /// Of which order.
    pub order_id: OrderId,
    /// From 1 within the order.
    pub position: i32,
    /// Who carries it; empty when it was handed over.
    pub carrier: String,
    /// The parcel's number, or nothing.
    pub tracking_number: String,
    /// Where it is followed, or nothing.
    pub tracking_url: String,
    /// When it was sent.
    pub shipped_at: Timestamp,
    /// When it arrived, as far as that is known.
    pub delivered_at: Option<Timestamp>,
    /// For the form.
    pub row_version: i32,
    /// The number of the case for which it was sent, when it is none of what was sold.
    pub case_number: Option<String>,
    /// What is in it.
    pub lines: Vec<ShipmentLine>,
}

/// So many pieces of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ShipmentLine {
    /// Of which line.
    pub line_id: OrderLineId,
    /// How many.
    pub quantity: i32,
}

/// A line, and what is sold in it.
#[derive(Clone, Copy, Debug)]
pub struct Counted {
    /// Which.
    pub line_id: OrderLineId,
    /// Its variant, as long as it is in the catalogue and has stock.
    pub variant_id: Option<VariantId>,
}

/// The first of the lines of which pieces were to be counted, and were not: fewer are left.
#[must_use]
pub fn missed(pieces: &[(OrderLineId, i32)], counted: &[Counted]) -> Option<OrderLineId> {
    let known: HashSet<OrderLineId> = counted.iter().map(|one| one.line_id).collect();
    let mut lines = pieces.iter().map(|(line, _)| *line);
    lines.find(|line| !known.contains(line))
}

/// How many of each variant that is, where it has one.
#[must_use]
pub fn wanted(pieces: &[(OrderLineId, i32)], counted: &[Counted]) -> Vec<Wanted> {
    let quantities: HashMap<OrderLineId, i32> = pieces.iter().copied().collect();
    counted
        .iter()
        .filter_map(|one| {
            Some(Wanted {
                variant_id: one.variant_id?,
                quantity: i64::from(*quantities.get(&one.line_id)?),
            })
        })
        .collect()
}

/// How far a line of goods has come.
#[derive(Clone, Debug)]
pub struct SentLine {
    /// Which.
    pub line_id: OrderLineId,
    /// Article number.
    pub sku: String,
    /// Name at the time.
    pub name: String,
    /// Chosen options at the time.
    pub options: String,
    /// How many were bought.
    pub quantity: i32,
    /// How many have been sent.
    pub shipped: i32,
    /// How many were called off before they were sent.
    pub called_off: i32,
    /// How many came back.
    pub returned: i32,
}

impl SentLine {
    /// How many are still to be sent.
    #[must_use]
    pub fn left(&self) -> i32 {
        self.quantity - self.called_off - self.shipped
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_parcel_is_followed_where_its_carrier_says() {
        let carrier = Carrier {
            code: "post".to_owned(),
            name: "Post".to_owned(),
            tracking_url: Some("https://post.example/?id={number}".to_owned()),
        };
        assert_eq!(
            carrier.link("00 1&x"),
            "https://post.example/?id=00%201%26x"
        );
        assert_eq!(carrier.link(""), "");
        let silent = Carrier {
            tracking_url: None,
            ..carrier
        };
        assert_eq!(silent.link("1"), "");
    }
}
