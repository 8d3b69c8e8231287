//! Published texts.

use axum::extract::State;
use axum::response::Response;
use platform::i18n::Locale;
use platform::render::markdown;
use platform::web::PageError;

use super::views::DocumentView;
use crate::frame::{Crumb, Head};
use crate::json_ld;
use crate::page::{Keeping, frame, page, text};
use crate::state::ShopState;
use crate::visitor::{Desk, Visitor};

/// The kinds of text that the shop publishes; their pages are called the same.
pub const KINDS: [&str; 7] = [
    "terms",
    "withdrawal",
    "withdrawal_form",
    "privacy",
    "cookies",
    "accessibility",
    "contact",
];

/// `GET /kopvillkor` and its like.
///
/// # Errors
/// 404 for a text that has not been published.
pub async fn show(
    State(state): State<ShopState>,
    visitor: Visitor,
    kind: &'static str,
) -> Result<Response, PageError> {
    let mut desk = Desk::open(&state, &visitor).await?;
    let locale = visitor.locale;
    let shop_id = desk.facts.shop.id;
    let found = commerce::legal::current(&mut desk.conn, shop_id, kind, locale.code()).await?;
    let document = found.ok_or(PageError::NotFound)?;
    let canonical = state.renderer.url(locale, kind, &[]);
    let crumbs = vec![
        Crumb {
            name: text(&state, locale, "home-crumb"),
            href: state.renderer.url(locale, "home", &[]),
        },
        Crumb {
            name: document.title.clone(),
            href: String::new(),
        },
    ];
    let published = commerce::legal::published(&mut desk.conn, shop_id).await?;
    let others = KINDS
        .into_iter()
        .filter(|other| *other != kind && has_text(&published, other, locale))
        .map(|other| Crumb {
            name: text(&state, locale, name_key(other)),
            href: state.renderer.url(locale, other, &[]),
        });
    let frame = frame(&state, &visitor, &mut desk, None).await?;
    let view = DocumentView {
        head: Head {
            title: document.title.clone(),
            alternates: Head::alternates(&state.renderer, |_| Some((kind, Vec::new()))),
            kind: "website",
            json_ld: vec![json_ld::breadcrumbs(&state.public_url, &crumbs, &canonical)],
            canonical,
            ..Head::default()
        },
        crumbs,
        html: markdown::to_html(&document.body, top(&document.body)),
        title: document.title,
        version: document.version.into(),
        published_at: document.published_at,
        others: others.collect(),
    };
    page(&state, &visitor, frame, &view, Keeping::Catalogue)
}

/// Whether a kind's page has something to show in a language; without a text of its own it shows the Swedish one.
pub(crate) fn has_text(published: &[(String, String)], kind: &str, locale: Locale) -> bool {
    let shown = [locale.code(), "sv"];
    let mut texts = published.iter();
    texts.any(|(held, code)| held == kind && shown.contains(&code.as_str()))
}

/// The level of the text's highest headings: below the page's own, whether the text begins with `#` or with `##`.
fn top(body: &str) -> u8 {
    if body.lines().any(|line| line.starts_with("# ")) {
        2
    } else {
        1
    }
}

/// The text key of a kind's name in links.
fn name_key(kind: &'static str) -> &'static str {
    match kind {
        "withdrawal" => "withdrawal-right",
        "withdrawal_form" => "withdrawal-form",
        other => other,
    }
}
