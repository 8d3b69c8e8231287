//! Pages for what went wrong, in the theme.

use axum::response::Response;
use commerce::catalogue::shop::NONE_YET;
use commerce::catalogue::storefront::Sort;
use commerce::payment::exchange::ExchangeError;
use commerce::payment::settle::SettleError;
use http::{StatusCode, header};
use platform::render::View;
use platform::web::{ErrorContext, PageError};
use serde::Serialize;

use crate::card::Card;
use crate::frame::{Frame, Head};
use crate::mapping::Cards;
use crate::page::{Keeping, frame, frame_of, page, text};
use crate::state::ShopState;
use crate::visitor::{Desk, Visitor};

/// A page that says what went wrong.
#[derive(Clone, Debug, Serialize)]
pub struct ErrorView {
    /// For browsers.
    pub head: Head,
    /// The status: the theme has words for 404, 410, 400, 403, 413, 429, 500 and 503, and common ones for the rest.
    pub status: u16,
    /// Whether there is no shop yet, so that trying again will not help.
    pub is_unopened: bool,
    /// What the visitor may want instead.
    pub popular: Vec<Card>,
}

impl View for ErrorView {
    const TEMPLATE: &'static str = "shop/error.html";

    fn samples() -> Vec<Self> {
        let statuses = [400, 403, 404, 405, 409, 410, 413, 429, 500, 503].map(|it| (it, false));
        statuses
            .into_iter()
            .chain([(503, true)])
            .map(|(status, is_unopened)| Self {
                head: Head::sample("Fel"),
                status,
                is_unopened,
                popular: if status == 404 {
                    Card::samples()
                } else {
                    Vec::new()
                },
            })
            .collect()
    }
}

/// Products that a page of what is gone offers instead.
const POPULAR: i64 = 4;

/// What failed on our side of an exchange with the payment provider: a busy database asks to come back.
pub(crate) fn ours(error: ExchangeError) -> PageError {
    match error {
        ExchangeError::Settle(SettleError::Db(error)) => error.into(),
        error => PageError::internal(error),
    }
}

/// Puts the theme's page into an error's answer. What cannot be read (the database is away) is left out.
pub async fn error_page(state: &ShopState, visitor: &Visitor, bare: Response) -> Response {
    let status = bare.status();
    let context = bare.extensions().get::<ErrorContext>();
    let is_unopened = context.is_some_and(|it| it.detail.as_deref() == Some(NONE_YET));
    let (frame, popular) = match surroundings(state, visitor, status).await {
        Ok(found) => found,
        Err(_) => (last_frame(state), Vec::new()),
    };
    let view = ErrorView {
        head: Head {
            title: title(state, visitor, status, is_unopened),
            kind: "website",
            is_hidden: true,
            ..Head::default()
        },
        status: status.as_u16(),
        is_unopened,
        popular,
    };
    let Ok(mut answer) = page(state, visitor, frame, &view, Keeping::Private) else {
        return bare;
    };
    *answer.status_mut() = status;
    let (mut parts, _) = bare.into_parts();
    // What the error says in headers (when to come back) stays; its body's own do not.
    for name in [
        header::CONTENT_TYPE,
        header::CONTENT_LENGTH,
        header::CACHE_CONTROL,
    ] {
        parts.headers.remove(name);
    }
    answer.headers_mut().extend(parts.headers);
    answer.extensions_mut().extend(parts.extensions);
    answer
}

async fn surroundings(
    state: &ShopState,
    visitor: &Visitor,
    status: StatusCode,
) -> Result<(Frame, Vec<Card>), PageError> {
    if status == StatusCode::SERVICE_UNAVAILABLE {
        return Err(PageError::Unavailable("no questions while busy".to_owned()));
    }
    let mut desk = Desk::open(state, visitor).await?;
    let mut popular = Vec::new();
    if matches!(status, StatusCode::NOT_FOUND | StatusCode::GONE) {
        let seen = desk.seen.clone();
        let visit = seen.visit(visitor.locale);
        let cards = state
            .storefront
            .first(&mut desk.conn, &visit, None, Sort::Popular, POPULAR)
            .await?;
        let mapping = Cards {
            renderer: &state.renderer,
            pictures: &state.pictures,
            locale: visitor.locale,
            new_since: seen.new_since(),
        };
        popular = mapping.all(&cards);
    }
    Ok((frame(state, visitor, &mut desk, None).await?, popular))
}

/// The frame as far as it is known without asking.
fn last_frame(state: &ShopState) -> Frame {
    match state.last_facts() {
        Some(facts) => frame_of(state, &facts, None, 0, None),
        None => Frame::bare(
            state.renderer.settings().name.unwrap_or_default(),
            state.now().business_time().year(),
        ),
    }
}

fn title(state: &ShopState, visitor: &Visitor, status: StatusCode, is_unopened: bool) -> String {
    let key = match status.as_u16() {
        404 | 410 => "error-404",
        403 => "error-403",
        413 => "error-413",
        429 => "error-429",
        503 if is_unopened => "error-unopened",
        503 => "error-503",
        500.. => "error-500",
        _ => "error-400",
    };
    text(state, visitor.locale, key)
}
