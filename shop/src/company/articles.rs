//! The company's own article numbers.

use axum::extract::State;
use axum::response::Response;
use commerce::company::article::{self, clean_number};
use commerce::company::{ManageError, listing};
use commerce::ids::VariantId;
use commerce::quick_order::parse::{TooManyRows, read_pairs};
use commerce::quick_order::{Entry, Report};
use http::StatusCode;
use platform::i18n::Message;
use platform::web::{FormBody, PageError, QueryFields};

use super::article_views::{ArticleRow, ArticlesView, WrongRow};
use super::{administrator, beyond_mending};
use crate::account::gate::answer;
use crate::account::views::Aside;
use crate::frame::Head;
use crate::page::{see_other, text};
use crate::quick_order::handlers::told;
use crate::state::ShopState;
use crate::visitor::Visitor;

/// Numbers shown at once.
const SHOWN: i64 = 200;
/// Longest word that is looked for.
const LONGEST_FIND: usize = 60;

/// `GET /konto/foretag/artiklar?q=`.
///
/// # Errors
/// 404 for whoever does not administer the company that they act for.
pub async fn index(
    State(state): State<ShopState>,
    visitor: Visitor,
    QueryFields(query): QueryFields,
) -> Result<Response, PageError> {
    let shown = Shown {
        find: query.text("q").chars().take(LONGEST_FIND).collect(),
        saved: query.text("sparade").parse().unwrap_or_default(),
        is_removed: query.text("klart") == "removed",
        ..Shown::default()
    };
    page(&state, &visitor, shown).await
}

/// `POST /konto/foretag/artiklar`: keeps numbers, one row each; with `remove` forgets one.
///
/// # Errors
/// 404 for whoever does not administer the company that they act for.
pub async fn update(
    State(state): State<ShopState>,
    visitor: Visitor,
    FormBody(fields): FormBody,
) -> Result<Response, PageError> {
    let (mut desk, session, _) = administrator(&state, &visitor).await?;
    let here = |values: &[(&str, &str)]| {
        see_other(
            &state
                .renderer
                .url(visitor.locale, "company_articles", values),
        )
    };
    if fields.has("remove") {
        drop(desk);
        let mut tx = state.db.begin(visitor.origin_of(&session)).await?;
        article::remove(&mut tx, &session, fields.text("remove"))
            .await
            .map_err(beyond_mending)?;
        tx.commit().await?;
        return Ok(here(&[("klart", "removed")]));
    }
    let written = fields.get_untrimmed("text").unwrap_or_default().to_owned();
    let refuse = |key| Shown {
        text: written.clone(),
        error: Some(Message::new(key)),
        ..Shown::default()
    };
    let (entries, own): (Vec<Entry>, Vec<String>) = match read_pairs(&written) {
        Ok(pairs) if pairs.is_empty() => {
            drop(desk);
            return page(&state, &visitor, refuse("quick-error-empty")).await;
        }
        Ok(pairs) => pairs.into_iter().unzip(),
        Err(TooManyRows) => {
            drop(desk);
            return page(&state, &visitor, refuse("quick-error-too-many")).await;
        }
    };
    // By our numbers alone: theirs are what is being said.
    let report = told(&visitor, &mut desk, None, entries).await?;
    drop(desk);
    let (numbers, wrong) = sort_out(report, own);
    let mut tx = state.db.begin(visitor.origin_of(&session)).await?;
    let saved = article::save(&mut tx, &session, &numbers).await;
    match tx.end(saved).await? {
        Ok(()) => {}
        Err(ManageError::TooMany) => {
            return page(&state, &visitor, refuse("company-articles-too-many")).await;
        }
        Err(error) => return Err(beyond_mending(error)),
    }
    if wrong.is_empty() {
        return Ok(here(&[("sparade", &numbers.len().to_string())]));
    }
    let shown = Shown {
        text: wrong
            .iter()
            .map(|row| format!("{}\t{}\n", row.code, row.own))
            .collect(),
        wrong,
        error: Some(Message::new("company-articles-wrong")),
        ..Shown::default()
    };
    page(&state, &visitor, shown).await
}

/// What can be kept, and what not. Whether the article can be bought now does not matter.
fn sort_out(report: Report, own: Vec<String>) -> (Vec<(String, VariantId)>, Vec<WrongRow>) {
    let (mut numbers, mut wrong) = (Vec::new(), Vec::new());
    for (row, own) in report.rows.into_iter().zip(own) {
        match (row.article, clean_number(&own)) {
            (Some(article), Some(number)) => numbers.push((number, article.variant_id)),
            (article, _) => wrong.push(WrongRow {
                row: row.entry.row,
                code: row.entry.code,
                own,
                why: match (article, row.fate) {
                    (Some(_), _) => "company-articles-own-empty",
                    (None, commerce::quick_order::Fate::Ambiguous) => "quick-fate-ambiguous",
                    (None, _) => "quick-fate-unknown",
                },
            }),
        }
    }
    (numbers, wrong)
}

#[derive(Default)]
struct Shown {
    find: String,
    text: String,
    wrong: Vec<WrongRow>,
    error: Option<Message>,
    saved: i64,
    is_removed: bool,
}

async fn page(state: &ShopState, visitor: &Visitor, shown: Shown) -> Result<Response, PageError> {
    let (mut desk, _, acting) = administrator(state, visitor).await?;
    let asked = (shown.find.as_str(), visitor.locale.code());
    let found = listing::own_numbers(&mut desk.conn, acting.company, asked, SHOWN + 1).await?;
    let most = usize::try_from(SHOWN).unwrap_or(usize::MAX);
    let status = if shown.error.is_some() {
        StatusCode::UNPROCESSABLE_ENTITY
    } else {
        StatusCode::OK
    };
    let view = ArticlesView {
        head: Head::private(
            &state.renderer,
            text(state, visitor.locale, "company-articles"),
            "company_articles",
        ),
        aside: Aside { current: "company" },
        has_more: found.len() > most,
        articles: found
            .into_iter()
            .take(most)
            .map(|own| ArticleRow {
                number: own.number,
                sku: own.sku,
                name: own.name,
            })
            .collect(),
        find: shown.find,
        text: shown.text,
        wrong: shown.wrong,
        error: shown.error,
        saved: shown.saved,
        is_removed: shown.is_removed,
    };
    answer(state, visitor, desk, &view, status).await
}
