//! The cart: shown, added to, changed. Works without script: every button is a form.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::{IntoResponse as _, Response};
use commerce::cart::listing::{CartHead, contents};
use commerce::cart::store::NewCart;
use commerce::cart::{self, Cart, LineError, Placed};
use commerce::checkout::quote::{Quote, QuoteError, quote};
use commerce::customer::Session;
use commerce::gift_card;
use commerce::ids::{CartId, CartLineId, ProductId, VariantId};
use commerce::pricing::vat::Treatment;
use commerce::promotion;
use http::{HeaderValue, StatusCode, header};
use platform::i18n::Locale;
use platform::money::Money;
use platform::render::FormState;
use platform::web::{Fields, FormBody, PageError, QueryFields};

use super::codes::CodeForm;
use super::discounts;
use super::map::{changes, line_view, removed_lines, sums};
use super::views::{CartLineView, CartView, ChangeView, GiftView, SumsView, ToldView};
use crate::frame::Head;
use crate::mapping::{Cards, line_media};
use crate::page::{Keeping, frame, page, see_other, text};
use crate::state::{Seen, ShopFacts, ShopState};
use crate::visitor::{Desk, Visitor, new_cart_token};

/// Products shown beside the cart.
const RELATED: usize = 4;
/// Why a change may be refused, as the address says it.
const REFUSALS: [&str; 6] = ["quantity", "amount", "full", "stock", "gone", "lists"];
/// How often a change is tried when the cart becomes an order meanwhile.
pub(crate) const TRIES: usize = 2;

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
        sums: SumsView::empty(facts.shop.currency),
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
    let moved: Vec<(CartLineId, i64)> = cart
        .lines
        .iter()
        .filter_map(|line| {
            line.home_price
                .filter(|price| *price != line.seen_price)
                .map(|price| (line.id, price.0))
        })
        .collect();
    if moved.is_empty() {
        return Ok(());
    }
    let mut tx = state.db.begin(visitor.origin()).await?;
    cart::store::mark_prices_seen(&mut tx, &moved).await?;
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
        at: state.now(),
    };
    let fitting = found.iter().filter(|card| !held.contains(&card.product_id));
    Ok(fitting
        .take(RELATED)
        .map(|card| mapping.one(card))
        .collect())
}

/// `POST /varukorg/lagg-till`.
///
/// # Errors
/// Database errors; what cannot be bought leads back to the product, which says why.
pub async fn add(
    State(state): State<ShopState>,
    visitor: Visitor,
    FormBody(form): FormBody,
) -> Result<Response, PageError> {
    let variant_id: VariantId = form
        .text("variant")
        .parse()
        .map_err(|_| PageError::BadRequest("no variant".to_owned()))?;
    let back = local_path(form.text("back")).map_or_else(
        || state.renderer.url(visitor.locale, "cart", &[]),
        str::to_owned,
    );
    let Some(quantity) = quantity(form.get("quantity").unwrap_or("1")) else {
        return Ok(see_other(&refused(&back, "quantity")));
    };
    let shown = |values: &[(&str, &str)]| state.renderer.url(visitor.locale, "cart", values);
    for _ in 0..TRIES {
        let Changing {
            mut tx,
            seen,
            held,
            session,
        } = changing(&state, &visitor).await?;
        let session = session.as_ref();
        let (placed, cookie) = if held.is_none() && session.is_none() {
            let (line, hash) = new_cart_token(&seen.facts, state.is_secure())?;
            let new = new_cart(&visitor, &seen.facts, &hash);
            let (wish, lists) = (gift_card::Wish::default(), &seen.prices.lists);
            let asked = (variant_id, &wish);
            let placed = cart::store::open_with(&mut tx, &new, asked, quantity, lists).await;
            (placed, Some(line))
        } else {
            let (id, cookie) = hold(&state, &visitor, &mut tx, &seen.facts, held, session).await?;
            let lists = &seen.prices.lists;
            let placed = cart::store::add(&mut tx, id, variant_id, quantity, lists).await;
            (placed, cookie)
        };
        let target = match placed {
            Ok(Placed::AsAsked) => shown(&[]),
            Ok(Placed::Reduced { .. }) => shown(&[("reduced", &variant_id.to_string())]),
            Ok(Placed::SoldOut) => return Ok(see_other(&refused(&back, "stock"))),
            // It was paid between the look and the lock: what the shopper holds now is another cart.
            Err(LineError::Closed) => continue,
            Err(error) => return refusal(error, &back),
        };
        tx.commit().await?;
        return Ok(keep_cart(see_other(&target), cookie));
    }
    Ok(see_other(&back))
}

/// A guest's first cart.
fn new_cart<'a>(visitor: &Visitor, facts: &'a ShopFacts, hash: &'a [u8]) -> NewCart<'a> {
    NewCart {
        shop_id: facts.shop.id,
        currency: facts.shop.currency.code(),
        locale: visitor.locale.code(),
        token_hash: hash,
    }
}

/// A transaction that takes a connection of its own, and what was known a moment before.
pub(crate) struct Changing {
    pub(crate) tx: platform::db::Tx,
    pub(crate) seen: Seen,
    pub(crate) held: Option<CartHead>,
    pub(crate) session: Option<Session>,
}

/// Begins to change the visitor's cart.
pub(crate) async fn changing(state: &ShopState, visitor: &Visitor) -> Result<Changing, PageError> {
    let known = visitor.is_nobody().then(|| state.seen_by_anybody());
    let (seen, held, session) = match known.flatten() {
        Some(seen) => (seen, None, None),
        None => {
            let mut desk = Desk::open(state, visitor).await?;
            (desk.seen.clone(), desk.cart.take(), desk.session.take())
        }
    };
    let origin = session
        .as_ref()
        .map_or_else(|| visitor.origin(), |session| visitor.origin_of(session));
    Ok(Changing {
        tx: state.db.begin(origin).await?,
        seen,
        held,
        session,
    })
}

/// The cart that goods go into, opened if the visitor has none, and its cookie.
pub(crate) async fn hold(
    state: &ShopState,
    visitor: &Visitor,
    tx: &mut platform::db::Tx,
    facts: &ShopFacts,
    held: Option<CartHead>,
    session: Option<&Session>,
) -> Result<(CartId, Option<HeaderValue>), PageError> {
    if let Some(head) = held {
        return Ok((head.id, visitor.cart_cookie(facts, state.is_secure())));
    }
    let (line, hash) = new_cart_token(facts, state.is_secure())?;
    let (currency, locale) = (facts.shop.currency, visitor.locale.code());
    let shop = facts.shop.id;
    let id = match session {
        Some(session) => {
            let words = (currency.code(), locale);
            cart::owner::open(tx, shop, session.customer, words, &hash)
                .await?
                .ok_or(PageError::SignIn)?
        }
        None => cart::store::open(tx, shop, currency.code(), locale, &hash).await?,
    };
    Ok((id, Some(line)))
}

/// The cookie lives as long as the cart: both anew from each change.
pub(crate) fn keep_cart(mut response: Response, cookie: Option<HeaderValue>) -> Response {
    if let Some(cookie) = cookie {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}

/// `POST /varukorg/rad/{line}`: another quantity (`set` by a button, `quantity` by the field), `remove`, `restore`.
///
/// # Errors
/// Database errors; 404 for a line that is not the visitor's.
pub async fn change(
    State(state): State<ShopState>,
    visitor: Visitor,
    Path(line): Path<String>,
    FormBody(form): FormBody,
) -> Result<Response, PageError> {
    let line: CartLineId = line.parse().map_err(|_| PageError::NotFound)?;
    let here = |values: &[(&str, &str)]| state.renderer.url(visitor.locale, "cart", values);
    let wish = wish(&form);
    for _ in 0..TRIES {
        let Changing {
            mut tx, seen, held, ..
        } = changing(&state, &visitor).await?;
        let cart = held.ok_or(PageError::NotFound)?;
        let lists = &seen.prices.lists;
        let changed = match wish {
            Wish::Restore => cart::store::restore(&mut tx, cart.id, line)
                .await
                .map(|()| Placed::AsAsked),
            Wish::Set(quantity) => {
                cart::store::set_quantity(&mut tx, cart.id, line, quantity, lists).await
            }
            // What was typed is no number of pieces: the line stays as it is.
            Wish::Nonsense => return Ok(see_other(&refused(&here(&[]), "quantity"))),
        };
        let target = match changed {
            Ok(Placed::AsAsked | Placed::SoldOut) => here(&[]),
            Ok(Placed::Reduced { .. }) => {
                let variant = variant_of(&mut tx, &seen, visitor.locale, cart.id, line).await?;
                here(&[("reduced", &variant)])
            }
            Err(LineError::NotForSale) => return Err(PageError::NotFound),
            // See `add`.
            Err(LineError::Closed) => continue,
            Err(error) => return refusal(error, &here(&[])),
        };
        tx.commit().await?;
        let cookie = visitor.cart_cookie(&seen.facts, state.is_secure());
        return Ok(keep_cart(see_other(&target), cookie));
    }
    Ok(see_other(&here(&[])))
}

async fn variant_of(
    tx: &mut platform::db::Tx,
    seen: &Seen,
    locale: platform::i18n::Locale,
    cart_id: CartId,
    line: CartLineId,
) -> Result<String, PageError> {
    let shop = &seen.facts.shop;
    let head = CartHead {
        id: cart_id,
        shop_id: shop.id,
        currency: shop.currency.code().to_owned(),
        pieces: 0,
    };
    let now = tx.now();
    let cart = contents(
        tx,
        &head,
        &seen.prices.lists,
        locale.code(),
        &Treatment::at_home(&shop.country),
        now,
    )
    .await?;
    let line = cart.lines.iter().find(|held| held.id == line);
    Ok(line
        .map(|line| line.variant_id.to_string())
        .unwrap_or_default())
}

#[derive(Clone, Copy)]
enum Wish {
    Set(i32),
    Restore,
    Nonsense,
}

fn wish(form: &Fields) -> Wish {
    if form.has("restore") {
        return Wish::Restore;
    }
    if form.has("remove") {
        return Wish::Set(0);
    }
    // A pressed button says more than the field beside it.
    let wanted = form
        .get("set")
        .or_else(|| form.get("quantity"))
        .unwrap_or_default();
    quantity(wanted).map_or(Wish::Nonsense, Wish::Set)
}

fn quantity(text: &str) -> Option<i32> {
    text.parse()
        .ok()
        .filter(|quantity| (0..=cart::MAX_QUANTITY).contains(quantity))
}

fn refusal(error: LineError, back: &str) -> Result<Response, PageError> {
    match error {
        LineError::NotForSale => Ok(see_other(&refused(back, "gone"))),
        LineError::Quantity { .. } => Ok(see_other(&refused(back, "quantity"))),
        LineError::Amount { .. } => Ok(see_other(&refused(back, "amount"))),
        LineError::Full => Ok(see_other(&refused(back, "full"))),
        LineError::Closed => Ok(see_other(back)),
        LineError::Db(error) => Err(error.into()),
    }
}

/// An address of ours with the reason for a refusal.
fn refused(back: &str, why: &str) -> String {
    let separator = if back.contains('?') { '&' } else { '?' };
    format!("{back}{separator}refused={why}")
}

/// A path of this site; anything else would lead visitors away.
fn local_path(text: &str) -> Option<&str> {
    let is_local = text.starts_with('/') && !text.starts_with("//") && !text.contains('\\');
    let is_plain = text.len() <= 300 && text.bytes().all(|byte| byte.is_ascii_graphic());
    (is_local && is_plain).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_led_away() {
        assert_eq!(
            local_path("/produkt/mugg?variant=sand"),
            Some("/produkt/mugg?variant=sand")
        );
        for wrong in [
            "//evil.example",
            "https://evil.example",
            "/\\evil.example",
            "/a\r\nSet-Cookie: x",
            "",
        ] {
            assert_eq!(local_path(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_refusal_joins_the_address() {
        assert_eq!(
            refused("/produkt/mugg", "stock"),
            "/produkt/mugg?refused=stock"
        );
        assert_eq!(
            refused("/produkt/mugg?variant=sand", "gone"),
            "/produkt/mugg?variant=sand&refused=gone"
        );
    }

    #[test]
    fn quantities_are_read_or_not() {
        assert_eq!(quantity("3"), Some(3));
        for wrong in ["-1", "", "abc", "1e3", "99999999999", "2.5"] {
            assert_eq!(quantity(wrong), None, "{wrong}");
        }
    }
}
