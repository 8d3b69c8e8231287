//! Companies: the list, and the page with their people, places, terms and debt.

mod acts;
mod handlers;
mod list;
pub(crate) mod vat;
mod views;

pub(crate) use handlers::{role_key, save, show};
pub(crate) use list::Companies;
pub(crate) use views::CompanyPage;

use crate::list::{Choice, ColumnSpec, FilterSpec, ListSpec, TabSpec};

/// The list of companies.
pub(crate) const LIST: ListSpec = ListSpec {
    screen: "companies",
    path: "/foretag",
    filters: &[FilterSpec::new(
        "lage",
        "orders-state",
        &[
            Choice::new("active", "company-active"),
            Choice::new("closed", "company-closed"),
        ],
    )],
    columns: &[
        ColumnSpec::new("foretag", "company-name"),
        ColumnSpec::new("nummer", "company-number"),
        ColumnSpec::new("orgnr", "company-org-number"),
        ColumnSpec::new("niva", "company-tier"),
        ColumnSpec::new("lage", "orders-state"),
        ColumnSpec::new("personer", "company-people").number(),
        ColumnSpec::new("skuld", "company-debt").amount(),
        ColumnSpec::new("skapat", "product-created")
            .sorts()
            .number(),
    ],
    tabs: &[
        TabSpec::new("companies-tab-all", "").counted(),
        TabSpec::new("companies-tab-active", "lage=active"),
        TabSpec::new("companies-tab-closed", "lage=closed"),
    ],
    sort: "skapat",
};
