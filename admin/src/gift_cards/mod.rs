//! Gift cards and store credit: the list, each one's ledger, and issuing.

mod handlers;
mod list;
mod put_right;
mod views;

pub(crate) use handlers::{ask, block, code, issue, show, unblock};
pub(crate) use list::GiftCards;
pub(crate) use put_right::{correct, extend, send_again};
pub(crate) use views::{GiftCardIssuedPage, GiftCardPage, NewGiftCardPage};

use platform::auth::Permission;

use crate::list::{Choice, ColumnSpec, FilterSpec, ListHead, ListSpec, TabSpec};

/// The head of the list of gift cards.
pub(crate) const HEAD: ListHead = ListHead {
    say: "gift-cards-say",
    href: "/presentkort/ny",
    label: "gift-card-new",
    makes: true,
    may: Permission::GiftCardManage,
};

/// The list of gift cards.
pub(crate) const LIST: ListSpec = ListSpec {
    screen: "gift-cards",
    path: "/presentkort",
    filters: &[FilterSpec::new(
        "lage",
        "gift-cards-state",
        &[
            Choice::new("active", "gift-card-active"),
            Choice::new("blocked", "gift-card-blocked"),
        ],
    )],
    columns: &[
        ColumnSpec::new("kort", "gift-cards-card"),
        ColumnSpec::new("slag", "gift-cards-kind"),
        ColumnSpec::new("lage", "gift-cards-state"),
        ColumnSpec::new("utfardat", "gift-cards-issued").amount(),
        ColumnSpec::new("kvar", "gift-cards-left").amount(),
        ColumnSpec::new("till", "gift-cards-to"),
        ColumnSpec::new("galler", "gift-cards-until").number(),
        ColumnSpec::new("skapat", "gift-cards-made")
            .sorts()
            .number(),
    ],
    tabs: &[
        TabSpec::new("gift-cards-tab-all", ""),
        TabSpec::new("gift-cards-tab-active", "lage=active"),
        TabSpec::new("gift-cards-tab-blocked", "lage=blocked"),
    ],
    sort: "skapat",
};
