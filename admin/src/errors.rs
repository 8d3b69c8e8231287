//! Pages that cannot be shown say what happened, what it means, and where to go.

use std::time::Duration;

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use commerce::catalogue::shop::NONE_YET;
use http::StatusCode;
use platform::render::View;
use platform::web::ErrorContext;
use platform::web::layers::LATE;
use serde::Serialize;

use crate::admin::Admin;
use crate::frame::Frame;
use crate::guard::Visit;
use crate::page;
use crate::shops::{CHOOSE, ChoosePage};

/// The page of an error.
#[derive(Debug, Serialize)]
pub(crate) struct ErrorPage {
    /// `404`, as the texts are keyed.
    pub(crate) status: u16,
    /// `error-404-title` and so on exist for these; others use `error-500`. `unopened`: there is no shop yet.
    pub(crate) key: &'static str,
    /// The page that could not be shown, when it may be shown another time.
    pub(crate) again: Option<String>,
}

impl View for ErrorPage {
    const TEMPLATE: &'static str = "admin/error.html";
    fn samples() -> Vec<Self> {
        let mut all: Vec<Self> = [400, 401, 403, 404, 409, 413, 429, 500, 503]
            .map(|status| Self::of(status, None))
            .into();
        all.push(Self::of(503, Some("/ordrar?q=<a>".to_owned())));
        all.push(Self::of(503, Some("/lager".to_owned())).in_words("late"));
        all.push(Self::of(503, None).in_words(UNOPENED));
        all
    }
}

impl ErrorPage {
    fn of(status: u16, asked: Option<String>) -> Self {
        let key = match status {
            400 | 405 | 415 | 422 => "400",
            401 => "401",
            403 => "403",
            404 | 410 => "404",
            409 => "409",
            413 => "413",
            429 => "429",
            503 => "503",
            _ => "500",
        };
        let again = asked.filter(|_| status >= 500);
        Self { status, key, again }
    }

    /// What happened has words of its own. Where there is no shop yet, trying again will not help.
    fn in_words(self, key: &'static str) -> Self {
        let again = self.again.filter(|_| key != UNOPENED);
        Self {
            status: self.status,
            key,
            again,
        }
    }
}

/// There is no shop yet.
const UNOPENED: &str = "unopened";

/// The page that says that something took too long does not take as long itself.
const PATIENCE: Duration = Duration::from_secs(3);

/// The words of what happened, where the status alone does not tell it.
fn words_of(context: Option<&ErrorContext>) -> Option<&'static str> {
    match context?.detail.as_deref()? {
        NONE_YET => Some(UNOPENED),
        LATE => Some("late"),
        _ => None,
    }
}

/// Turns what handlers refuse, and what no route matches, into pages.
pub(crate) async fn show(State(admin): State<Admin>, request: Request, next: Next) -> Response {
    let path = request.uri().path().to_owned();
    let is_page = request.method() == http::Method::GET;
    let response = next.run(request).await;
    let status = response.status();
    let context = response.extensions().get::<ErrorContext>();
    let is_ours = context.is_some();
    let words = words_of(context);
    let asks_for_shop = context.is_some_and(|it| it.detail.as_deref() == Some(CHOOSE));
    let is_axums = (status.is_client_error() || status.is_server_error()) && !is_html(&response);
    if !(is_ours || is_axums) || path.starts_with("/assets/") {
        return response;
    }
    let visit = response.extensions().get::<Visit>().cloned();
    if let Some(visit) = visit.as_ref().filter(|_| asks_for_shop) {
        return ask_for_shop(&admin, visit, is_page)
            .await
            .unwrap_or_else(|| status.into_response());
    }
    let (parts, _) = response.into_parts();
    let mut answer = page_of(&admin, visit, status, is_page, words)
        .await
        .unwrap_or_else(|| status.into_response());
    if let Some(wait) = parts.headers.get(http::header::RETRY_AFTER) {
        answer
            .headers_mut()
            .insert(http::header::RETRY_AFTER, wait.clone());
    }
    answer
}

fn is_html(response: &Response) -> bool {
    response
        .headers()
        .get(http::header::CONTENT_TYPE)
        .is_some_and(|kind| {
            // A page's script is told in JSON what it shows itself.
            let own: [&[u8]; 3] = [b"text/html", b"text/csv", b"application/json"];
            own.iter().any(|own| kind.as_bytes().starts_with(own))
        })
}

async fn page_of(
    admin: &Admin,
    visit: Option<Visit>,
    status: StatusCode,
    is_page: bool,
    words: Option<&'static str>,
) -> Option<Response> {
    let visit = visit?;
    let mut view = ErrorPage::of(status.as_u16(), is_page.then(|| visit.path.clone()));
    if let Some(words) = words {
        view = view.in_words(words);
    }
    let frame = frame_of(admin, &visit).await;
    match page::write(admin, &visit, status, frame, &view) {
        Ok(response) => Some(response),
        Err(error) => {
            tracing::error!(?error, "the error page could not be written");
            None
        }
    }
}

async fn frame_of(admin: &Admin, visit: &Visit) -> Frame {
    let whole = async {
        let mut conn = admin.db.read().await.ok()?;
        Frame::whole(admin, &mut conn, visit, None).await.ok()
    };
    let in_time = tokio::time::timeout(PATIENCE, whole).await.ok().flatten();
    in_time.unwrap_or_else(|| Frame::bare(admin))
}

/// A page of one shop is asked for by somebody who looks at several: which one? It goes on where it was asked; a form that was sent is not sent again.
async fn ask_for_shop(admin: &Admin, visit: &Visit, is_page: bool) -> Option<Response> {
    let (status, back) = if is_page {
        (StatusCode::OK, visit.path.as_str())
    } else {
        (StatusCode::CONFLICT, "/")
    };
    let view = ChoosePage::of(&visit.shops, back.to_owned());
    let frame = frame_of(admin, visit).await;
    match page::write(admin, visit, status, frame, &view) {
        Ok(response) => Some(response),
        Err(error) => {
            tracing::error!(?error, "the choice of a shop could not be written");
            None
        }
    }
}
