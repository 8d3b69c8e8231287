//! What is watched: the variants that most wait for.

mod list;

pub(crate) use list::StockWatches;

use crate::list::{ColumnSpec, ListSpec, TabSpec};

/// The list of what is watched.
pub(crate) const LIST: ListSpec = ListSpec {
    screen: "stock-watches",
    path: "/bevakningar",
    filters: &[],
    columns: &[
        ColumnSpec::new("produkt", "stock-watches-product"),
        ColumnSpec::new("artikel", "stock-watches-sku"),
        ColumnSpec::new("bevakar", "stock-watches-waiting")
            .sorts()
            .number(),
        ColumnSpec::new("sedan", "stock-watches-since").number(),
        ColumnSpec::new("saljbart", "stock-watches-free").number(),
        ColumnSpec::new("ater", "stock-watches-restock").number(),
    ],
    tabs: &[TabSpec::new("stock-watches-tab-all", "")],
    sort: "bevakar",
};
