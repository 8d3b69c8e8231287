//! The lists' pages.

use platform::clock::Timestamp;
use platform::i18n::Message;
use platform::render::View;
use serde::Serialize;

use crate::account::views::Aside;
use crate::frame::Head;
use crate::quick_order::views::RowView;

/// A list among others.
#[derive(Clone, Debug, Serialize)]
pub struct ListRow {
    /// Which.
    pub id: String,
    /// `requisition` or `template`.
    pub kind: &'static str,
    /// Their word for it.
    pub name: String,
    /// Who made it.
    pub made_by: String,
    /// When it was last changed.
    pub updated_at: Timestamp,
    /// Articles on it.
    pub articles: i64,
}

/// What a new list is to begin with.
#[derive(Clone, Debug, Default, Serialize)]
pub struct BeginView {
    /// `cart`, `order`, `text`, or nothing.
    pub what: String,
    /// The order's number.
    pub order: String,
    /// Rows of articles.
    pub text: String,
}

/// All lists.
#[derive(Clone, Debug, Serialize)]
pub struct ListsView {
    /// For browsers.
    pub head: Head,
    /// The side.
    pub aside: Aside,
    /// The company that shares them; empty: they are the person's own.
    pub company: String,
    /// The latest first.
    pub lists: Vec<ListRow>,
    /// Whether there are goods in the cart that a new list can begin with.
    pub has_cart: bool,
    /// The name that was typed.
    pub name: String,
    /// The kind that was chosen.
    pub kind: &'static str,
    /// What it was to begin with.
    pub from: BeginView,
    /// What is wrong with it.
    pub error: Option<Message>,
    /// `removed`, when that was just done.
    pub done: &'static str,
}

impl View for ListsView {
    const TEMPLATE: &'static str = "shop/account-lists.html";

    fn samples() -> Vec<Self> {
        let row = |kind| ListRow {
            id: "0190".into(),
            kind,
            name: "Konferensrummet".into(),
            made_by: "Elin Sandahl".into(),
            updated_at: jiff::Timestamp::UNIX_EPOCH.into(),
            articles: 12,
        };
        let full = Self {
            head: Head::sample("Inköpslistor"),
            aside: Aside { current: "lists" },
            company: "Studio Furu AB".into(),
            lists: vec![row("requisition"), row("template")],
            has_cart: true,
            name: String::new(),
            kind: "requisition",
            from: BeginView::default(),
            error: None,
            done: "removed",
        };
        vec![
            Self {
                lists: Vec::new(),
                company: String::new(),
                has_cart: false,
                kind: "template",
                from: BeginView {
                    what: "text".into(),
                    order: "ORD-100001".into(),
                    text: "NB-1042-S\t12\n".into(),
                },
                error: Some(Message::new("error-required")),
                done: "",
                ..full.clone()
            },
            full,
        ]
    }
}

/// An article on a list.
#[derive(Clone, Debug, Serialize)]
pub struct LineView {
    /// Which.
    pub variant: String,
    /// Its number.
    pub sku: String,
    /// What it is called.
    pub name: String,
    /// How many, as saved or typed.
    pub quantity: String,
}

/// One list.
#[derive(Clone, Debug, Serialize)]
pub struct ListView {
    /// For browsers.
    pub head: Head,
    /// The side.
    pub aside: Aside,
    /// Which, and what stands among the others.
    pub list: ListRow,
    /// Its name, as saved or typed.
    pub name: String,
    /// Whether it is shared in a company.
    pub is_shared: bool,
    /// What is on it.
    pub lines: Vec<LineView>,
    /// For the forms.
    pub row_version: i64,
    /// Numbers that were typed to be added and could not.
    pub text: String,
    /// Why: row by row.
    pub rows: Vec<RowView>,
    /// What is wrong with what was sent.
    pub error: Option<Message>,
    /// `made`, `saved`, `renamed` or `added`, when that was just done.
    pub done: &'static str,
}

/// What can just have been done to a list.
pub(super) const DONE: [&str; 4] = ["made", "saved", "renamed", "added"];

impl View for ListView {
    const TEMPLATE: &'static str = "shop/account-list.html";

    fn samples() -> Vec<Self> {
        let full = Self {
            head: Head::sample("Konferensrummet"),
            aside: Aside { current: "lists" },
            list: ListRow {
                id: "0190".into(),
                kind: "requisition",
                name: "Konferensrummet".into(),
                made_by: "Elin Sandahl".into(),
                updated_at: jiff::Timestamp::UNIX_EPOCH.into(),
                articles: 1,
            },
            name: "Konferensrummet".into(),
            is_shared: true,
            lines: vec![LineView {
                variant: "0190".into(),
                sku: "NB-1042-S".into(),
                name: "Mugg Strand".into(),
                quantity: "12".into(),
            }],
            row_version: 1,
            text: "NB-9\t1\n".into(),
            rows: vec![RowView {
                row: 1,
                code: "NB-9".into(),
                quantity: "1".into(),
                name: String::new(),
                about: String::new(),
                href: String::new(),
                fate: "unknown",
                number: 0,
                is_taken: false,
            }],
            error: Some(Message::new("list-error-quantity")),
            done: "",
        };
        let mut views = vec![
            Self {
                lines: Vec::new(),
                is_shared: false,
                rows: Vec::new(),
                error: None,
                ..full.clone()
            },
            full.clone(),
        ];
        views.extend(DONE.map(|done| Self {
            done,
            error: None,
            ..full.clone()
        }));
        views
    }
}
