//! Adding to the cart and changing it. Works without script: every button is a form.

use axum::extract::{Path, State};
use axum::response::Response;
use commerce::cart::listing::{CartHead, contents};
use commerce::cart::store::NewCart;
use commerce::cart::{self, LineError, Placed};
use commerce::customer::Session;
use commerce::gift_card;
use commerce::ids::{CartId, CartLineId, VariantId};
use commerce::pricing::vat::Treatment;
use http::{HeaderValue, header};
use platform::web::{Fields, FormBody, PageError};

use crate::page::see_other;
use crate::state::{Seen, ShopFacts, ShopState};
use crate::visitor::{Desk, Visitor, new_cart_token};

/// How often a change is tried when the cart becomes an order meanwhile.
pub(crate) const TRIES: usize = 2;

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
            let new = new_cart(&visitor, &seen, &hash);
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
fn new_cart<'a>(visitor: &Visitor, seen: &'a Seen, hash: &'a [u8]) -> NewCart<'a> {
    NewCart {
        shop_id: seen.facts.shop.id,
        currency: seen.prices.currency.code(),
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
        currency: seen.prices.currency.code().to_owned(),
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
