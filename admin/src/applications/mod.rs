//! Companies' applications for a tier: the list, and the page where each is approved or refused.

mod handlers;
mod list;
mod views;

pub(crate) use handlers::{approve, refuse, show};
pub(crate) use list::Applications;
pub(crate) use views::ApplicationPage;

use crate::list::{Choice, ColumnSpec, FilterSpec, ListSpec, TabSpec};

/// The list of applications.
pub(crate) const LIST: ListSpec = ListSpec {
    screen: "applications",
    path: "/ansokningar",
    filters: &[FilterSpec::new(
        "lage",
        "orders-state",
        &[
            Choice::new("waiting", "application-waiting"),
            Choice::new("approved", "application-approved"),
            Choice::new("refused", "application-refused"),
            Choice::new("withdrawn", "application-withdrawn"),
        ],
    )],
    columns: &[
        ColumnSpec::new("foretag", "company-name"),
        ColumnSpec::new("orgnr", "company-org-number"),
        ColumnSpec::new("niva", "company-tier"),
        ColumnSpec::new("sokande", "application-by"),
        ColumnSpec::new("lage", "orders-state"),
        ColumnSpec::new("inkom", "application-came")
            .sorts()
            .number(),
    ],
    tabs: &[
        TabSpec::new("applications-tab-all", ""),
        TabSpec::new("applications-tab-waiting", "lage=waiting").counted(),
        TabSpec::new("applications-tab-refused", "lage=refused"),
    ],
    sort: "inkom",
};
