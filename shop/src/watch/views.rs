//! The pages about watching.

use jiff::civil::{Date, date};
use platform::render::{Field, Form, FormState, View};
use serde::Serialize;

use crate::account::views::Aside;
use crate::card::Card;
use crate::frame::Head;

/// What the product's page asks of whoever would like to know.
#[derive(Clone, Debug, Serialize)]
pub struct WatchPart {
    /// Where it is sent.
    pub action: String,
    /// Whether an address must be given: not by whoever is logged in.
    pub asks_email: bool,
    /// The watch that waits already.
    pub watch: Option<String>,
}

impl WatchPart {
    /// Each way in which it is shown.
    #[must_use]
    pub fn samples() -> Vec<Self> {
        let guest = Self {
            action: "/bevaka/0190".into(),
            asks_email: true,
            watch: None,
        };
        let member = Self {
            asks_email: false,
            ..guest.clone()
        };
        let watching = Self {
            watch: Some("0190".into()),
            ..member.clone()
        };
        vec![guest, member, watching]
    }
}

/// What a guest types.
#[derive(Clone, Copy, Debug)]
pub struct WatchForm;

impl Form for WatchForm {
    const FIELDS: &'static [Field] = &[Field::plain("email", "watch-email")];
}

/// The page on which a variant's watching is asked for.
#[derive(Clone, Debug, Serialize)]
pub struct WatchAskView {
    /// For browsers.
    pub head: Head,
    /// What the product is called.
    pub name: String,
    /// Which variant, in words; may be empty.
    pub options: String,
    /// Where it is sent.
    pub action: String,
    /// The variant's page.
    pub product_href: String,
    /// `ask`, `sent` or `buyable`.
    pub standing: &'static str,
    /// Whether an address must be given.
    pub asks_email: bool,
    /// What was typed.
    pub form: FormState<WatchForm>,
}

impl View for WatchAskView {
    const TEMPLATE: &'static str = "shop/watch-ask.html";

    fn samples() -> Vec<Self> {
        let mut refused = FormState::blank().with("email", "elin");
        refused.refuse("email", "watch-email-wrong");
        let ask = Self {
            head: Head::sample("Bevaka Mugg Strand"),
            name: "Mugg <Strand>".into(),
            options: "Sand".into(),
            action: "/bevaka/0190".into(),
            product_href: "/produkt/mugg-strand?variant=sand".into(),
            standing: "ask",
            asks_email: true,
            form: FormState::blank(),
        };
        let mut full = FormState::blank();
        full.refuse_whole("watch-full");
        vec![
            Self {
                form: refused,
                ..ask.clone()
            },
            Self {
                asks_email: false,
                form: full,
                ..ask.clone()
            },
            Self {
                standing: "sent",
                ..ask.clone()
            },
            Self {
                standing: "buyable",
                options: String::new(),
                ..ask.clone()
            },
            ask,
        ]
    }
}

/// Something else that the same person watches.
#[derive(Clone, Debug, Serialize)]
pub struct OtherWatch {
    /// What the product is called.
    pub name: String,
    /// Which variant, in words; may be empty.
    pub options: String,
}

/// The page behind the link in the mails.
#[derive(Clone, Debug, Serialize)]
pub struct WatchLinkView {
    /// For browsers.
    pub head: Head,
    /// Where its buttons lead.
    pub action: String,
    /// `asked`, `late`, `waiting`, `told` or `ended`.
    pub standing: &'static str,
    /// What the product is called.
    pub name: String,
    /// Which variant, in words; may be empty.
    pub options: String,
    /// The variant's page; empty where it has none in the reader's language.
    pub product_href: String,
    /// What else waits for the same person.
    pub others: Vec<OtherWatch>,
    /// Whether it was not begun since too many wait.
    pub is_full: bool,
    /// Whether it is not in the assortment of whoever watches, and they are not told for as long.
    pub is_hidden: bool,
}

impl View for WatchLinkView {
    const TEMPLATE: &'static str = "shop/watch-link.html";

    fn samples() -> Vec<Self> {
        let one = |standing| Self {
            head: Head::sample("Bevakning"),
            action: "/bevakning/0190/x".into(),
            standing,
            name: "Mugg <Strand>".into(),
            options: "Sand".into(),
            product_href: "/produkt/mugg-strand?variant=sand".into(),
            others: vec![OtherWatch {
                name: "Skål Dal".into(),
                options: String::new(),
            }],
            is_full: false,
            is_hidden: false,
        };
        let mut views: Vec<Self> = ["asked", "late", "waiting", "told", "ended"]
            .map(one)
            .into();
        views.push(Self {
            is_full: true,
            others: Vec::new(),
            ..one("asked")
        });
        views.push(Self {
            is_hidden: true,
            product_href: String::new(),
            ..one("waiting")
        });
        views.push(Self {
            product_href: String::new(),
            options: String::new(),
            others: Vec::new(),
            ..one("ended")
        });
        views
    }
}

/// Something that the customer watches.
#[derive(Clone, Debug, Serialize)]
pub struct WatchedView {
    /// Which watch.
    pub id: String,
    /// What the product is called.
    pub name: String,
    /// Which variant, in words; may be empty.
    pub options: String,
    /// Since when.
    pub since: Date,
    /// As lists show it; none when the customer does not see it now.
    pub card: Option<Card>,
    /// Why, when they do not: `gone` is not sold any more, `hidden` is in none of their assortments, and `elsewhere` is in that of somebody else that they
    /// may buy as.
    pub absence: &'static str,
}

/// What the customer watches.
#[derive(Clone, Debug, Serialize)]
pub struct WatchesView {
    /// For browsers.
    pub head: Head,
    /// The side.
    pub aside: Aside,
    /// The latest first.
    pub watches: Vec<WatchedView>,
}

impl View for WatchesView {
    const TEMPLATE: &'static str = "shop/account-watches.html";

    fn samples() -> Vec<Self> {
        let watched = |card: Option<Card>, absence| WatchedView {
            id: "0190".into(),
            name: "Mugg <Strand>".into(),
            options: "Sand".into(),
            since: date(2026, 11, 24),
            card,
            absence,
        };
        let full = Self {
            head: Head::sample("Bevakade varor"),
            aside: Aside { current: "watches" },
            watches: Card::samples()
                .into_iter()
                .map(|card| watched(Some(card), "elsewhere"))
                .chain(["gone", "hidden", "elsewhere"].map(|absence| WatchedView {
                    options: String::new(),
                    ..watched(None, absence)
                }))
                .collect(),
        };
        vec![
            Self {
                watches: Vec::new(),
                ..full.clone()
            },
            full,
        ]
    }
}
