//! An order's page: the confirmation, the way back from the provider, and the second try after a refusal.

use axum::extract::{Path, State};
use axum::response::{IntoResponse as _, Response};
use commerce::order::{Order, OrderState};
use commerce::payment::{self, OpenPayment, exchange};
use http::{HeaderName, HeaderValue};
use platform::i18n::postcode;
use platform::money::Money;
use platform::web::{PageError, QueryFields};

use super::link;
use super::views::{AddressView, OrderView};
use crate::cart::views::{SumsView, VatView};
use crate::checkout::views::OrderedLine;
use crate::error::ours;
use crate::frame::Head;
use crate::mapping::{line_media, line_picture};
use crate::page::{Keeping, frame, page, see_other, text};
use crate::state::ShopState;
use crate::visitor::{Desk, Visitor};

/// How long the page says thank you.
const FRESH_FOR: jiff::SignedDuration = jiff::SignedDuration::from_mins(30);

/// `GET /order/{number}/{key}`.
///
/// # Errors
/// 404 for a wrong number or key alike.
pub async fn show(
    State(state): State<ShopState>,
    visitor: Visitor,
    Path((number, key)): Path<(String, String)>,
    QueryFields(query): QueryFields,
) -> Result<Response, PageError> {
    let mut desk = Desk::open(&state, &visitor).await?;
    let order = link::resolve(&state, &mut desk.conn, &number, &key).await?;
    let payment = payment::store::latest_of_order(&mut desk.conn, order.id).await?;
    let media = line_media(&mut desk.conn, order.lines.iter().map(|line| line.media_id)).await?;
    let has_left = query.has("left");
    let (shown, refusal) = shown_state(&order, payment.as_ref(), has_left);
    let amount = |minor| Money::new(minor, order.currency);
    let now = state.now();
    let lines = order
        .lines
        .iter()
        .filter(|line| !line.is_freight)
        .map(|line| OrderedLine {
            name: line.name.clone(),
            options: line.options.clone(),
            sku: line.sku.clone(),
            quantity: line.quantity.into(),
            total: amount(line.total_minor),
            was: None,
            picture: line_picture(&media, line.media_id, &state.pictures, visitor.locale),
            href: String::new(),
        });
    let mut head = Head::private(
        &state.renderer,
        text(&state, visitor.locale, "order-title"),
        "home",
    );
    head.alternates = Head::alternates(&state.renderer, |_| {
        Some((
            "order",
            vec![("number", number.as_str()), ("key", key.as_str())],
        ))
    });
    let view = OrderView {
        head,
        number: order.number.clone(),
        key,
        state: shown,
        refusal,
        fulfilment: order.fulfilment_status.clone(),
        placed_at: order.placed_at,
        is_fresh: order.placed_at.is_some_and(|at| now.since(at) < FRESH_FOR),
        first_name: order
            .customer_name
            .split(' ')
            .next()
            .unwrap_or_default()
            .to_owned(),
        email: order.email.clone(),
        payment: payment_word(payment.as_ref()),
        lines: lines.collect(),
        sums: sums(&order),
        address: address(&order.delivery_address),
        invoice_address: order.invoice_address.as_ref().map(address),
        delivery_from: order.delivery_from.map(|date| date.0),
        delivery_to: order.delivery_to.map(|date| date.0),
        refresh: shown == "processing",
    };
    let frame = frame(&state, &visitor, &mut desk, None).await?;
    let mut response = page(&state, &visitor, frame, &view, Keeping::Private)?.into_response();
    // The address is the key: no other site may learn it.
    let name = HeaderName::from_static("referrer-policy");
    response
        .headers_mut()
        .insert(name, HeaderValue::from_static("same-origin"));
    Ok(response)
}

/// `GET /order/{number}/{key}/ater`: the shopper is back from the provider, which is asked how the payment stands.
///
/// # Errors
/// 404 for a wrong number or key alike.
pub async fn back(
    State(state): State<ShopState>,
    visitor: Visitor,
    Path((number, key)): Path<(String, String)>,
    QueryFields(query): QueryFields,
) -> Result<Response, PageError> {
    let mut conn = state.db.read().await?;
    let order = link::resolve(&state, &mut conn, &number, &key).await?;
    let payment = payment::store::latest_of_order(&mut conn, order.id).await?;
    drop(conn);
    if let Some(payment) = payment.filter(|_| order.state != OrderState::Placed)
        && let Err(error) =
            exchange::ask(&state.db, &*state.gateway, &payment, visitor.origin()).await
    {
        // The page says that the answer is awaited; the provider's message or the sweeper brings it.
        tracing::warn!(%error, order = %order.number, "the provider could not be asked on the shopper's return");
    }
    let mut values = vec![("number", number.as_str()), ("key", key.as_str())];
    values.extend(query.has("left").then_some(("left", "1")));
    Ok(see_other(&state.renderer.url(
        visitor.locale,
        "order",
        &values,
    )))
}

/// `POST /order/{number}/{key}/betala`: to the provider's page again.
///
/// # Errors
/// 404 for a wrong number or key alike; 503 while the provider does not answer.
pub async fn pay(
    State(state): State<ShopState>,
    visitor: Visitor,
    Path((number, key)): Path<(String, String)>,
) -> Result<Response, PageError> {
    let mut conn = state.db.read().await?;
    let order = link::resolve(&state, &mut conn, &number, &key).await?;
    let payment = payment::store::open_payment_of_order(&mut conn, order.id).await?;
    drop(conn);
    let here = link::path(&state, visitor.locale, &order.number, order.id);
    let Some(payment) = payment.filter(|_| order.state == OrderState::Prepared) else {
        return Ok(see_other(&here));
    };
    if payment.expires_at <= state.now() {
        // The goods have been held long enough: ended at the provider first, then given back.
        exchange::end(&state.db, &*state.gateway, &payment, visitor.origin())
            .await
            .map_err(away)?;
        return Ok(see_other(&here));
    }
    let session = exchange::open(&state.db, &*state.gateway, &payment, visitor.origin())
        .await
        .map_err(away)?;
    Ok(see_other(session.url.as_deref().unwrap_or(&here)))
}

fn away(error: exchange::ExchangeError) -> PageError {
    match error {
        exchange::ExchangeError::Gateway(error) => PageError::Unavailable(error.to_string()),
        error => ours(error),
    }
}

/// What the page says of an order, and why its payment was refused.
fn shown_state(
    order: &Order,
    payment: Option<&OpenPayment>,
    has_left: bool,
) -> (&'static str, Option<&'static str>) {
    match order.state {
        OrderState::Placed => ("paid", None),
        OrderState::Cancelled => ("cancelled", None),
        OrderState::Lapsed => ("lapsed", None),
        OrderState::Prepared => match payment {
            Some(payment) if payment.state == "processing" => ("processing", None),
            Some(payment) if payment.last_refusal.is_some() => (
                "refused",
                Some(refusal(payment.last_refusal.as_deref().unwrap_or_default())),
            ),
            _ if has_left => ("refused", Some("cancelled")),
            _ => ("waiting", None),
        },
    }
}

/// The provider's word for a refusal, in the theme's words.
fn refusal(word: &str) -> &'static str {
    if word.contains("expired") {
        "expired"
    } else if word.contains("declin") || word.contains("insufficient") || word.contains("card") {
        "declined"
    } else {
        "other"
    }
}

fn payment_word(payment: Option<&OpenPayment>) -> String {
    let known = ["card", "swish", "bank", "invoice"];
    let method = payment.map_or("card", |payment| payment.method.as_str());
    known
        .into_iter()
        .find(|word| *word == method)
        .unwrap_or("card")
        .to_owned()
}

fn sums(order: &Order) -> SumsView {
    let amount = |minor| Money::new(minor, order.currency);
    let goods = order.lines.iter().filter(|line| !line.is_freight);
    SumsView {
        pieces: goods.map(|line| i64::from(line.quantity)).sum(),
        items: amount(order.items_minor - order.discount_minor),
        freight_label: order.freight_label.clone(),
        freight: amount(order.freight_minor),
        to_free_freight: None,
        total: amount(order.total_minor),
        vat: order
            .vat
            .iter()
            .map(|sum| VatView {
                rate_bp: sum.rate_bp.into(),
                amount: amount(sum.vat_minor),
            })
            .collect(),
    }
}

fn address(address: &commerce::order::Address) -> AddressView {
    AddressView {
        name: address.name.clone(),
        company: address.company.clone(),
        street: address.street.clone(),
        street2: address.street2.clone(),
        postcode: postcode(&address.postcode, &address.country),
        city: address.city.clone(),
        country: address.country.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refusals_are_told_in_our_words() {
        assert_eq!(refusal("card_declined"), "declined");
        assert_eq!(refusal("insufficient_funds"), "declined");
        assert_eq!(refusal("session_expired"), "expired");
        assert_eq!(refusal("processing_error"), "other");
    }
}
