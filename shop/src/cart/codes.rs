//! Codes: given and taken away. In the cart by a form of its own, in the checkout by a button of its form.
use axum::extract::State;
use axum::response::Response;
use commerce::cart::listing::contents;
use commerce::gift_card::{self, GiveCardError};
use commerce::ids::GiftCardId;
use commerce::pricing::vat::Treatment;
use commerce::promotion::give_code::{GiveCodeError, Given, give_code};
use commerce::promotion::{Buyer, code, store};
use http::StatusCode;
use platform::i18n::Message;
use platform::render::{Field, Form, FormState};
use platform::web::{FormBody, PageError};

use super::discounts::reason;
use super::handlers::{Shown, answer};
use crate::page::see_other;
use crate::state::ShopState;
use crate::visitor::{Desk, Visitor};

/// The field for a code.
#[derive(Debug)]
pub struct CodeForm;

impl Form for CodeForm {
    const FIELDS: &'static [Field] = &[Field::plain("code", "field-code")];
}

/// `POST /varukorg/kod`: keeps the code in `code` with the cart, or takes the one in `remove` away.
///
/// # Errors
/// Database errors.
pub async fn change(
    State(state): State<ShopState>,
    visitor: Visitor,
    FormBody(fields): FormBody,
) -> Result<Response, PageError> {
    let here = || see_other(&state.renderer.url(visitor.locale, "cart", &[]));
    if fields.has("remove") {
        remove(&state, &visitor, fields.text("remove")).await?;
        return Ok(here());
    }
    if fields.has("credit") {
        use_credit(&state, &visitor).await?;
        return Ok(here());
    }
    let mut form: FormState<CodeForm> = FormState::from_pairs(fields.iter());
    match give(&state, &visitor, form.trimmed("code"), None).await? {
        Ok(()) => Ok(here()),
        Err(why) => {
            form.refuse("code", why);
            let shown = Shown {
                form,
                status: StatusCode::UNPROCESSABLE_ENTITY,
                ..Shown::default()
            };
            answer(&state, &visitor, shown).await
        }
    }
}

/// Keeps a code with the visitor's cart; says why it does not. The caller holds no connection. `email`: as far as the buyer has told it.
///
/// # Errors
/// Database errors.
pub(crate) async fn give(
    state: &ShopState,
    visitor: &Visitor,
    text: &str,
    email: Option<String>,
) -> Result<Result<(), Message>, PageError> {
    if text.is_empty() {
        return Ok(Err(Message::new("code-empty")));
    }
    let mut desk = Desk::open(state, visitor).await?;
    let seen = desk.seen.clone();
    let buyer = Buyer {
        email,
        ..desk.buyer()
    };
    let head = desk.cart.take();
    drop(desk);
    let Some(head) = head else {
        return Ok(Err(Message::new("code-no-cart")));
    };
    let mut tx = state.db.begin(visitor.origin()).await?;
    let (locale, now) = (visitor.locale, tx.now());
    let lists = &seen.prices.lists;
    let home = Treatment::at_home(&seen.facts.shop.country);
    let cart = contents(&mut tx, &head, lists, locale.code(), &home, now).await?;
    let why = match give_code(&mut tx, &cart, &buyer, text).await {
        Ok(Given::Works | Given::Waits(_)) => {
            tx.commit().await?;
            return Ok(Ok(()));
        }
        Err(GiveCodeError::Unknown) => {
            // The same field takes gift cards: whoever holds a code need not know which kind it is.
            match gift_card::give(&mut tx, &cart, text).await {
                Ok(_) => {
                    tx.commit().await?;
                    return Ok(Ok(()));
                }
                Err(error) => refused_card(error)?,
            }
        }
        Err(GiveCodeError::Refused(why)) => reason(why, locale, cart.currency),
        Err(GiveCodeError::TooMany) => Message::new("code-too-many"),
        Err(GiveCodeError::Closed) => Message::new("code-no-cart"),
        Err(GiveCodeError::Db(error)) => return Err(error.into()),
    };
    Ok(Err(why))
}

fn refused_card(error: GiveCardError) -> Result<Message, PageError> {
    Ok(Message::new(match error {
        GiveCardError::Unknown => "code-unknown",
        GiveCardError::Expired => "card-over",
        GiveCardError::Blocked => "card-blocked",
        GiveCardError::Empty => "card-empty",
        GiveCardError::OtherCurrency => "card-other-currency",
        GiveCardError::TooMany => "code-too-many",
        GiveCardError::Closed => "code-no-cart",
        GiveCardError::Db(error) => return Err(error.into()),
    }))
}

/// Lets the cart pay with the store credit of whoever is logged in.
async fn use_credit(state: &ShopState, visitor: &Visitor) -> Result<(), PageError> {
    let desk = Desk::open(state, visitor).await?;
    let customer = desk.session.as_ref().map(|session| session.customer);
    let cart = desk.cart.as_ref().map(|cart| cart.id);
    drop(desk);
    if let (Some(customer), Some(cart)) = (customer, cart) {
        let mut tx = state.db.begin(visitor.origin()).await?;
        gift_card::give_credit(&mut tx, cart, customer).await?;
        tx.commit().await?;
    }
    Ok(())
}

/// Takes a code or a gift card away from the visitor's cart. The caller holds no connection.
///
/// # Errors
/// Database errors.
pub(crate) async fn remove(
    state: &ShopState,
    visitor: &Visitor,
    text: &str,
) -> Result<(), PageError> {
    let head = Desk::open(state, visitor).await?.cart;
    if let (Some(head), Ok(card)) = (&head, text.parse::<GiftCardId>()) {
        let mut tx = state.db.begin(visitor.origin()).await?;
        gift_card::take_away(&mut tx, head.id, card).await?;
        return Ok(tx.commit().await?);
    }
    if let (Some(head), Some(written)) = (head, code::normalised(text)) {
        let mut tx = state.db.begin(visitor.origin()).await?;
        store::take_away(&mut tx, head.id, &written).await?;
        tx.commit().await?;
    }
    Ok(())
}
