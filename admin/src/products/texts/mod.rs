//! A product's texts: writing a draft, looking at it, publishing it, and going back.

mod edit;
mod form;
mod review;
mod versions;
mod views;

pub(crate) use edit::{edit, save, throw_away, undo, version};
pub(crate) use review::{call_off, publish, review, take_back};
pub(crate) use versions::{compare, restore};
pub(crate) use views::{TextsPage, TextsReviewPage, TextsVersionPage};

use commerce::catalogue::admin_listing::{self, ProductFacts};
use commerce::catalogue::texts::{Draft, Part, Texts};
use commerce::ids::ProductId;
use commerce::legal::diff::{Line, lines};
use commerce::media;
use platform::db::PgConnection;
use platform::web::PageError;

use self::form::{label, name_of};
use self::views::{Need, TextChange};
use crate::list::Status;
use crate::object::DiffLine;

/// How it stands with the texts, in a word.
pub(super) fn status(draft: Option<&Draft>) -> Status {
    match draft {
        Some(draft) if draft.schedule.is_some() => Status::new("idle", "text-state-scheduled"),
        Some(_) => Status::new("info", "product-draft"),
        None => Status::new("ok", "text-need-met"),
    }
}

/// What the product is called, in the first language that has a name for it.
fn heading(texts: &Texts, product: &ProductFacts) -> String {
    ["sv", "en"]
        .into_iter()
        .map(|locale| texts.get((locale, Part::Name)))
        .find(|name| !name.is_empty())
        .unwrap_or(&product.code)
        .to_owned()
}

async fn product(conn: &mut PgConnection, id: ProductId) -> Result<ProductFacts, PageError> {
    let found = admin_listing::product(conn, id).await?;
    found.ok_or(PageError::NotFound)
}

/// What differs, part by part and line by line.
fn changes(
    before: &Texts,
    after: &Texts,
    collisions: &[commerce::catalogue::texts::Key],
) -> Vec<TextChange> {
    let keys = after.changes(before);
    keys.into_iter()
        .map(|key| TextChange {
            label: label(key),
            locale: key.0,
            is_collision: collisions.contains(&key),
            lines: lines(before.get(key), after.get(key))
                .into_iter()
                .map(|line| match line {
                    Line::Same(text) => DiffLine::new("same", text),
                    Line::Gone(text) => DiffLine::new("gone", text),
                    Line::New(text) => DiffLine::new("new", text),
                })
                .collect(),
        })
        .collect()
}

/// The English parts whose Swedish source has been changed since it was published, while they have not.
fn stale(published: &Texts, written: &Texts) -> Vec<Part> {
    let is_changed = |locale, part| {
        let key = (locale, part);
        published.get(key) != written.get(key)
    };
    Part::ALL
        .into_iter()
        .filter(|part| *part != Part::Address && !written.get(("en", *part)).is_empty())
        .filter(|part| is_changed("sv", *part) && !is_changed("en", *part))
        .collect()
}

/// What is asked of a product before it is published, each with where it is mended; `form` is where the fields are.
async fn needs(
    conn: &mut PgConnection,
    product: &ProductFacts,
    form: &str,
    published: &Texts,
    written: &Texts,
) -> Result<Vec<Need>, PageError> {
    let page = format!("/produkter/{}", product.id);
    let gallery = media::gallery::gallery(conn, product.id).await?;
    let has_words = |placed: &media::listing::Placed| {
        let alt = placed.alt.get("sv");
        alt.is_some_and(|words| !words.trim().is_empty())
    };
    let is_said = |locale, part| !written.get((locale, part)).is_empty();
    let at = |locale, part| Some(format!("{form}#{}", name_of((locale, part))));
    let in_step = stale(published, written).first().copied();
    let english = is_said("en", Part::Name) && is_said("en", Part::Description);
    let maker = product.manufacturer.is_some();
    Ok(vec![
        Need::must(
            "text-need-name",
            is_said("sv", Part::Name),
            at("sv", Part::Name),
        ),
        Need::should(
            "text-need-description",
            is_said("sv", Part::Description),
            at("sv", Part::Description),
        ),
        Need::should("text-need-english", english, at("en", Part::Name)),
        Need::should(
            "text-need-step",
            in_step.is_none(),
            at("en", in_step.unwrap_or(Part::Name)),
        ),
        Need::should(
            "text-need-search",
            is_said("sv", Part::SeoDescription),
            at("sv", Part::SeoDescription),
        ),
        Need::should(
            "text-need-alt",
            gallery.iter().all(has_words),
            Some(format!("{page}#h-media")),
        ),
        Need::should("text-need-maker", maker, Some(page)),
    ])
}
