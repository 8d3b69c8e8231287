//! Previews: staff see a product's page with its draft, before others do. The link from the back office is followed at once and good for a minute; the browser that has
//! followed it may look at that product, and no other, for as long as whoever made it is logged in there. Nothing can be bought on it, it is kept nowhere and told to no
//! search engine.

use axum::extract::{Path, State};
use axum::response::Response;
use commerce::catalogue::product::preview::{LIVES, PreviewPass, Previews};
use commerce::ids::{ProductId, ShopId};
use http::{HeaderMap, HeaderValue, header};
use platform::auth::Permission;
use platform::auth::session::permissions_of;
use platform::db::PgConnection;
use platform::i18n::{Locale, Message};
use platform::web::{PageError, QueryFields, cookie};
use uuid::Uuid;

use super::handlers::{Place, chosen, related, view};
use crate::frame::Head;
use crate::page::{Keeping, frame, page, see_other};
use crate::state::ShopState;
use crate::visitor::{Desk, Visitor};

/// The cookie that holds the pass.
const COOKIE: &str = "torg_preview";
/// Longer values than this are not ours.
const LONGEST: usize = 2_000;

/// Whether the log-in that a pass rests on lasts and may see drafts. Staff may be logged out, and what they may do may change, at any time.
async fn may_look(
    state: &ShopState,
    conn: &mut PgConnection,
    session: Uuid,
) -> Result<bool, PageError> {
    let may = permissions_of(conn, session, state.now()).await?;
    Ok(may.is_some_and(|may| may.has(Permission::ProductWrite)))
}

/// What the browser may look at, as far as its cookie tells.
fn kept(state: &ShopState, headers: &HeaderMap) -> Option<Previews> {
    let text = cookie::get(headers, COOKIE)?;
    if text.len() > LONGEST {
        return None;
    }
    let kept = Previews::open(&state.previews, text)?;
    is_ours(state, kept.shop).then_some(kept)
}

/// Whether a pass is this shop's: whoever made another's need not work for this one.
fn is_ours(state: &ShopState, shop: Option<ShopId>) -> bool {
    shop.is_none_or(|shop| state.serves(shop))
}

/// `GET /forhandsvisning/oppna/{key}`: the link from the back office.
///
/// # Errors
/// 404 for what is no pass of ours or is another shop's, has waited too long, or rests on a log-in that has ended.
pub async fn begin(
    State(state): State<ShopState>,
    visitor: Visitor,
    headers: HeaderMap,
    Path(pass): Path<String>,
) -> Result<Response, PageError> {
    let now = state.now();
    let link = PreviewPass::open(&state.previews, &pass, now)
        .filter(|link| is_ours(&state, link.shop))
        .ok_or(PageError::NotFound)?;
    if !may_look(&state, &mut *state.db.read().await?, link.session).await? {
        return Err(PageError::NotFound);
    }
    let kept = Previews::with(kept(&state, &headers), &link, now).seal(&state.previews);
    let line = cookie::set(COOKIE, &kept, Some(LIVES.as_secs()), state.is_secure());
    let line = line.ok_or_else(|| PageError::internal("a pass that no cookie can hold"))?;
    let product = link.product.to_string();
    let values = [("product", product.as_str())];
    let mut response = see_other(&state.renderer.url(visitor.locale, "preview", &values));
    response.headers_mut().append(header::SET_COOKIE, line);
    hide(&mut response);
    Ok(response)
}

/// `GET /forhandsvisning/{product}?variant=`.
///
/// # Errors
/// 404 for whoever has not followed a link to this product, and for what is no product or has no variant to show.
pub async fn show(
    State(state): State<ShopState>,
    visitor: Visitor,
    headers: HeaderMap,
    Path(product): Path<String>,
    QueryFields(query): QueryFields,
) -> Result<Response, PageError> {
    let mut desk = Desk::open(&state, &visitor).await?;
    let id: ProductId = product.parse().map_err(|_| PageError::NotFound)?;
    let kept = kept(&state, &headers).filter(|kept| kept.has(id, state.now()));
    let session = kept.ok_or(PageError::NotFound)?.session;
    if !may_look(&state, &mut desk.conn, session).await? {
        return Err(PageError::NotFound);
    }
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
    view.related = related(&state, &visitor, &found, seen.new_since(), &frame)?;
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
