//! Gift cards in the cart: put in with what is wished of them, and wished otherwise. What was typed stays until it is right.

use axum::extract::{Path, State};
use axum::response::{IntoResponse as _, Response};
use commerce::cart::{self, CartLine, LineError, Placed};
use commerce::gift_card::Wish;
use commerce::gift_card::bought::listing::{CardGoods, goods};
use commerce::gift_card::wish::{self, LONGEST_GREETING, MOST_PIECES, Typed, WishFault};
use commerce::ids::{CartLineId, VariantId};
use http::StatusCode;
use platform::i18n::numbers::{self, Decimals};
use platform::i18n::{Locale, Message};
use platform::money::{Currency, Money};
use platform::render::FormState;
use platform::web::{FormBody, PageError};

use super::changing::{Changing, TRIES, changing, hold, keep_cart};
use super::handlers::read;
use super::wish_views::{WishBounds, WishForm, WishView};
use crate::frame::Head;
use crate::page::{Keeping, frame, page, see_other, text};
use crate::state::ShopState;
use crate::visitor::{Desk, Visitor};

/// `GET /varukorg/presentkort/{variant}`: the form alone, for whoever has lost it.
///
/// # Errors
/// 404 for what is no gift card, or not sold.
pub async fn new(
    State(state): State<ShopState>,
    visitor: Visitor,
    Path(variant): Path<String>,
) -> Result<Response, PageError> {
    let variant: VariantId = variant.parse().map_err(|_| PageError::NotFound)?;
    let mut desk = Desk::open(&state, &visitor).await?;
    let found = found(&state, &visitor, &mut desk, variant).await?;
    let form = FormState::blank().with("quantity", "1");
    let asked = Asked::new(variant, &found);
    answer(&state, &visitor, desk, asked, form, StatusCode::OK).await
}

/// `POST /varukorg/presentkort/{variant}`: puts cards into the cart.
///
/// # Errors
/// As [`new`].
pub async fn add(
    State(state): State<ShopState>,
    visitor: Visitor,
    Path(variant): Path<String>,
    FormBody(fields): FormBody,
) -> Result<Response, PageError> {
    let variant: VariantId = variant.parse().map_err(|_| PageError::NotFound)?;
    let mut form: FormState<WishForm> = FormState::from_pairs(fields.iter());
    let mut desk = Desk::open(&state, &visitor).await?;
    let found = found(&state, &visitor, &mut desk, variant).await?;
    let currency = desk.facts.shop.currency;
    drop(desk);
    let wished = read_wish(&state, &mut form, found.range, (currency, visitor.locale));
    let quantity = read_quantity(&mut form);
    if let (Some(wish), Some(quantity)) = (wished, quantity) {
        for _ in 0..TRIES {
            let Changing {
                mut tx,
                seen,
                held,
                session,
            } = changing(&state, &visitor).await?;
            let session = session.as_ref();
            let (cart_id, cookie) =
                hold(&state, &visitor, &mut tx, &seen.facts, held, session).await?;
            let (asked, lists) = ((variant, &wish), &seen.prices.lists);
            match cart::store::add_wished(&mut tx, cart_id, asked, quantity, lists).await {
                Ok(placed) => {
                    tx.commit().await?;
                    let target = after(&state, &visitor, placed, variant);
                    return Ok(keep_cart(see_other(&target), cookie));
                }
                // It was paid between the look and the lock: what the shopper holds now is another cart.
                Err(LineError::Closed) => {}
                Err(error) => {
                    refuse(&mut form, error, (currency, visitor.locale))?;
                    break;
                }
            }
        }
    }
    let desk = Desk::open(&state, &visitor).await?;
    let asked = Asked::new(variant, &found);
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    answer(&state, &visitor, desk, asked, form, status).await
}

/// `GET /varukorg/rad/{line}/presentkort`: what is wished of the cards of a line.
///
/// # Errors
/// 404 for a line that is not the visitor's, or is of goods.
pub async fn show(
    State(state): State<ShopState>,
    visitor: Visitor,
    Path(line): Path<String>,
) -> Result<Response, PageError> {
    let mut desk = Desk::open(&state, &visitor).await?;
    let line = line_of(&state, &visitor, &mut desk, &line).await?;
    let wish = line.card.as_ref().map(|card| &card.wish);
    let form = filled(wish, &line);
    let asked = Asked::change(&line);
    answer(&state, &visitor, desk, asked, form, StatusCode::OK).await
}

/// `POST /varukorg/rad/{line}/presentkort`: something else is wished of them.
///
/// # Errors
/// As [`show`].
pub async fn save(
    State(state): State<ShopState>,
    visitor: Visitor,
    Path(line): Path<String>,
    FormBody(fields): FormBody,
) -> Result<Response, PageError> {
    let mut form: FormState<WishForm> = FormState::from_pairs(fields.iter());
    let mut desk = Desk::open(&state, &visitor).await?;
    let line = line_of(&state, &visitor, &mut desk, &line).await?;
    let currency = desk.facts.shop.currency;
    drop(desk);
    let range = line.card.as_ref().and_then(|card| card.range);
    let wished = read_wish(&state, &mut form, range, (currency, visitor.locale));
    if let Some(wish) = wished {
        let Changing {
            mut tx, seen, held, ..
        } = changing(&state, &visitor).await?;
        let cart = held.ok_or(PageError::NotFound)?;
        let lists = &seen.prices.lists;
        match cart::store::wish(&mut tx, cart.id, line.id, &wish, lists).await {
            Ok(placed) => {
                tx.commit().await?;
                let target = after(&state, &visitor, placed, line.variant_id);
                let cookie = visitor.cart_cookie(&seen.facts, state.is_secure());
                return Ok(keep_cart(see_other(&target), cookie));
            }
            // It has become an order meanwhile, and is not theirs to change any more.
            Err(LineError::NotForSale | LineError::Closed) => {
                return Ok(see_other(&state.renderer.url(visitor.locale, "cart", &[])));
            }
            Err(error) => refuse(&mut form, error, (currency, visitor.locale))?,
        }
    }
    let desk = Desk::open(&state, &visitor).await?;
    let asked = Asked::change(&line);
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    answer(&state, &visitor, desk, asked, form, status).await
}

/// What the form is for.
struct Asked {
    name: String,
    options: String,
    range: Option<(i64, i64)>,
    /// The path's name and value.
    path: (&'static str, &'static str, String),
}

impl Asked {
    fn new(variant: VariantId, found: &CardGoods) -> Self {
        Self {
            name: found.name.clone(),
            options: found.options.clone(),
            range: found.range,
            path: ("cart_card", "variant", variant.to_string()),
        }
    }

    fn change(line: &CartLine) -> Self {
        Self {
            name: line.name.clone(),
            options: line.options.clone(),
            range: line.card.as_ref().and_then(|card| card.range),
            path: ("cart_line_card", "line", line.id.to_string()),
        }
    }
}

async fn answer(
    state: &ShopState,
    visitor: &Visitor,
    mut desk: Desk,
    asked: Asked,
    form: FormState<WishForm>,
    status: StatusCode,
) -> Result<Response, PageError> {
    let (name, key, value) = &asked.path;
    let values = [(*key, value.as_str())];
    let mut head = Head::private(
        &state.renderer,
        text(state, visitor.locale, "gift-title"),
        "cart",
    );
    head.alternates = Head::alternates(&state.renderer, |_| Some((*name, values.to_vec())));
    let view = WishView {
        head,
        action: state.renderer.url(visitor.locale, name, &values),
        is_new: *name == "cart_card",
        bounds: WishBounds::at(state.now(), asked.range, desk.facts.shop.currency),
        name: asked.name,
        options: asked.options,
        form,
    };
    let frame = frame(state, visitor, &mut desk, None).await?;
    let page = page(state, visitor, frame, &view, Keeping::Private)?;
    Ok((status, page).into_response())
}

async fn found(
    state: &ShopState,
    visitor: &Visitor,
    desk: &mut Desk,
    variant: VariantId,
) -> Result<CardGoods, PageError> {
    let (shop, locale) = (desk.facts.shop.id, visitor.locale.code());
    let is_home = has_free_sums(desk);
    let found = goods(&mut desk.conn, shop, variant, locale, state.now()).await?;
    let mut found = found.ok_or(PageError::NotFound)?;
    found.range = found.range.filter(|_| is_home);
    Ok(found)
}

/// Whether sums of the shopper's own are sold: they are in the shop's own currency, and in another a card is what it costs.
fn has_free_sums(desk: &Desk) -> bool {
    desk.seen.prices.currency == desk.facts.shop.currency
}

/// A line of gift cards of the visitor's own cart.
async fn line_of(
    state: &ShopState,
    visitor: &Visitor,
    desk: &mut Desk,
    id: &str,
) -> Result<CartLine, PageError> {
    let id: CartLineId = id.parse().map_err(|_| PageError::NotFound)?;
    let cart = read(state, visitor, desk).await?;
    let cart = cart.ok_or(PageError::NotFound)?;
    let line = cart.lines.into_iter().find(|line| line.id == id);
    let mut line = line.ok_or(PageError::NotFound)?;
    let card = line.card.as_mut().ok_or(PageError::NotFound)?;
    card.range = card.range.filter(|_| has_free_sums(desk));
    Ok(line)
}

/// The form with what is wished now.
fn filled(wish: Option<&Wish>, line: &CartLine) -> FormState<WishForm> {
    let form = FormState::blank().with("quantity", line.quantity.to_string());
    let Some(wish) = wish else { return form };
    let day = wish.deliver_on.map(|day| day.to_string());
    let amount = wish.amount_minor.map(plain);
    form.with("recipient", wish.recipient.clone().unwrap_or_default())
        .with("greeting", wish.greeting.clone())
        .with("deliver_on", day.unwrap_or_default())
        .with("amount", amount.unwrap_or_default())
}

/// A sum as it is typed.
pub(crate) fn plain(minor: i64) -> String {
    if minor % 100 == 0 {
        (minor / 100).to_string()
    } else {
        format!("{},{:02}", minor / 100, minor % 100)
    }
}

/// Reads what is wished. Everything that is wrong is said at once, at its field.
fn read_wish(
    state: &ShopState,
    form: &mut FormState<WishForm>,
    range: Option<(i64, i64)>,
    (currency, locale): (Currency, Locale),
) -> Option<Wish> {
    let typed = Typed {
        recipient: form.value("recipient"),
        greeting: form.value("greeting"),
        deliver_on: form.value("deliver_on"),
    };
    let read = wish::read(&typed, state.now());
    let amount = range.map(|(least, most)| {
        wish::read_amount(form.value("amount"), currency)
            .filter(|minor| (least..=most).contains(minor))
    });
    let is_no_sum = amount == Some(None);
    if let (true, Some((least_minor, most_minor))) = (is_no_sum, range) {
        let error = LineError::Amount {
            least_minor,
            most_minor,
        };
        form.refuse("amount", range_words(&error, (currency, locale))?);
    }
    match read {
        Ok(wish) if !is_no_sum => Some(Wish {
            amount_minor: amount.flatten(),
            ..wish
        }),
        Ok(_) => None,
        Err(faults) => {
            for fault in faults {
                match fault {
                    WishFault::Recipient => form.refuse("recipient", "error-email"),
                    WishFault::Greeting => {
                        form.refuse(
                            "greeting",
                            Message::new("error-too-long").with("max", LONGEST_GREETING),
                        );
                    }
                    WishFault::Day => form.refuse("deliver_on", "gift-day-wrong"),
                }
            }
            None
        }
    }
}

fn read_quantity(form: &mut FormState<WishForm>) -> Option<i32> {
    let typed = form.trimmed("quantity").to_owned();
    let quantity: Option<i32> = if typed.is_empty() {
        Some(1)
    } else {
        typed.parse().ok()
    };
    let quantity = quantity.filter(|quantity| (1..=MOST_PIECES).contains(quantity));
    if quantity.is_none() {
        let most = i64::from(MOST_PIECES);
        form.refuse("quantity", Message::new("gift-quantity").with("max", most));
    }
    quantity
}

/// Says at its field why the cart would not take it.
fn refuse(
    form: &mut FormState<WishForm>,
    error: LineError,
    words: (Currency, Locale),
) -> Result<(), PageError> {
    if let Some(message) = range_words(&error, words) {
        form.refuse("amount", message);
        return Ok(());
    }
    match error {
        LineError::NotForSale => return Err(PageError::NotFound),
        LineError::Db(error) => return Err(error.into()),
        LineError::Full => form.refuse_whole("cart-refused-full"),
        LineError::Quantity { .. } | LineError::Amount { .. } | LineError::Closed => {
            form.refuse("quantity", "cart-refused-quantity");
        }
    }
    Ok(())
}

/// Within which bounds a sum must be, when that was what is wrong.
fn range_words(error: &LineError, (currency, locale): (Currency, Locale)) -> Option<Message> {
    let LineError::Amount {
        least_minor,
        most_minor,
    } = error
    else {
        return None;
    };
    let words = |minor| numbers::money(locale, Money::new(minor, currency), Decimals::WhenNeeded);
    Some(
        Message::new("gift-amount-wrong")
            .with("least", words(*least_minor))
            .with("most", words(*most_minor)),
    )
}

/// The cart, which says when there are fewer than asked for.
fn after(state: &ShopState, visitor: &Visitor, placed: Placed, variant: VariantId) -> String {
    let variant = variant.to_string();
    let mut values = Vec::new();
    values
        .extend(matches!(placed, Placed::Reduced { .. }).then_some(("reduced", variant.as_str())));
    state.renderer.url(visitor.locale, "cart", &values)
}
