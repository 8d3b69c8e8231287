//! A product's stock place by place, for shops that keep goods in more than one.

use std::collections::HashMap;

use commerce::catalogue::admin_listing::{self as listing, PlaceRow, VariantRow};
use commerce::ids::{ProductId, VariantId};
use platform::db::{DbError, PgConnection};
use serde::Serialize;

/// What is in one place of a variant.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct PlaceStock {
    pub(crate) sku: String,
    pub(crate) options: String,
    pub(crate) place: String,
    /// Whether nothing is sold from it, so that it is not in the variant's own figures.
    pub(crate) is_closed: bool,
    pub(crate) on_hand: i64,
    /// Held for shoppers who are paying.
    pub(crate) reserved: i64,
    /// Promised to orders.
    pub(crate) allocated: i64,
    pub(crate) free: i64,
    pub(crate) is_out: bool,
}

impl PlaceStock {
    pub(super) fn samples() -> Vec<Self> {
        let of = |place: &str, is_closed, on_hand: i64| Self {
            sku: "NB-1".to_owned(),
            options: if is_closed {
                String::new()
            } else {
                "sand".to_owned()
            },
            place: place.to_owned(),
            is_closed,
            on_hand,
            reserved: 1,
            allocated: 2,
            free: on_hand - 3,
            is_out: on_hand <= 3,
        };
        vec![of("Lagret", false, 12), of("Butiken", true, 3)]
    }
}

/// One row for each variant and place; none where everything is in one open place, whose figures stand with the variants.
pub(super) async fn part(
    conn: &mut PgConnection,
    id: ProductId,
    variants: &[VariantRow],
) -> Result<Vec<PlaceStock>, DbError> {
    let rows = listing::places(conn, id).await?;
    let is_plain = rows
        .iter()
        .all(|row| row.is_open && row.place == rows[0].place);
    if is_plain {
        return Ok(Vec::new());
    }
    let known: HashMap<VariantId, &VariantRow> = variants.iter().map(|of| (of.id, of)).collect();
    let rows = rows.into_iter();
    let shown = rows.filter_map(|row| known.get(&row.variant_id).map(|of| place(of, row)));
    Ok(shown.collect())
}

fn place(of: &VariantRow, row: PlaceRow) -> PlaceStock {
    let free = row.on_hand - row.reserved - row.allocated;
    PlaceStock {
        sku: of.sku.clone(),
        options: of.options.clone().unwrap_or_default(),
        place: row.place,
        is_closed: !row.is_open,
        on_hand: row.on_hand,
        reserved: row.reserved,
        allocated: row.allocated,
        free,
        is_out: free <= 0,
    }
}
