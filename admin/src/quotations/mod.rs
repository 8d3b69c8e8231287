//! Offers: what companies ask for, and the page on which staff answer.

mod acts;
mod answers;
mod handlers;
mod history;
mod list;
mod views;

pub(crate) use answers::{close, save};
pub(crate) use handlers::{show, version};
pub(crate) use list::Quotations;
pub(crate) use views::QuotationPage;

use crate::list::{Choice, ColumnSpec, FilterSpec, ListSpec, TabSpec};

/// The list of quotations.
pub(crate) const LIST: ListSpec = ListSpec {
    screen: "quotations",
    path: "/offerter",
    filters: &[FilterSpec::new(
        "lage",
        "orders-state",
        &[
            Choice::new("asked", "quote-asked"),
            Choice::new("offered", "quote-offered"),
            Choice::new("declined", "quote-declined"),
            Choice::new("expired", "quote-expired"),
            Choice::new("withdrawn", "quote-withdrawn"),
            Choice::new("ordered", "quote-ordered"),
        ],
    )],
    columns: &[
        ColumnSpec::new("offert", "quote-number"),
        ColumnSpec::new("foretag", "company-name"),
        ColumnSpec::new("support", "tier-support").sorts_without(&["q"]),
        ColumnSpec::new("lage", "orders-state"),
        ColumnSpec::new("fragar", "quote-asker"),
        ColumnSpec::new("rader", "quote-lines").number(),
        ColumnSpec::new("summa", "quote-total").amount(),
        ColumnSpec::new("galler", "quote-until").number(),
        ColumnSpec::new("inkom", "quote-asked-at").sorts().number(),
    ],
    tabs: &[
        TabSpec::new("quote-tab-all", ""),
        TabSpec::new("quote-tab-asked", "lage=asked&sort=inkom").counted(),
        TabSpec::new("quote-tab-offered", "lage=offered").counted(),
    ],
    sort: "inkom",
};
