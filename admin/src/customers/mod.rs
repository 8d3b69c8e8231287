//! Customers: the list, the page of one with what can be done for them, and what the law lets them ask for.

mod acts;
mod deeds;
mod handlers;
mod history;
mod list;
mod rights;
mod views;

pub(crate) use deeds::{close, end_sessions, note, reopen, send_link, set_tier};
pub(crate) use handlers::{show, version};
pub(crate) use list::Customers;
pub(crate) use rights::{RightsPage, erase, export, give_back, show as show_rights};
pub(crate) use views::CustomerPage;

use crate::list::{Choice, ColumnSpec, FilterSpec, ListSpec, TabSpec};

/// The list of customers.
pub(crate) const LIST: ListSpec = ListSpec {
    screen: "customers",
    path: "/kunder",
    filters: &[
        FilterSpec::new(
            "lage",
            "orders-state",
            &[
                Choice::new("active", "customer-active"),
                Choice::new("closed", "customer-closed"),
                Choice::new("erased", "customer-erased"),
            ],
        ),
        FilterSpec::new("niva", "company-tier", &[]),
    ],
    columns: &[
        ColumnSpec::new("kund", "customer-name"),
        ColumnSpec::new("nummer", "company-customer-number"),
        ColumnSpec::new("epost", "orders-email"),
        ColumnSpec::new("telefon", "customer-phone").hidden(),
        ColumnSpec::new("niva", "company-tier"),
        ColumnSpec::new("lage", "orders-state"),
        ColumnSpec::new("inloggad", "customer-last-log-in").number(),
        ColumnSpec::new("skapat", "product-created")
            .sorts()
            .number(),
    ],
    tabs: &[
        TabSpec::new("customers-tab-all", "").counted(),
        TabSpec::new("customers-tab-active", "lage=active"),
        TabSpec::new("customers-tab-closed", "lage=closed"),
        TabSpec::new("customers-tab-erased", "lage=erased"),
    ],
    sort: "skapat",
};
