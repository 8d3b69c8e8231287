//! The cart as it is shown.

use std::sync::Arc;

use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use commerce::cart::listing::contents;
use commerce::cart::{self, Cart};
use commerce::checkout::quote::{Quote, QuoteError, quote};
use commerce::gift_card;
use commerce::ids::{CartLineId, ProductId, VariantId};
use commerce::pricing::vat::Treatment;
use commerce::promotion;
use http::StatusCode;
use platform::i18n::Locale;
use platform::money::Money;
use platform::render::FormState;
use platform::web::{PageError, QueryFields};

use super::codes::CodeForm;
use super::discounts;
use super::map::{changes, line_view, removed_lines, sums};
use super::sum_views::SumsView;
use super::views::{CartLineView, CartView, ChangeView, GiftView, ToldView};
use crate::frame::Head;
use crate::mapping::{Cards, line_media};
use crate::page::{Keeping, frame, page, text};
use crate::state::ShopState;
use crate::visitor::{Desk, Visitor};

/// Products shown beside the cart.
const RELATED: usize = 4;
/// Why a change may be refused, as the address says it.
const REFUSALS: [&str; 6] = ["quantity", "amount", "full", "stock", "gone", "lists"];

/// `GET /varukorg`.
///
/// # Errors
/// Database errors.
pub async fn show(
    State(state): State<ShopState>,
    visitor: Visitor,
    QueryFields(query): QueryFields,
) -> Result<Response, PageError> {
    let shown = Shown {
        refused: REFUSALS
            .into_iter()
            .find(|known| *known == query.text("refused")),
        reduced: query.text("reduced").to_owned(),
        ..Shown::default()
    };
    answer(&state, &visitor, shown).await
}

/// What the cart's page says of what was just asked for.
pub(super) struct Shown {
    /// Why it was not done.
    pub refused: Option<&'static str>,
    /// The variant of which there were fewer.
    pub reduced: String,
    /// The code that was typed, and what is wrong with it.
    pub form: FormState<CodeForm>,
    /// The answer's status.
    pub status: StatusCode,
}

impl Default for Shown {
    fn default() -> Self {
        Self {
            refused: None,
            reduced: String::new(),
            form: FormState::blank(),
            status: StatusCode::OK,
        }
    }
}

/// The cart's page.
///
/// # Errors
/// Database errors.
pub(super) async fn answer(
    state: &ShopState,
    visitor: &Visitor,
    shown: Shown,
) -> Result<Response, PageError> {
    let mut desk = Desk::open(state, visitor).await?;
    let cart = read(state, visitor, &mut desk).await?;
    let facts = Arc::clone(&desk.facts);
    let (locale, now) = (visitor.locale, state.now());
    let shows_vat = desk.seen.prices.shows_vat;
    let mut view = CartView {
        head: Head::private(&state.renderer, text(state, locale, "cart"), "cart"),
        lines: Vec::new(),
        removed: Vec::new(),
        changes: Vec::new(),
        sums: SumsView::empty(desk.seen.prices.currency),
        told: Vec::new(),
        refused: shown.refused,
        codes: Vec::new(),
        credit: None,
        gifts: Vec::new(),
        form: shown.form,
        can_check_out: false,
        related: Vec::new(),
    };
    if let Some(cart) = &cart {
        let media = line_media(&mut desk.conn, cart.lines.iter().map(|line| line.media_id)).await?;
        view.lines = cart
            .lines
            .iter()
            .map(|line| line_view(state, &facts, locale, cart, line, &media, shows_vat))
            .collect();
        view.told = cart::fill::notes(&mut desk.conn, cart.id, now)
            .await?
            .into_iter()
            .map(ToldView::from)
            .collect();
        view.removed = removed_lines(cart);
        view.changes = changes(cart, shows_vat);
        view.changes.extend(reduced(cart, &shown.reduced));
        view.can_check_out =
            !cart.lines.is_empty() && cart.lines.iter().all(cart::CartLine::can_be_bought);
        if let Some(quote) = quoted(&mut desk, cart, locale.code(), now).await? {
            view.sums = sums(cart, &quote, locale, shows_vat);
            discount_lines(&mut view.lines, cart, &quote, locale);
            view.codes = discounts::codes(cart, &quote, locale);
            view.gifts = gifts(&mut desk, &quote, locale).await?;
            view.credit = credit(&mut desk, cart, now).await?;
        }
        view.related = related(state, visitor, &mut desk, cart).await?;
    }
    let frame = frame(state, visitor, &mut desk, None).await?;
    drop(desk);
    if let Some(cart) = &cart {
        mark_seen(state, visitor, cart).await?;
    }
    let page = page(state, visitor, frame, &view, Keeping::Private)?;
    Ok((shown.status, page).into_response())
}

/// Each line with what is taken off it.
fn discount_lines(lines: &mut [CartLineView], cart: &Cart, quote: &Quote, locale: Locale) {
    for (index, line) in lines.iter_mut().enumerate() {
        let (total, taken_off) =
            discounts::line_after(cart, quote, locale, index, line.includes_vat);
        line.total.minor = total;
        line.discounts = taken_off;
        line.refused = discounts::refused_of_line(cart, quote, locale, index);
    }
}

/// Store credit of whoever is logged in that the cart does not use yet.
async fn credit(
    desk: &mut Desk,
    cart: &Cart,
    now: platform::clock::Timestamp,
) -> Result<Option<Money>, PageError> {
    let Some(customer) = desk.session.as_ref().map(|session| session.customer) else {
        return Ok(None);
    };
    let conn = &mut desk.conn;
    let left = gift_card::credit_left(conn, cart.id, customer, cart.currency, now).await?;
    Ok((left > 0).then(|| Money::new(left, cart.currency)))
}

/// Gifts that the cart has earned and that are not in it.
async fn gifts(desk: &mut Desk, quote: &Quote, locale: Locale) -> Result<Vec<GiftView>, PageError> {
    let earned = discounts::gifts_to_choose(quote, locale);
    if earned.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<VariantId> = earned.iter().map(|(id, _)| *id).collect();
    let names = promotion::listing::gift_names(&mut desk.conn, &ids, locale.code()).await?;
    let gift = |(id, label): (VariantId, String)| {
        let name = names.iter().find(|(of, _)| *of == id)?.1.clone();
        Some(GiftView {
            variant: id.to_string(),
            name,
            label,
        })
    };
    Ok(earned.into_iter().filter_map(gift).collect())
}

/// The visitor's cart with its prices for delivery in the shop's own country; `None` when they have none.
///
/// # Errors
/// Database errors.
pub(super) async fn read(
    state: &ShopState,
    visitor: &Visitor,
    desk: &mut Desk,
) -> Result<Option<Cart>, PageError> {
    let Some(head) = desk.cart.clone() else {
        return Ok(None);
    };
    let seen = desk.seen.clone();
    let tax = Treatment::at_home(&seen.facts.shop.country);
    let (lists, locale) = (&seen.prices.lists, visitor.locale.code());
    let cart = contents(&mut desk.conn, &head, lists, locale, &tax, state.now()).await?;
    Ok(Some(cart))
}

async fn quoted(
    desk: &mut Desk,
    cart: &Cart,
    locale: &str,
    now: platform::clock::Timestamp,
) -> Result<Option<Quote>, PageError> {
    let (country, buyer) = (desk.facts.shop.country.clone(), desk.buyer());
    match quote(&mut desk.conn, cart, &buyer, &country, None, locale, now).await {
        Ok(quote) => Ok(Some(quote)),
        Err(QuoteError::Empty | QuoteError::TooLarge) => Ok(None),
        Err(QuoteError::NoTerms) => Err(PageError::internal("the shop has published no terms")),
        Err(QuoteError::Db(error)) => Err(error.into()),
    }
}

/// Remembers that the visitor has seen today's prices. Writes only when one has moved. The caller holds no connection.
///
/// # Errors
/// Database errors.
pub async fn mark_seen(state: &ShopState, visitor: &Visitor, cart: &Cart) -> Result<(), PageError> {
    // Seen in another currency, all of it is new.
    let is_anew = cart.seen_in != cart.currency;
    let moved: Vec<(CartLineId, i64)> = cart
        .lines
        .iter()
        .filter_map(|line| {
            line.home_price
                .filter(|price| is_anew || *price != line.seen_price)
                .map(|price| (line.id, price.0))
        })
        .collect();
    if moved.is_empty() && !is_anew {
        return Ok(());
    }
    let mut tx = state.db.begin(visitor.origin()).await?;
    cart::store::mark_prices_seen(&mut tx, (cart.id, cart.currency), &moved).await?;
    Ok(tx.commit().await?)
}

/// The line that was just filled with fewer than asked for.
fn reduced(cart: &Cart, variant: &str) -> Option<ChangeView> {
    let id: VariantId = variant.parse().ok()?;
    let line = cart.lines.iter().find(|line| line.variant_id == id)?;
    Some(ChangeView {
        kind: "stock",
        name: line.name.clone(),
        before: None,
        now: None,
        left: line.quantity.into(),
    })
}

async fn related(
    state: &ShopState,
    visitor: &Visitor,
    desk: &mut Desk,
    cart: &Cart,
) -> Result<Vec<crate::card::Card>, PageError> {
    let Some(latest) = cart.lines.last() else {
        return Ok(Vec::new());
    };
    let seen = desk.seen.clone();
    let visit = seen.visit(visitor.locale);
    let held: Vec<ProductId> = cart.lines.iter().map(|line| line.product_id).collect();
    let found = state
        .storefront
        .related(&mut desk.conn, &visit, latest.product_id)
        .await?;
    let mapping = Cards {
        renderer: &state.renderer,
        pictures: &state.pictures,
        locale: visitor.locale,
        new_since: seen.new_since(),
    };
    let fitting = found.iter().filter(|card| !held.contains(&card.product_id));
    Ok(fitting
        .take(RELATED)
        .map(|card| mapping.one(card))
        .collect())
}
