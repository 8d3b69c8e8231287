//! Published texts.

use axum::extract::State;
use axum::response::Response;
use commerce::legal::listing::DocumentHead;
use commerce::legal::{self, KINDS, LegalDocument};
use commerce::processor::{self, Draft};
use platform::clock::Timestamp;
use platform::i18n::Locale;
use platform::render::markdown;
use platform::web::{PageError, QueryFields};

use super::views::{DocumentView, ProcessorView, VersionLink};
use crate::frame::{Crumb, Head};
use crate::json_ld;
use crate::page::{Keeping, frame, page, text};
use crate::state::ShopState;
use crate::visitor::{Desk, Visitor};

/// `GET /kopvillkor?version=` and its like: the version that holds, or an earlier one.
///
/// # Errors
/// 404 for a text that has not been published, and for a version that there is not or that does not hold yet.
pub async fn show(
    State(state): State<ShopState>,
    visitor: Visitor,
    QueryFields(query): QueryFields,
    kind: &'static str,
) -> Result<Response, PageError> {
    let mut desk = Desk::open(&state, &visitor).await?;
    let (locale, shop_id, at) = (visitor.locale, desk.facts.shop.id, desk.seen.at);
    let current = legal::current(&mut desk.conn, shop_id, kind, locale.code(), at)
        .await?
        .ok_or(PageError::NotFound)?;
    let document = match query.get("version").filter(|text| !text.is_empty()) {
        None => current.clone(),
        Some(text) => {
            let version = text.parse().map_err(|_| PageError::NotFound)?;
            let of = (locale.code(), version);
            legal::listing::version(&mut desk.conn, shop_id, kind, of, at)
                .await?
                .ok_or(PageError::NotFound)?
        }
    };
    let is_current = document.id == current.id;
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
    let published = legal::published(&mut desk.conn, shop_id, at).await?;
    let others = KINDS
        .into_iter()
        .filter(|other| *other != kind && has_text(&published, other, locale))
        .map(|other| Crumb {
            name: text(&state, locale, name_key(other)),
            href: state.renderer.url(locale, other, &[]),
        });
    let heads = legal::listing::heads(&mut desk.conn, shop_id, Some(kind)).await?;
    let versions = versions(&state, locale, &heads, &document, at);
    let processors = if kind == "privacy" && is_current {
        let all = processor::all(&mut desk.conn, shop_id).await?.into_iter();
        all.map(|one| processor_view(locale, one.draft)).collect()
    } else {
        Vec::new()
    };
    let frame = frame(&state, &visitor, &mut desk, None).await?;
    let view = DocumentView {
        processors,
        head: Head {
            title: document.title.clone(),
            alternates: Head::alternates(&state.renderer, |_| Some((kind, Vec::new()))),
            kind: "website",
            json_ld: vec![json_ld::breadcrumbs(&state.public_url, &crumbs, &canonical)],
            is_hidden: !is_current,
            canonical: canonical.clone(),
            ..Head::default()
        },
        crumbs,
        html: markdown::to_html(&document.body, top(&document.body)),
        title: document.title,
        version: document.version.into(),
        published_at: document.published_at,
        current_href: if is_current { String::new() } else { canonical },
        lang: document.locale,
        versions,
        others: others.collect(),
    };
    page(&state, &visitor, frame, &view, Keeping::Catalogue)
}

/// What is said of a processor, in a language, or in Swedish where it is not said in that.
fn processor_view(locale: Locale, draft: Draft) -> ProcessorView {
    let has_english = !draft.task_en.is_empty() && !draft.place_en.is_empty();
    let (task, place, lang) = match locale {
        Locale::En if has_english => (draft.task_en, draft.place_en, None),
        Locale::En => (draft.task_sv, draft.place_sv, Some("sv")),
        Locale::Sv => (draft.task_sv, draft.place_sv, None),
    };
    ProcessorView {
        name: draft.name,
        url: draft.url,
        task,
        place,
        lang,
    }
}

/// The other versions that have held, as a reader of a language sees them, the latest first.
fn versions(
    state: &ShopState,
    locale: Locale,
    heads: &[DocumentHead],
    shown: &LegalDocument,
    at: Timestamp,
) -> Vec<VersionLink> {
    let has = |version, code: &str| {
        let mut of = heads.iter().filter(|head| head.version == version);
        of.any(|head| head.locale == code && !head.is_missing && head.published_at <= at)
    };
    let mut numbers: Vec<i32> = heads.iter().map(|head| head.version).collect();
    numbers.dedup();
    let is_readable = |version: &i32| has(*version, locale.code()) || has(*version, "sv");
    let others = numbers
        .into_iter()
        .filter(|version| *version != shown.version);
    let link = |version: i32| {
        let head = heads.iter().find(|head| head.version == version)?;
        let number = version.to_string();
        Some(VersionLink {
            version: version.into(),
            published_at: head.published_at,
            href: state.renderer.url(
                locale,
                kind_of(&shown.kind),
                &[("version", number.as_str())],
            ),
        })
    };
    others.filter(is_readable).filter_map(link).collect()
}

fn kind_of(kind: &str) -> &'static str {
    legal::kind(kind).unwrap_or("terms")
}

/// The address of a version as it was accepted, in its own language.
#[must_use]
pub fn version_path(state: &ShopState, document: &LegalDocument) -> String {
    let locale = Locale::parse(&document.locale).unwrap_or(Locale::Sv);
    let version = document.version.to_string();
    let values = [("version", version.as_str())];
    state.renderer.url(locale, kind_of(&document.kind), &values)
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
        "reviews" => "reviews-policy",
        other => other,
    }
}
