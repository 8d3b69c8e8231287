//! No more questions: the way out of the mails that ask for reviews, without a log-in.

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::response::{IntoResponse as _, Response};
use commerce::review::ask::{has_opted_out, opt_out};
use http::StatusCode;
use platform::web::PageError;

use super::views::NoQuestionsView;
use crate::frame::Head;
use crate::order::link;
use crate::page::{Keeping, frame, page, see_other, text};
use crate::state::ShopState;
use crate::visitor::{Desk, Visitor};

/// `GET /order/{number}/{key}/inga-fragor`: asks before anything is done, since programs that read mails follow links too.
///
/// # Errors
/// 404 for a wrong number or key alike.
pub async fn show(
    State(state): State<ShopState>,
    visitor: Visitor,
    Path((number, key)): Path<(String, String)>,
) -> Result<Response, PageError> {
    let mut desk = Desk::open(&state, &visitor).await?;
    let order = link::resolve(&state, &mut desk.conn, &number, &key).await?;
    let title = text(&state, visitor.locale, "no-questions");
    let mut head = Head::private(&state.renderer, title, "home");
    head.alternates.clear();
    let values = [("number", number.as_str()), ("key", key.as_str())];
    let view = NoQuestionsView {
        head,
        action: state
            .renderer
            .url(visitor.locale, "order_no_questions", &values),
        is_done: has_opted_out(&mut desk.conn, order.id).await?,
        number: order.number,
    };
    let frame = frame(&state, &visitor, &mut desk, None).await?;
    page(&state, &visitor, frame, &view, Keeping::Private)
}

/// What a mail program sends when its reader presses the program's own button (RFC 8058).
const ONE_CLICK: &[u8] = b"One-Click";

/// `POST /order/{number}/{key}/inga-fragor`, by the page's button or by a mail program, which follows no answer elsewhere and sends the form in either of its
/// two kinds.
///
/// # Errors
/// 404 for a wrong number or key alike.
pub async fn stop(
    State(state): State<ShopState>,
    visitor: Visitor,
    Path((number, key)): Path<(String, String)>,
    body: Bytes,
) -> Result<Response, PageError> {
    let order = {
        let mut conn = state.db.read().await?;
        link::resolve(&state, &mut conn, &number, &key).await?
    };
    let mut tx = state.db.begin(visitor.origin()).await?;
    opt_out(&mut tx, order.id).await?;
    tx.commit().await?;
    if body.windows(ONE_CLICK.len()).any(|part| part == ONE_CLICK) {
        return Ok(StatusCode::OK.into_response());
    }
    let values = [("number", number.as_str()), ("key", key.as_str())];
    let here = state
        .renderer
        .url(visitor.locale, "order_no_questions", &values);
    Ok(see_other(&here))
}
