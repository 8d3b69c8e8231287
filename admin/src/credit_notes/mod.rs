//! Credit notes: the list, and each one's page.

mod handlers;
mod list;
mod views;

pub(crate) use handlers::show;
pub(crate) use list::CreditNotes;
pub(crate) use views::{CreditNotePage, NoteRow};

use crate::list::{Choice, ColumnSpec, FilterSpec, ListSpec, TabSpec};

/// The list of credit notes.
pub(crate) const LIST: ListSpec = ListSpec {
    screen: "credit-notes",
    path: "/kreditnotor",
    filters: &[FilterSpec::new(
        "utfardad",
        "credit-note-issued-on",
        &[
            Choice::new("idag", "orders-since-today"),
            Choice::new("7", "orders-since-7"),
            Choice::new("30", "orders-since-30"),
        ],
    )],
    columns: &[
        ColumnSpec::new("nota", "credit-note-number"),
        ColumnSpec::new("order", "orders-number"),
        ColumnSpec::new("arende", "case-number"),
        ColumnSpec::new("belopp", "credit-note-total").amount(),
        ColumnSpec::new("moms", "credit-note-vat").amount(),
        ColumnSpec::new("utfardad", "credit-note-issued-on")
            .sorts()
            .number(),
    ],
    tabs: &[
        TabSpec::new("credit-note-tab-all", ""),
        TabSpec::new("credit-note-tab-month", "utfardad=30"),
    ],
    sort: "utfardad",
};
