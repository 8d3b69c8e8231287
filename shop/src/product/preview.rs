//! Previews: staff see a product's page with its draft, before others do. The link from the back office opens it for ten minutes and for as
//! long as they are logged in there, for whoever has the link; nothing can be bought on it, it is kept nowhere and told to no search engine.

use axum::extract::{Path, State};
use axum::response::Response;
use commerce::catalogue::product::preview::{LIVES, PreviewPass};
use commerce::ids::ProductId;
use http::{HeaderMap, HeaderValue, header};
use platform::auth::Permission;
use platform::auth::session::permissions_of;
use platform::db::PgConnection;
use platform::i18n::{Locale, Message};
use platform::web::{PageError, QueryFields, cookie};

use super::handlers::{Place, chosen, related, view};
use crate::frame::Head;
use crate::page::{Keeping, frame, page, see_other};
use crate::state::ShopState;
use crate::visitor::{Desk, Visitor};

/// The cookie that holds the pass.
const COOKIE: &str = "torg_preview";
/// Longer values than this are not ours.
const LONGEST: usize = 1_000;

/// The pass that a text stands for, while it and the log-in that it rests on last. Staff may be logged out, and what they may do may change, at any time.
async fn open(
    state: &ShopState,
    conn: &mut PgConnection,
    text: &str,
) -> Result<Option<PreviewPass>, PageError> {
    if text.len() > LONGEST {
        return Ok(None);
    }
    let Some(pass) = PreviewPass::open(&state.previews, text, state.now()) else {
        return Ok(None);
    };
    let may = permissions_of(conn, pass.session, state.now()).await?;
    Ok(may
        .is_some_and(|may| may.has(Permission::ProductWrite))
        .then_some(pass))
}

/// `GET /forhandsvisning/oppna/{key}`: the link from the back office.
///
/// # Errors
/// 404 for what is no pass of ours, has waited too long, or rests on a log-in that has ended.
pub async fn begin(
    State(state): State<ShopState>,
    visitor: Visitor,
    Path(pass): Path<String>,
) -> Result<Response, PageError> {
    let found = open(&state, &mut *state.db.read().await?, &pass).await?;
    let found = found.ok_or(PageError::NotFound)?;
    let product = found.product.ok_or(PageError::NotFound)?;
    let kept = found.kept(state.now()).seal(&state.previews);
    let line = cookie::set(COOKIE, &kept, Some(LIVES.as_secs()), state.is_secure());
    let line = line.ok_or_else(|| PageError::internal("a pass that no cookie can hold"))?;
    let product = product.to_string();
    let values = [("product", product.as_str())];
    let mut response = see_other(&state.renderer.url(visitor.locale, "preview", &values));
    response.headers_mut().append(header::SET_COOKIE, line);
    hide(&mut response);
    Ok(response)
}

/// `GET /forhandsvisning/{product}?variant=`.
///
/// # Errors
/// 404 for whoever has no pass, and for what is no product or has no variant to show.
pub async fn show(
    State(state): State<ShopState>,
    visitor: Visitor,
    headers: HeaderMap,
    Path(product): Path<String>,
    QueryFields(query): QueryFields,
) -> Result<Response, PageError> {
    let mut desk = Desk::open(&state, &visitor).await?;
    let pass = cookie::get(&headers, COOKIE).ok_or(PageError::NotFound)?;
    let pass = open(&state, &mut desk.conn, pass).await?;
    // The link's own pass opens nothing but the link.
    if pass.is_none_or(|pass| pass.product.is_some()) {
        return Err(PageError::NotFound);
    }
    let id: ProductId = product.parse().map_err(|_| PageError::NotFound)?;
    let locale = visitor.locale;
    if desk.rehearsal.is_none() {
        // As a guest would see it, whoever is logged in.
        desk.session = None;
        desk.seen = state.seen(&mut desk.conn, &desk.facts, None, None).await?;
    }
    let seen = desk.seen.clone();
    let visit = seen.visit(locale);
    let found = state.storefront.preview(&mut desk.conn, &visit, id).await?;
    let (found, previewed) = found.ok_or(PageError::NotFound)?;
    let key = query.text("variant");
    let chosen = chosen(&found, key).ok_or(PageError::NotFound)?;
    let slug = found.slugs.iter().find(|(code, _)| code == locale.code());
    let place = Place {
        slug: slug.map_or(product.as_str(), |(_, slug)| slug),
        key,
        is_preview: true,
    };
    let mut view = view(&state, &visitor, &mut desk, (&found, chosen), &place).await?;
    view.watch = None;
    view.gift = None;
    view.head = hidden(&state, locale, (product.as_str(), key), view.head);
    let mut frame = frame(&state, &visitor, &mut desk, found.category).await?;
    frame.preview = Some(previewed.as_str());
    view.related = related(&state, &visitor, &found, seen.at, &frame)?;
    let mut response = page(&state, &visitor, frame, &view, Keeping::Private)?;
    hide(&mut response);
    Ok(response)
}

/// A head that tells search engines nothing, and keeps whoever switches languages in the preview.
fn hidden(state: &ShopState, locale: Locale, (product, key): (&str, &str), head: Head) -> Head {
    let there = |_| {
        let mut values = vec![("product", product)];
        values.extend((!key.is_empty()).then_some(("variant", key)));
        Some(("preview", values))
    };
    let title = Message::new("preview-title").with("name", head.title.as_str());
    Head {
        title: state.renderer.text(locale, &title),
        canonical: String::new(),
        alternates: Head::alternates(&state.renderer, there),
        switches: Vec::new(),
        is_hidden: true,
        json_ld: Vec::new(),
        ..head
    }
}

fn hide(response: &mut Response) {
    let headers = response.headers_mut();
    // For search engines that should come by the address in spite of all.
    headers.insert(
        "x-robots-tag",
        HeaderValue::from_static("noindex, nofollow"),
    );
    headers.insert(
        header::CACHE_CONTROL,
        HeaderValue::from_static(Keeping::Private.header()),
    );
}
