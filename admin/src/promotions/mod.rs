//! Promotions: the list, each one's page with its codes and figures, the form, and the try-out.

mod codes;
mod forms;
mod handlers;
mod list;
mod read;
mod told;
mod try_out;
mod views;

pub(crate) use codes::{add as add_codes, export as export_codes};
pub(crate) use forms::{hundredths, written};
pub(crate) use handlers::{activate, ask, create, edit, end, pause, save, show};
pub(crate) use list::{Promotions, gives};
pub(crate) use try_out::show as try_out;
pub(crate) use views::{PromotionFormPage, PromotionPage, TryOutPage};

use platform::auth::Permission;

use crate::list::{Choice, ColumnSpec, FilterSpec, ListHead, ListSpec, TabSpec};

/// The head of the list of promotions.
pub(crate) const HEAD: ListHead = ListHead {
    say: "promotions-say",
    href: "/kampanjer/ny",
    label: "promotion-new",
    makes: true,
    may: Permission::PromotionManage,
};

/// The list of promotions.
pub(crate) const LIST: ListSpec = ListSpec {
    screen: "promotions",
    path: "/kampanjer",
    filters: &[FilterSpec::new(
        "lage",
        "promotions-state",
        &[
            Choice::new("draft", "promotion-draft"),
            Choice::new("active", "promotion-active"),
            Choice::new("paused", "promotion-paused"),
            Choice::new("ended", "promotion-ended"),
        ],
    )],
    columns: &[
        ColumnSpec::new("namn", "promotions-name"),
        ColumnSpec::new("lage", "promotions-state"),
        ColumnSpec::new("ger", "promotions-gives"),
        ColumnSpec::new("kod", "promotions-code"),
        ColumnSpec::new("anvand", "promotions-uses").number(),
        ColumnSpec::new("fran", "promotions-from").number(),
        ColumnSpec::new("till", "promotions-to").number(),
        ColumnSpec::new("skapad", "promotions-made")
            .sorts()
            .number()
            .hidden(),
    ],
    tabs: &[
        TabSpec::new("promotions-tab-all", ""),
        TabSpec::new("promotions-tab-active", "lage=active").counted(),
        TabSpec::new("promotions-tab-draft", "lage=draft"),
        TabSpec::new("promotions-tab-ended", "lage=ended"),
    ],
    sort: "skapad",
};
