//! The page behind the link in the mails about a watch: confirms it, and ends it without a log-in. Nothing is done by looking, since programs that read mails
//! follow links too.

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::response::{IntoResponse as _, Response};
use commerce::catalogue::address;
use commerce::ids::StockWatchId;
use commerce::stock_watch::begin::{WatchError, confirm, is_too_late};
use commerce::stock_watch::end::{end, end_all};
use commerce::stock_watch::listing::with_others;
use commerce::stock_watch::{STOCK_WATCH, StockWatch, WatchState, find};
use http::StatusCode;
use platform::auth::attempt::Attempt;
use platform::db::PgConnection;
use platform::web::{Fields, PageError, QueryFields};

use super::views::{OtherWatch, WatchLinkView};
use crate::frame::Head;
use crate::page::{Keeping, frame, page, see_other, text};
use crate::state::ShopState;
use crate::visitor::{Desk, Visitor};

/// `GET /bevakning/{id}/{key}`.
///
/// # Errors
/// 404 for a wrong id or key alike.
pub async fn show(
    State(state): State<ShopState>,
    visitor: Visitor,
    Path((id, key)): Path<(String, String)>,
    QueryFields(query): QueryFields,
) -> Result<Response, PageError> {
    let mut desk = Desk::open(&state, &visitor).await?;
    let watch = resolve(&state, &mut desk.conn, &id, &key).await?;
    let locale = visitor.locale;
    let mut watched = with_others(&mut desk.conn, &watch, locale.code(), state.now()).await?;
    if watched.is_empty() {
        return Err(PageError::NotFound);
    }
    let own = watched.remove(0);
    let slugs = address::slugs_of(&mut desk.conn, own.product_id.0).await?;
    let slug = slugs.iter().find(|(code, _)| code == locale.code());
    // What they do not see has no page for them.
    let slug = slug.filter(|_| own.is_seen);
    let product_href = slug.map_or_else(String::new, |(_, slug)| {
        let mut values = vec![("slug", slug.as_str())];
        values.extend((!own.option_key.is_empty()).then_some(("variant", own.option_key.as_str())));
        state.renderer.url(locale, "product", &values)
    });
    let standing = match watch.state {
        WatchState::Asked if is_too_late(watch.asked_at, state.now()) => "late",
        state => state.as_str(),
    };
    let title = text(&state, locale, title_of(standing));
    let mut head = Head::private(&state.renderer, title, "home");
    let here = |_| {
        Some((
            "stock_watch",
            vec![("id", id.as_str()), ("key", key.as_str())],
        ))
    };
    head.alternates = Head::alternates(&state.renderer, here);
    let others = watched.into_iter().map(|of| OtherWatch {
        name: of.name,
        options: of.options,
    });
    let view = WatchLinkView {
        head,
        action: path(&state, &visitor, &id, &key),
        standing,
        product_href,
        others: others.collect(),
        is_full: query.has("fullt"),
        is_hidden: own.is_sold && !own.is_seen,
        name: own.name,
        options: own.options,
    };
    let frame = frame(&state, &visitor, &mut desk, None).await?;
    page(&state, &visitor, frame, &view, Keeping::Private)
}

fn title_of(standing: &str) -> &'static str {
    match standing {
        "asked" => "watch-confirm-title",
        "late" => "watch-late",
        "waiting" => "watch-waiting-title",
        "told" => "watch-told-title",
        _ => "watch-ended-title",
    }
}

fn path(state: &ShopState, visitor: &Visitor, id: &str, key: &str) -> String {
    let values = [("id", id), ("key", key)];
    state.renderer.url(visitor.locale, "stock_watch", &values)
}

/// What a mail program sends when its reader presses the program's own button (RFC 8058).
const ONE_CLICK: &[u8] = b"One-Click";

/// `POST /bevakning/{id}/{key}`: confirms the watch, ends it, or ends all of the same person, which is also what a mail program's own button does.
///
/// # Errors
/// 404 for a wrong id or key alike.
pub async fn act(
    State(state): State<ShopState>,
    visitor: Visitor,
    Path((id, key)): Path<(String, String)>,
    body: Bytes,
) -> Result<Response, PageError> {
    let watch = {
        let mut conn = state.db.read().await?;
        resolve(&state, &mut conn, &id, &key).await?
    };
    let is_one_click = body.windows(ONE_CLICK.len()).any(|part| part == ONE_CLICK);
    let deed = if is_one_click {
        "all".to_owned()
    } else {
        Fields::parse(&body)?.text("do").to_owned()
    };
    let here = path(&state, &visitor, &id, &key);
    let mut tx = state.db.begin(visitor.origin()).await?;
    match deed.as_str() {
        "confirm" => match confirm(&mut tx, watch.id).await {
            Ok(()) => {
                // Whoever reads the mail wanted it.
                let asked = Attempt::at_watch(&watch.email, visitor.address);
                asked.succeeded(&mut tx);
            }
            Err(WatchError::Full) => return Ok(see_other(&format!("{here}?fullt=1"))),
            // The page tells how it stands.
            Err(WatchError::NotFound | WatchError::TooLate | WatchError::Buyable) => {
                return Ok(see_other(&here));
            }
            Err(WatchError::Db(error)) => return Err(error.into()),
        },
        "end" => end(&mut tx, watch.id).await?,
        "all" => end_all(&mut tx, watch.id).await?,
        _ => return Ok(see_other(&here)),
    }
    tx.commit().await?;
    if is_one_click {
        return Ok(StatusCode::OK.into_response());
    }
    Ok(see_other(&here))
}

/// The watch that a link names. A wrong key is the same as no such watch, and so is one that was sent to an address that the account no longer has.
async fn resolve(
    state: &ShopState,
    conn: &mut PgConnection,
    id: &str,
    key: &str,
) -> Result<StockWatch, PageError> {
    let id: StockWatchId = id.parse().map_err(|_| PageError::NotFound)?;
    let found = find(conn, id).await?;
    let watch = found
        .filter(|watch| state.serves(watch.shop_id))
        .ok_or(PageError::NotFound)?;
    let subject = watch.link_subject();
    // Mails from before the address was part of the key have one of the watch alone. They go on working for a guest's watch, whose address never changes: whoever
    // got such a mail must be able to end it.
    let is_older = watch.customer_id.is_none()
        && state
            .secret
            .is_link_key(STOCK_WATCH, watch.id.0.as_bytes(), key);
    if !is_older && !state.secret.is_link_key(STOCK_WATCH, &subject, key) {
        return Err(PageError::NotFound);
    }
    Ok(watch)
}
