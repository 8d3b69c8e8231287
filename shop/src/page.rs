//! From a view to an answer: the frame around it, and the headers that go with it.

use std::sync::Arc;

use axum::response::{Html, IntoResponse as _, Response};
use commerce::catalogue::category::CategoryTree;
use commerce::catalogue::shop::Shop;
use commerce::customer::{Session, wish_list};
use commerce::ids::CategoryId;
use http::{HeaderValue, StatusCode, header};
use platform::i18n::{Locale, postcode};
use platform::render::{RenderContext, View};
use platform::web::PageError;

use crate::frame::{AccountBadge, Frame, NavCategory, Seller};
use crate::rehearsal::RehearsalBar;
use crate::state::{ShopFacts, ShopState};
use crate::visitor::{Desk, Visitor};

/// Most categories in the navigation: more do not fit on a line.
const NAV_CATEGORIES: usize = 7;

/// Whether a browser may show a page again without asking.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keeping {
    /// The catalogue: shown from the history, else asked for.
    Catalogue,
    /// Somebody's own: cart, checkout, order.
    Private,
}

impl Keeping {
    /// What the browser is told.
    #[must_use]
    pub fn header(self) -> &'static str {
        match self {
            Self::Catalogue => "private, no-cache",
            Self::Private => "private, no-store",
        }
    }
}

/// The header and footer of a page in `category`'s branch.
///
/// # Errors
/// Database errors.
pub async fn frame(
    state: &ShopState,
    visitor: &Visitor,
    desk: &mut Desk,
    category: Option<CategoryId>,
) -> Result<Frame, PageError> {
    let visit = desk.seen.visit(visitor.locale);
    let tree = state.storefront.tree(&mut desk.conn, &visit).await?;
    let pieces = desk.cart.as_ref().map_or(0, |cart| cart.pieces);
    let mut frame = frame_of(state, &desk.facts, Some(&tree), pieces, category);
    frame.account = desk.session.as_ref().map(badge);
    if let Some(session) = &desk.session {
        let wished = wish_list::store::products(&mut desk.conn, session.customer).await?;
        frame.wished = wished.iter().map(ToString::to_string).collect();
    }
    frame.rehearsal = desk.rehearsal.as_ref().map(RehearsalBar::from);
    frame.shows_vat = desk.seen.prices.shows_vat;
    // A sum of the shop's own currency says nothing to whoever buys in another.
    let currency = desk.seen.prices.currency;
    frame.free_freight_from = frame
        .free_freight_from
        .filter(|sum| sum.currency == currency);
    Ok(frame)
}

fn badge(session: &Session) -> AccountBadge {
    AccountBadge {
        first_name: session
            .name
            .split(' ')
            .next()
            .unwrap_or_default()
            .to_owned(),
        company: session.acting.as_ref().map(|acting| acting.name.clone()),
        functions: session.functions.iter().map(|of| of.as_str()).collect(),
    }
}

/// The frame from what is known without asking.
#[must_use]
pub fn frame_of(
    state: &ShopState,
    facts: &ShopFacts,
    tree: Option<&Arc<CategoryTree>>,
    cart_count: i64,
    category: Option<CategoryId>,
) -> Frame {
    let shop = &facts.shop;
    let top = category.and_then(|id| tree?.breadcrumbs(id).first().map(|node| node.id));
    let categories = tree
        .into_iter()
        .flat_map(|tree| tree.children(None))
        .filter(|node| node.products > 0);
    let categories = categories.filter_map(|node| {
        Some(NavCategory {
            name: node.name.clone(),
            slug: node.slug.clone()?,
            count: node.products,
            is_current: top == Some(node.id),
        })
    });
    Frame {
        shop_name: shop.name.clone(),
        categories: categories.take(NAV_CATEGORIES).collect(),
        product_count: tree.map_or(0, |tree| tree.products),
        cart_count,
        account: None,
        wished: Vec::new(),
        rehearsal: None,
        preview: None,
        shows_vat: true,
        free_freight_from: facts.free_freight_from,
        seller: seller(shop),
        year: state.now().business_time().year(),
    }
}

/// Who sells, as pages and papers tell it.
pub(crate) fn seller(shop: &Shop) -> Seller {
    Seller {
        legal_name: shop.legal_name.clone(),
        org_number: shop.org_number.clone(),
        vat_number: shop.vat_number.clone(),
        street: shop.street.clone(),
        postcode: postcode(&shop.postcode, &shop.country),
        city: shop.city.clone(),
        email: shop.email.clone(),
        phone_link: phone_link(&shop.phone, &shop.country),
        phone: shop.phone.clone(),
    }
}

/// Writes a view inside the frame.
///
/// # Errors
/// 500 when the theme is broken, which the checks find before.
pub fn page<V: View>(
    state: &ShopState,
    visitor: &Visitor,
    frame: Frame,
    view: &V,
    keeping: Keeping,
) -> Result<Response, PageError> {
    let ctx = RenderContext {
        locale: visitor.locale,
        path: visitor.path.clone(),
        origin: state.public_url.clone(),
        request_id: visitor.request_id.clone().unwrap_or_default(),
        frame,
    };
    let html = state
        .renderer
        .render(view, &ctx)
        .map_err(PageError::internal)?;
    Ok(([(header::CACHE_CONTROL, keeping.header())], Html(html)).into_response())
}

/// Sends on to another page after something was done.
#[must_use]
pub fn see_other(path: &str) -> Response {
    redirect(StatusCode::SEE_OTHER, path)
}

/// An address that is no longer used: for good.
#[must_use]
pub fn moved(path: &str) -> Response {
    redirect(StatusCode::MOVED_PERMANENTLY, path)
}

fn redirect(status: StatusCode, path: &str) -> Response {
    match HeaderValue::from_str(path) {
        Ok(location) => (status, [(header::LOCATION, location)]).into_response(),
        Err(_) => PageError::internal("an address that no header can hold").into_response(),
    }
}

/// The text of a message in the visitor's language, for places outside templates.
#[must_use]
pub fn text(state: &ShopState, locale: Locale, key: &str) -> String {
    state.renderer.text(locale, &key.into())
}

/// A telephone number as `tel:` wants it.
pub(crate) fn phone_link(phone: &str, country: &str) -> String {
    commerce::checkout::parse_phone(phone, country).unwrap_or_else(|_| {
        phone
            .chars()
            .filter(|c| c.is_ascii_digit() || *c == '+')
            .collect()
    })
}
