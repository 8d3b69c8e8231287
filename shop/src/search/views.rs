//! What a search found, and suggestions while typing.

use platform::render::View;
use serde::Serialize;

use crate::card::Card;
use crate::category::views::{ChildCategory, ListView};
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
    /// What was found.
    pub list: ListView,
    /// Other ways when nothing was found.
    pub categories: Vec<ChildCategory>,
    /// What many look at, when nothing was found.
    pub popular: Vec<Card>,
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
    /// How many products match in all.
    pub count: i64,
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
        let category = ChildCategory {
            name: "Vaser".into(),
            href: "/kategori/vaser".into(),
            count: 11,
        };
        let lists = ListView::samples();
        let view = |words: &str, corrected: Option<&str>, list: &ListView| Self {
            head: Head::sample("Sök"),
            words: words.into(),
            corrected: corrected.map(str::to_owned),
            as_typed: "/sok?q=tekkana&exakt=1".into(),
            list: list.clone(),
            categories: vec![category.clone()],
            popular: Card::samples(),
        };
        let mut views = Vec::new();
        if let [full, _, none, one, ..] = lists.as_slice() {
            views.push(view("vas", None, full));
            views.push(view("tekkana", Some("tekanna"), one));
            views.push(view("<julgransfot>", None, none));
            views.push(view("", None, none));
        }
        views
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
            count: 14,
        };
        let only_products = Self {
            searches: Vec::new(),
            categories: Vec::new(),
            ..full.clone()
        };
        let nothing = Self {
            cards: Vec::new(),
            count: 0,
            ..only_products.clone()
        };
        vec![full, only_products, nothing]
    }
}
