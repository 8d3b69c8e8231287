//! Reporting a review that breaks the rules: anybody who reads it may.

use axum::extract::{Path, State};
use axum::response::{IntoResponse as _, Response};
use commerce::ids::ReviewId;
use commerce::review::listing::published;
use commerce::review::report::{ReportError, report};
use commerce::review::{Breach, LONGEST_WORDS};
use http::StatusCode;
use platform::auth::attempt::{Attempt, NotHeard};
use platform::i18n::Message;
use platform::render::FormState;
use platform::web::{FormBody, PageError, QueryFields};

use super::views::{ReportForm, ReportView};
use crate::account::gate::wait_message;
use crate::frame::Head;
use crate::page::{Keeping, frame, page, see_other, text};
use crate::state::ShopState;
use crate::visitor::{Desk, Visitor};

fn parsed(id: &str) -> Result<ReviewId, PageError> {
    id.parse().map_err(|_| PageError::NotFound)
}

/// `GET /omdomen/{review}/anmal`.
///
/// # Errors
/// 404 for a review that nobody can read.
pub async fn show(
    State(state): State<ShopState>,
    visitor: Visitor,
    Path(id): Path<String>,
    QueryFields(query): QueryFields,
) -> Result<Response, PageError> {
    let (id, form) = (parsed(&id)?, FormState::blank());
    let is_done = query.has("done");
    answer(&state, &visitor, id, StatusCode::OK, (form, is_done)).await
}

/// `POST /omdomen/{review}/anmal`.
///
/// # Errors
/// 404 for a review that nobody can read.
pub async fn send(
    State(state): State<ShopState>,
    visitor: Visitor,
    Path(id): Path<String>,
    FormBody(fields): FormBody,
) -> Result<Response, PageError> {
    let id = parsed(&id)?;
    let mut form = FormState::<ReportForm>::from_pairs(fields.iter());
    let reason = Breach::parse(form.value("reason"));
    if reason.is_none() {
        form.refuse("reason", "review-report-reason-none");
    }
    let mut status = StatusCode::UNPROCESSABLE_ENTITY;
    if let Some(reason) = reason {
        let attempt = Attempt::at_report(id.0, visitor.address);
        let mut tx = state.db.begin(visitor.origin()).await?;
        match attempt.begin(&mut tx).await {
            Ok(()) => match report(&mut tx, id, reason, form.trimmed("words")).await {
                Ok(()) => {
                    tx.commit().await?;
                    let values = [("review", &*id.to_string()), ("done", "1")];
                    let here = state.renderer.url(visitor.locale, "review_report", &values);
                    return Ok(see_other(&here));
                }
                Err(ReportError::Unknown) => return Err(PageError::NotFound),
                Err(ReportError::Words) => {
                    let message =
                        Message::new("review-report-words-missing").with("most", LONGEST_WORDS);
                    form.refuse("words", message);
                }
                Err(ReportError::Db(error)) => return Err(error.into()),
            },
            Err(NotHeard::Wait(wait)) => {
                form.refuse_whole(wait_message(wait));
                status = StatusCode::TOO_MANY_REQUESTS;
            }
            Err(NotHeard::Db(error)) => return Err(error.into()),
        }
    }
    answer(&state, &visitor, id, status, (form, false)).await
}

async fn answer(
    state: &ShopState,
    visitor: &Visitor,
    id: ReviewId,
    status: StatusCode,
    (form, is_done): (FormState<ReportForm>, bool),
) -> Result<Response, PageError> {
    let mut desk = Desk::open(state, visitor).await?;
    let found = published(&mut desk.conn, id)
        .await?
        .ok_or(PageError::NotFound)?;
    let seen = desk.seen.clone();
    let visit = seen.visit(visitor.locale);
    let cards = state
        .storefront
        .cards(&mut desk.conn, &visit, &[found.product_id])
        .await?;
    let back = |slug: &str| {
        let values = [("slug", slug)];
        state
            .renderer
            .url(visitor.locale, "product_reviews", &values)
    };
    let title = text(state, visitor.locale, "review-report-title");
    let mut head = Head::private(&state.renderer, title, "home");
    head.alternates.clear();
    let values = [("review", &*id.to_string())];
    let view = ReportView {
        head,
        action: state.renderer.url(visitor.locale, "review_report", &values),
        heading: found.heading,
        body: found.body,
        name: found.shown_name,
        lang: found.locale,
        back_href: cards
            .first()
            .map_or_else(String::new, |card| back(&card.slug)),
        reasons: Breach::ALL.map(Breach::as_str).into(),
        is_done,
        form,
    };
    let frame = frame(state, visitor, &mut desk, None).await?;
    drop(desk);
    let page = page(state, visitor, frame, &view, Keeping::Private)?;
    Ok((status, page).into_response())
}
