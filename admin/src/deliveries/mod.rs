//! Deliveries: facts on their way to other systems; what is waiting, what failed and why; and sending again.

mod handlers;
mod list;
mod views;

pub(crate) use handlers::{retry, retry_many, show, version};
pub(crate) use list::Deliveries;
pub(crate) use views::DeliveryPage;

use crate::list::{Choice, ColumnSpec, FilterSpec, ListSpec, TabSpec};

/// The list of deliveries.
pub(crate) const LIST: ListSpec = ListSpec {
    screen: "deliveries",
    path: "/leveranser",
    filters: &[
        FilterSpec::new(
            "lage",
            "deliveries-state",
            &[
                Choice::new("stopped", "delivery-stopped"),
                Choice::new("open", "delivery-open"),
                Choice::new("pending", "delivery-pending"),
                Choice::new("failed", "delivery-failed"),
                Choice::new("dead", "delivery-dead"),
                Choice::new("acknowledged", "delivery-acknowledged"),
            ],
        ),
        FilterSpec::new("till", "deliveries-to", &[]),
    ],
    columns: &[
        ColumnSpec::new("vad", "deliveries-what"),
        ColumnSpec::new("till", "deliveries-to"),
        ColumnSpec::new("lage", "deliveries-state"),
        ColumnSpec::new("varfor", "deliveries-error"),
        ColumnSpec::new("forsok", "deliveries-attempts").number(),
        ColumnSpec::new("skapad", "deliveries-created").number(),
        ColumnSpec::new("kvittens", "deliveries-receipt").number(),
    ],
    tabs: &[
        TabSpec::new("deliveries-tab-all", ""),
        TabSpec::new("deliveries-tab-stopped", "lage=stopped").counted(),
        TabSpec::new("deliveries-tab-open", "lage=open").counted(),
    ],
    sort: "skapad",
};
