//! What a search found, and suggestions while typing.

use platform::render::View;
use serde::Serialize;

use crate::card::Card;
use crate::category::views::{ChildCategory, PageLink, Pager};
use crate::frame::Head;

/// The page of a search.
#[derive(Clone, Debug, Serialize)]
pub struct SearchView {
    /// For browsers and search engines.
    pub head: Head,
    /// What was typed; empty for the bare page.
    pub words: String,
    /// What was searched instead, when the words as typed found nothing.
    pub corrected: Option<String>,
    /// The address that searches for the words exactly as typed.
    pub as_typed: String,
    /// Words that may have been meant, when little was found, with the address that searches for them.
    pub did_you_mean: Option<(String, String)>,
    /// The address without a question, for the form.
    pub action: String,
    /// Whether it was searched exactly as typed.
    pub is_exact: bool,
    /// Whether the cheapest are found by what the reader pays; else by what guests pay.
    pub is_readers: bool,
    /// The order in use: `relevance` or `cheapest`.
    pub sort: String,
    /// Orders on offer.
    pub sorts: Vec<String>,
    /// The cards of what was found, in that order, written.
    pub cards: String,
    /// How many, counted up to a limit.
    pub count: i64,
    /// Whether counting stopped at the limit.
    pub is_count_capped: bool,
    /// The way to other pages.
    pub pager: Pager,
    /// Other ways when nothing was found.
    pub categories: Vec<ChildCategory>,
    /// The cards of what many look at, written, when nothing was found.
    pub popular: String,
}

/// The box of suggestions: a piece of a page, fetched while typing.
#[derive(Clone, Debug, Serialize)]
pub struct SuggestView {
    /// What was typed.
    pub words: String,
    /// Searches that begin like it: the part typed and the rest.
    pub searches: Vec<SuggestedSearch>,
    /// Categories whose name matches.
    pub categories: Vec<ChildCategory>,
    /// Products that match.
    pub cards: Vec<Card>,
}

/// A suggested search.
#[derive(Clone, Debug, Serialize)]
pub struct SuggestedSearch {
    /// The words.
    pub words: String,
    /// Before the part that was typed.
    pub before: String,
    /// The part that was typed.
    pub matched: String,
    /// After it.
    pub after: String,
}

impl View for SearchView {
    const TEMPLATE: &'static str = "shop/search.html";

    fn samples() -> Vec<Self> {
        let page = |number| PageLink {
            number,
            href: "/sok?q=vas&page=2".into(),
            is_current: number == 1,
        };
        let found = Self {
            head: Head::sample("Sök"),
            words: "vas".into(),
            corrected: None,
            as_typed: "/sok?q=tekkana&exact=1".into(),
            did_you_mean: Some(("vaser".into(), "/sok?q=vaser".into())),
            action: "/sok".into(),
            is_exact: false,
            is_readers: true,
            sort: "relevance".into(),
            sorts: vec!["relevance".into(), "cheapest".into()],
            cards: "<li>Tekanna Fjord</li>".into(),
            count: 48,
            is_count_capped: false,
            pager: Pager {
                first: 1,
                last: 24,
                count: 48,
                is_count_capped: false,
                pages: vec![page(1), page(2)],
                previous: None,
                next: Some("/sok?q=vas&page=2".into()),
            },
            categories: vec![ChildCategory {
                name: "Vaser".into(),
                href: "/kategori/vaser".into(),
                count: 11,
            }],
            popular: "<li>Tekanna Fjord</li>".into(),
        };
        let corrected = Self {
            words: "tekkana".into(),
            corrected: Some("tekanna".into()),
            did_you_mean: None,
            count: 1,
            pager: Pager {
                first: 1,
                last: 1,
                count: 1,
                ..Pager::default()
            },
            ..found.clone()
        };
        let many = Self {
            is_count_capped: true,
            count: 24,
            is_exact: true,
            is_readers: false,
            sort: "cheapest".into(),
            pager: Pager {
                is_count_capped: true,
                ..found.pager.clone()
            },
            ..found.clone()
        };
        let none = Self {
            words: "<julgransfot>".into(),
            did_you_mean: None,
            cards: String::new(),
            count: 0,
            pager: Pager::default(),
            ..found.clone()
        };
        let bare = Self {
            words: String::new(),
            categories: Vec::new(),
            popular: String::new(),
            ..none.clone()
        };
        vec![found, corrected, many, none, bare]
    }
}

impl View for SuggestView {
    const TEMPLATE: &'static str = "shop/suggest.html";

    fn samples() -> Vec<Self> {
        let full = Self {
            words: "vas".into(),
            searches: vec![SuggestedSearch {
                words: "golvvas".into(),
                before: "golv".into(),
                matched: "vas".into(),
                after: String::new(),
            }],
            categories: vec![ChildCategory {
                name: "Vaser".into(),
                href: "/kategori/vaser".into(),
                count: 11,
            }],
            cards: Card::samples(),
        };
        let only_products = Self {
            searches: Vec::new(),
            categories: Vec::new(),
            ..full.clone()
        };
        let nothing = Self {
            cards: Vec::new(),
            ..only_products.clone()
        };
        vec![full, only_products, nothing]
    }
}
