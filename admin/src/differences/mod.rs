//! Payments that do not add up: the list, and each one's page with what can be done about it.

mod handlers;
mod list;
mod row;
mod views;

pub(crate) use handlers::{ask_for_rest, decide, show};
pub(crate) use list::Differences;
pub(crate) use row::DifferenceRow;
pub(crate) use views::DifferencePage;

use crate::list::{Choice, ColumnSpec, FilterSpec, ListSpec, TabSpec};

/// The list of payments that do not add up.
pub(crate) const LIST: ListSpec = ListSpec {
    screen: "differences",
    path: "/betalningar",
    filters: &[FilterSpec::new(
        "lage",
        "difference-state",
        &[
            Choice::new("open", "difference-open"),
            Choice::new("settled", "difference-settled"),
        ],
    )],
    columns: &[
        ColumnSpec::new("order", "orders-number"),
        ColumnSpec::new("kund", "orders-customer"),
        ColumnSpec::new("slag", "difference-kind"),
        ColumnSpec::new("lage", "difference-state"),
        ColumnSpec::new("vantat", "difference-expected").amount(),
        ColumnSpec::new("kom", "difference-received").amount(),
        ColumnSpec::new("hittad", "difference-found")
            .sorts()
            .number(),
    ],
    tabs: &[
        TabSpec::new("differences-tab-open", "lage=open").counted(),
        TabSpec::new("differences-tab-all", ""),
    ],
    sort: "hittad",
};
