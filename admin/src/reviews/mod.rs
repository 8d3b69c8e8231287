//! Reviews: the queue of what is to be looked at, the list of all, and each review's page.

mod handlers;
mod list;
mod settings;
mod views;

pub(crate) use handlers::{publish, refuse, reply, show, version};
pub(crate) use list::Reviews;
pub(crate) use settings::{ask, save};
pub(crate) use views::{ReviewPage, ReviewSettingsPage};

use platform::auth::Permission;

use crate::list::{Choice, ColumnSpec, FilterSpec, ListHead, ListSpec, TabSpec};

/// The head of the list of reviews.
pub(crate) const HEAD: ListHead = ListHead {
    say: "reviews-say",
    href: "/omdomen/installningar",
    label: "review-settings",
    makes: false,
    may: Permission::ReviewManage,
};

/// The list of reviews.
pub(crate) const LIST: ListSpec = ListSpec {
    screen: "reviews",
    path: "/omdomen",
    filters: &[
        FilterSpec::new(
            "lage",
            "orders-state",
            &[
                Choice::new("pending", "review-state-pending"),
                Choice::new("published", "review-state-published"),
                Choice::new("refused", "review-state-refused"),
            ],
        ),
        FilterSpec::new(
            "betyg",
            "review-stars",
            &[
                Choice::new("5", "review-stars-5"),
                Choice::new("4", "review-stars-4"),
                Choice::new("3", "review-stars-3"),
                Choice::new("2", "review-stars-2"),
                Choice::new("1", "review-stars-1"),
            ],
        ),
        FilterSpec::new(
            "anmalda",
            "review-reports",
            &[Choice::new("ja", "review-reported")],
        ),
    ],
    columns: &[
        ColumnSpec::new("omdome", "review-heading"),
        ColumnSpec::new("betyg", "review-stars").number(),
        ColumnSpec::new("lage", "orders-state"),
        ColumnSpec::new("produkt", "review-product"),
        ColumnSpec::new("namn", "review-name").hidden(),
        ColumnSpec::new("text", "review-body"),
        ColumnSpec::new("anmalningar", "review-reports")
            .number()
            .hidden(),
        ColumnSpec::new("order", "orders-number").hidden(),
        ColumnSpec::new("svar", "review-reply").hidden(),
        ColumnSpec::new("skrivet", "review-written")
            .sorts()
            .number(),
    ],
    tabs: &[
        TabSpec::new("review-tab-all", ""),
        TabSpec::new("review-tab-pending", "lage=pending&sort=skrivet").counted(),
        TabSpec::new("review-tab-reported", "anmalda=ja").counted(),
    ],
    sort: "skrivet",
};
