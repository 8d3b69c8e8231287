//! Deliveries: facts on their way to other systems; what is waiting, what failed and why; and sending again.

mod handlers;
mod views;

pub(crate) use handlers::{list, retry, retry_many, show};
pub(crate) use views::DeliveryPage;

use crate::list::{Choice, ColumnSpec, FilterSpec, ListSpec, TabSpec};

/// The list of deliveries.
pub(crate) const LIST: ListSpec = ListSpec {
    screen: "deliveries",
    path: "/leveranser",
    filters: &[
        FilterSpec {
            name: "lage",
            label: "deliveries-state",
            choices: &[
                Choice {
                    value: "stopped",
                    label: "delivery-stopped",
                },
                Choice {
                    value: "open",
                    label: "delivery-open",
                },
                Choice {
                    value: "pending",
                    label: "delivery-pending",
                },
                Choice {
                    value: "failed",
                    label: "delivery-failed",
                },
                Choice {
                    value: "dead",
                    label: "delivery-dead",
                },
                Choice {
                    value: "acknowledged",
                    label: "delivery-acknowledged",
                },
            ],
        },
        FilterSpec {
            name: "till",
            label: "deliveries-to",
            choices: &[],
        },
    ],
    columns: &[
        ColumnSpec {
            name: "vad",
            label: "deliveries-what",
            is_sortable: false,
            is_number: false,
            is_default: true,
        },
        ColumnSpec {
            name: "till",
            label: "deliveries-to",
            is_sortable: false,
            is_number: false,
            is_default: true,
        },
        ColumnSpec {
            name: "lage",
            label: "deliveries-state",
            is_sortable: false,
            is_number: false,
            is_default: true,
        },
        ColumnSpec {
            name: "varfor",
            label: "deliveries-error",
            is_sortable: false,
            is_number: false,
            is_default: true,
        },
        ColumnSpec {
            name: "forsok",
            label: "deliveries-attempts",
            is_sortable: false,
            is_number: true,
            is_default: true,
        },
        ColumnSpec {
            name: "skapad",
            label: "deliveries-created",
            is_sortable: false,
            is_number: true,
            is_default: true,
        },
        ColumnSpec {
            name: "kvittens",
            label: "deliveries-receipt",
            is_sortable: false,
            is_number: true,
            is_default: true,
        },
    ],
    tabs: &[
        TabSpec {
            label: "deliveries-tab-all",
            query: "",
            is_counted: false,
        },
        TabSpec {
            label: "deliveries-tab-stopped",
            query: "lage=stopped",
            is_counted: true,
        },
        TabSpec {
            label: "deliveries-tab-open",
            query: "lage=open",
            is_counted: true,
        },
    ],
    sort: "skapad",
};
