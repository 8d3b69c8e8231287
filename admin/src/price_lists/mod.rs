//! Price lists: the list of them, one with its prices, its form, and files in and out.

mod exchange;
mod form;
mod handlers;
mod list;
mod prices;
mod views;

pub(crate) use exchange::{LARGEST_FILE, export, import, plain};
pub(crate) use form::{ask, create, edit, update};
pub(crate) use handlers::show;
pub(crate) use list::PriceLists;
pub(crate) use prices::{end, set};
pub(crate) use views::{PriceListFormPage, PriceListPage};

use platform::auth::Permission;

use crate::list::{Choice, ColumnSpec, FilterSpec, ListHead, ListSpec, TabSpec};

/// The head of the list of price lists.
pub(crate) const HEAD: ListHead = ListHead {
    say: "price-lists-say",
    href: "/prislistor/ny",
    label: "price-list-new",
    makes: true,
    may: Permission::PriceManage,
};

/// The list of price lists.
pub(crate) const LIST: ListSpec = ListSpec {
    screen: "price-lists",
    path: "/prislistor",
    filters: &[FilterSpec::new(
        "slag",
        "price-lists-kind",
        &[
            Choice::new("tier", "price-list-tier"),
            Choice::new("company", "price-list-company"),
            Choice::new("campaign", "price-list-campaign"),
        ],
    )],
    columns: &[
        ColumnSpec::new("namn", "price-lists-name"),
        ColumnSpec::new("kod", "price-lists-code").hidden(),
        ColumnSpec::new("slag", "price-lists-kind"),
        ColumnSpec::new("for", "price-lists-for"),
        ColumnSpec::new("lage", "price-lists-state"),
        ColumnSpec::new("valuta", "price-lists-currency"),
        ColumnSpec::new("fran", "price-lists-from").number(),
        ColumnSpec::new("till", "price-lists-to").number(),
        ColumnSpec::new("andrad", "products-updated")
            .sorts()
            .number(),
    ],
    tabs: &[
        TabSpec::new("price-lists-tab-all", "").counted(),
        TabSpec::new("price-lists-tab-tier", "slag=tier"),
        TabSpec::new("price-lists-tab-company", "slag=company"),
        TabSpec::new("price-lists-tab-campaign", "slag=campaign").counted(),
    ],
    sort: "andrad",
};
