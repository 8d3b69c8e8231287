//! The quick order's page.

use commerce::quick_order::{Fate, ReportRow};
use platform::i18n::Locale;
use platform::render::{Renderer, View};
use serde::Serialize;

use crate::account::views::Aside;
use crate::frame::Head;

/// A row with what becomes of it.
#[derive(Clone, Debug, Serialize)]
pub struct RowView {
    /// Which row.
    pub row: i64,
    /// As it was written.
    pub code: String,
    /// As it was written.
    pub quantity: String,
    /// What it names; empty when that is nothing.
    pub name: String,
    /// The article's own number and options.
    pub about: String,
    /// The article's page; may be empty.
    pub href: String,
    /// `fits`, `raised`, `short`, `joined`, `out`, `gone`, `ambiguous`, `unknown` or `quantity`.
    pub fate: &'static str,
    /// Pieces or the row that the fate speaks of.
    pub number: i64,
    /// Whether its goods go into the cart.
    pub is_taken: bool,
}

/// A row for the page.
pub(crate) fn row_view(renderer: &Renderer, locale: Locale, row: &ReportRow) -> RowView {
    let number = match row.fate {
        Fate::Raised { to: pieces } | Fate::Short { left: pieces } => pieces.into(),
        Fate::Joined { with } => with,
        _ => 0,
    };
    let (mut name, mut about, mut href) = (String::new(), String::new(), String::new());
    if let Some(article) = &row.article {
        name.clone_from(&article.name);
        let parts = [article.sku.as_str(), article.options.as_str()];
        let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        about = parts.join(", ");
        if !article.slug.is_empty() && row.fate != Fate::Gone {
            let mut values = vec![("slug", article.slug.as_str())];
            if !article.option_key.is_empty() {
                values.push(("variant", article.option_key.as_str()));
            }
            href = renderer.url(locale, "product", &values);
        }
    }
    RowView {
        row: row.entry.row,
        code: row.entry.code.clone(),
        quantity: match &row.entry.quantity {
            Ok(quantity) => quantity.to_string(),
            Err(written) => written.clone(),
        },
        name,
        about,
        href,
        fate: row.fate.word(),
        number,
        is_taken: row.fate.is_taken(),
    }
}

/// The page.
#[derive(Clone, Debug, Serialize)]
pub struct QuickOrderView {
    /// For browsers.
    pub head: Head,
    /// The side.
    pub aside: Aside,
    /// What was written.
    pub text: String,
    /// What becomes of it, row by row.
    pub rows: Vec<RowView>,
    /// Rows whose goods go into the cart.
    pub taken: i64,
    /// Rows to mend.
    pub left: i64,
    /// Rows that have just been put into the cart.
    pub added: i64,
    /// Why nothing was read.
    pub error: Option<&'static str>,
}

impl View for QuickOrderView {
    const TEMPLATE: &'static str = "shop/quick-order.html";

    fn samples() -> Vec<Self> {
        let row = |(row, fate): (i64, &'static str)| RowView {
            row,
            code: "NB-1042-S".into(),
            quantity: "12".into(),
            name: if ["unknown", "ambiguous"].contains(&fate) {
                String::new()
            } else {
                "Mugg Strand".into()
            },
            about: "NB-1042-S, Sand".into(),
            href: if row == 1 {
                "/produkt/mugg-strand".into()
            } else {
                String::new()
            },
            fate,
            number: 3,
            is_taken: ["fits", "raised", "short", "joined"].contains(&fate),
        };
        let full = Self {
            head: Head::sample("Snabborder"),
            aside: Aside {
                current: "quick_order",
            },
            text: "NB-1042-S\t12\n".into(),
            rows: (1..).zip(Fate::WORDS).map(row).collect(),
            taken: 4,
            left: 5,
            added: 0,
            error: None,
        };
        let blank = Self {
            text: String::new(),
            rows: Vec::new(),
            taken: 0,
            left: 0,
            ..full.clone()
        };
        let mut views = vec![
            Self {
                added: 12,
                taken: 0,
                ..full.clone()
            },
            Self {
                left: 0,
                ..full.clone()
            },
            full,
        ];
        let keys = [
            "quick-error-empty",
            "quick-error-too-large",
            "quick-error-too-many",
            "quick-error-kind",
            "quick-error-broken",
        ];
        views.extend(keys.map(|error| Self {
            error: Some(error),
            ..blank.clone()
        }));
        views.push(blank);
        views
    }
}
