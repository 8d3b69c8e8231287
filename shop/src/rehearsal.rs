//! Rehearsals: staff see the shop as somebody else, at a time to come. They look; nothing is bought, and nobody's cart or log-in is touched.

use axum::extract::{Path, Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use commerce::pricing::rehearsal::Rehearsal;
use http::{HeaderMap, Method, header};
use platform::clock::Timestamp;
use platform::web::{PageError, cookie};
use serde::Serialize;

use crate::page::see_other;
use crate::state::ShopState;
use crate::visitor::Visitor;

/// The cookie that holds the pass.
const COOKIE: &str = "torg_rehearsal";
/// Longer values than this are not ours.
const LONGEST: usize = 1_000;

/// The bar at the top of every page of a rehearsal.
#[derive(Clone, Debug, Serialize)]
pub struct RehearsalBar {
    /// Whom the shop is seen as.
    pub name: String,
    /// At which moment.
    pub at: Timestamp,
    /// Until when it lasts.
    pub until: Timestamp,
}

impl From<&Rehearsal> for RehearsalBar {
    fn from(of: &Rehearsal) -> Self {
        Self {
            name: of.name.clone(),
            at: of.at,
            until: of.until,
        }
    }
}

/// The pass that a request carries, unopened.
#[must_use]
pub fn pass_of(headers: &HeaderMap) -> Option<String> {
    let pass = cookie::get(headers, COOKIE).filter(|pass| pass.len() <= LONGEST);
    pass.map(str::to_owned)
}

/// The rehearsal that a pass stands for, while it lasts. Another shop's pass is none: whoever made it need not work for this one.
#[must_use]
pub fn open(state: &ShopState, pass: Option<&str>) -> Option<Rehearsal> {
    let found = Rehearsal::open(&state.rehearsals, pass?, state.now());
    found.filter(|found| found.shop.is_none_or(|shop| state.serves(shop)))
}

/// `GET /repetition/{key}`: the link from the back office.
///
/// # Errors
/// 404 for what is no pass of ours, or has waited too long.
pub async fn begin(
    State(state): State<ShopState>,
    visitor: Visitor,
    Path(pass): Path<String>,
) -> Result<Response, PageError> {
    let found = open(
        &state,
        Some(&pass)
            .filter(|pass| pass.len() <= LONGEST)
            .map(String::as_str),
    );
    let found = found.ok_or(PageError::NotFound)?;
    let lives_for = found.until.since(state.now()).as_secs();
    let kept = Rehearsal {
        open_by: None,
        ..found
    };
    let line = cookie::set(
        COOKIE,
        &kept.seal(&state.rehearsals),
        Some(lives_for),
        state.is_secure(),
    );
    let line = line.ok_or_else(|| PageError::internal("a pass that no cookie can hold"))?;
    let mut response = see_other(&state.renderer.url(visitor.locale, "home", &[]));
    response.headers_mut().append(header::SET_COOKIE, line);
    Ok(response)
}

/// `POST /repetition/avsluta`: back to the shop as it is.
pub async fn end(State(state): State<ShopState>, visitor: Visitor) -> Response {
    let mut response = see_other(&state.renderer.url(visitor.locale, "home", &[]));
    if let Some(line) = cookie::remove(COOKIE, state.is_secure()) {
        response.headers_mut().append(header::SET_COOKIE, line);
    }
    response
}

/// Nothing is sent in a rehearsal but its own end.
pub async fn refuse_deeds(
    State(state): State<ShopState>,
    request: Request,
    next: Next,
) -> Response {
    let is_look = matches!(*request.method(), Method::GET | Method::HEAD);
    let ends = |locale| state.renderer.url(locale, "rehearsal_end", &[]);
    let is_end = platform::i18n::Locale::ALL
        .into_iter()
        .any(|locale| ends(locale) == request.uri().path());
    if !is_look && !is_end {
        let pass = pass_of(request.headers());
        if open(&state, pass.as_deref()).is_some() {
            return PageError::Forbidden.into_response();
        }
    }
    next.run(request).await
}
