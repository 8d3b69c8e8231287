//! The page of a company's own article numbers.

use platform::i18n::Message;
use platform::render::View;
use serde::Serialize;

use crate::account::views::Aside;
use crate::frame::Head;

/// One number.
#[derive(Clone, Debug, Serialize)]
pub struct ArticleRow {
    /// The company's.
    pub number: String,
    /// Ours.
    pub sku: String,
    /// What the article is called.
    pub name: String,
}

/// A row that could not be kept.
#[derive(Clone, Debug, Serialize)]
pub struct WrongRow {
    /// Which row.
    pub row: i64,
    /// Our number, as written.
    pub code: String,
    /// Theirs, as written.
    pub own: String,
    /// Why, as a text's key.
    pub why: &'static str,
}

/// The page.
#[derive(Clone, Debug, Serialize)]
pub struct ArticlesView {
    /// For browsers.
    pub head: Head,
    /// The side.
    pub aside: Aside,
    /// Numbers, in their order.
    pub articles: Vec<ArticleRow>,
    /// Whether there are more than are shown.
    pub has_more: bool,
    /// What was looked for.
    pub find: String,
    /// Rows that were typed and not kept.
    pub text: String,
    /// Why.
    pub wrong: Vec<WrongRow>,
    /// What is wrong with what was sent.
    pub error: Option<Message>,
    /// Numbers that have just been kept.
    pub saved: i64,
    /// Whether one was just forgotten.
    pub is_removed: bool,
}

impl View for ArticlesView {
    const TEMPLATE: &'static str = "shop/company-articles.html";

    fn samples() -> Vec<Self> {
        let full = Self {
            head: Head::sample("Egna artikelnummer"),
            aside: Aside { current: "company" },
            articles: vec![ArticleRow {
                number: "K-17".into(),
                sku: "NB-1042-S".into(),
                name: "Mugg Strand".into(),
            }],
            has_more: true,
            find: "K".into(),
            text: String::new(),
            wrong: Vec::new(),
            error: None,
            saved: 12,
            is_removed: true,
        };
        let wrong = |why| WrongRow {
            row: 1,
            code: "NB-9".into(),
            own: "K-18".into(),
            why,
        };
        let keys = [
            "company-articles-own-empty",
            "quick-fate-ambiguous",
            "quick-fate-unknown",
        ];
        vec![
            Self {
                articles: Vec::new(),
                has_more: false,
                find: String::new(),
                text: "NB-9\tK-18\n".into(),
                wrong: keys.map(wrong).into(),
                error: Some(Message::new("company-articles-wrong")),
                saved: 0,
                is_removed: false,
                ..full.clone()
            },
            full,
        ]
    }
}
