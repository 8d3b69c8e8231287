//! An order's page: the confirmation, the way back from the provider, and the second try after a refusal.

use axum::extract::{Path, State};
use axum::response::{IntoResponse as _, Response};
use commerce::checkout::freight::FreightKind;
use commerce::currency::HomeVat;
use commerce::gift_card::listing::OrderCard;
use commerce::order::invoice::{self, InvoiceState};
use commerce::order::{Order, OrderState};
use commerce::payment::{self, OpenPayment, PaymentMethod, PaymentState, exchange};
use http::{HeaderName, HeaderValue};
use platform::i18n::Locale;
use platform::money::Money;
use platform::web::{PageError, QueryFields};

use super::bought::Bought;
use super::views::{BusinessView, OrderView};
use super::{link, standing};
use crate::cart::discounts;
use crate::cart::sum_views::{ReductionView, SumsView, TaxView, VatView};
use crate::cart::views::GiftCardView;
use crate::error::ours;
use crate::frame::Head;
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
    let (order, access) = link::resolve_to_read(&state, &mut desk.conn, &number, &key).await?;
    let payment = payment::store::latest_of_order(&mut desk.conn, order.id).await?;
    let owed = invoice::of_order(&mut desk.conn, order.id).await?;
    let business = invoice::company_of_order(&mut desk.conn, order.id).await?;
    let owes = (owed.as_ref(), business.is_some());
    let bought = Bought::of_order(&state, &visitor, &mut desk.conn, &order, owes, access).await?;
    let has_left = query.has("left");
    let is_unsure = query.has("unsure");
    let way = standing::way_back(&mut desk.conn, &order, payment.as_ref()).await?;
    let (shown, refusal) = standing::shown(&order, payment.as_ref(), way, (has_left, is_unsure));
    let now = state.now();
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
    // Whoever is unsure asks the provider once more; the rest is brought by its message.
    let refresh = (shown == "processing").then(|| {
        let name = if is_unsure && access.may_act() {
            "order_return"
        } else {
            "order"
        };
        let values = [("number", number.as_str()), ("key", key.as_str())];
        state.renderer.url(visitor.locale, name, &values)
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
        payment: match &owed {
            Some(owed) if owed.state == InvoiceState::Paid => "other",
            Some(_) => "invoice",
            None => payment_word(payment.as_ref()),
        },
        business: business.map(|on| BusinessView {
            name: on.name,
            reference: on.reference,
            cost_place: on.cost_place,
            marking: on.marking,
        }),
        bought,
        delivery_from: order.delivery_from.map(|date| date.0),
        delivery_to: order.delivery_to.map(|date| date.0),
        refresh,
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
    let mut values = vec![("number", number.as_str()), ("key", key.as_str())];
    let has_left = query.has("left");
    values.extend(has_left.then_some(("left", "1")));
    if let Some(payment) = payment.filter(|_| order.state != OrderState::Placed)
        && let Err(error) =
            exchange::ask(&state.db, &*state.gateway, &payment, visitor.origin()).await
    {
        // Whoever was sent here as one who has paid is told to wait, not that they have not paid.
        tracing::warn!(%error, order = %order.number, "the provider could not be asked on the shopper's return");
        values.extend((!has_left).then_some(("unsure", "1")));
    }
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
    // What has been paid, or is about to be, is not paid twice.
    let payment = payment.filter(|payment| {
        order.state == OrderState::Prepared && payment.state == PaymentState::Pending.as_str()
    });
    let Some(payment) = payment else {
        return Ok(see_other(&here));
    };
    if payment.expires_at <= state.now() {
        // The goods have been held long enough: ended at the provider first, then given back.
        exchange::end(&state.db, &*state.gateway, &payment, visitor.origin())
            .await
            .map_err(away)?;
        return Ok(see_other(&here));
    }
    match exchange::open(&state.db, &*state.gateway, &payment, visitor.origin()).await {
        Ok(session) => Ok(see_other(session.url.as_deref().unwrap_or(&here))),
        Err(error) if error.is_final() => {
            // The payment has been ended: the page says so.
            tracing::error!(%error, order = %order.number, "the payment provider refused to open a page");
            Ok(see_other(&here))
        }
        Err(error) => Err(away(error)),
    }
}

fn away(error: exchange::ExchangeError) -> PageError {
    match error {
        exchange::ExchangeError::Gateway(error) => PageError::Unavailable(error.to_string()),
        error => ours(error),
    }
}

/// How it was paid, as far as we have words for it.
pub(crate) fn payment_word(payment: Option<&OpenPayment>) -> &'static str {
    payment
        .and_then(|payment| PaymentMethod::parse(&payment.method))
        .map_or("other", PaymentMethod::as_str)
}

pub(crate) fn sums(order: &Order, cards: &[OrderCard], locale: Locale) -> SumsView {
    let vat: i64 = order.vat_due().iter().map(|sum| sum.vat_minor).sum();
    let amount = |minor| Money::new(minor, order.currency);
    SumsView {
        pieces: order.goods().map(|line| i64::from(line.quantity)).sum(),
        is_net: !order.shows_vat,
        items: amount(order.seen_items()),
        discounts: discounts::of_ordered_goods(order),
        free_freight_by: discounts::freed_freight(order),
        freight_label: order.freight_label.clone(),
        is_by_mail: order.freight_kind == FreightKind::Email,
        freight: amount(order.seen_freight()),
        freight_why: order.freight_why.clone(),
        to_free_freight: None,
        free_from: None,
        reduction: order.reduction.as_ref().map(|off| ReductionView {
            amount: amount(order.seen_reduction()),
            note: off.note.clone().unwrap_or_default(),
        }),
        total: amount(order.due_minor()),
        gift_cards: cards
            .iter()
            .map(|card| GiftCardView {
                id: card.id.to_string(),
                kind: card.kind.clone(),
                hint: card.code_hint.clone(),
                amount: amount(-card.amount_minor),
            })
            .collect(),
        to_pay: amount(order.due_minor() - order.gift_card_minor),
        vat: order
            .vat_due()
            .iter()
            .map(|sum| VatView {
                rate_bp: sum.rate_bp.into(),
                amount: amount(sum.vat_minor),
            })
            .collect(),
        home_vat: HomeVat::of(order.rate, vat, locale.code()),
        tax: TaxView::of_order(order),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_vendor_calls_otherwise_is_not_called_a_card() {
        let mut payment = OpenPayment {
            id: commerce::ids::PaymentId::generate(),
            order_id: commerce::ids::OrderId::generate(),
            gateway: "stripe".into(),
            reference: None,
            redirect_url: None,
            amount_minor: 100,
            currency: "SEK".into(),
            idempotency_key: String::new(),
            expires_at: at(),
            created_at: at(),
            last_refusal: None,
            return_url: None,
            cancel_url: None,
            state: "captured".into(),
            method: "sepa_debit".into(),
            email: None,
            locale: None,
        };
        assert_eq!(payment_word(Some(&payment)), "other");
        payment.method = "klarna".into();
        assert_eq!(payment_word(Some(&payment)), "klarna");
        payment.method = "card".into();
        assert_eq!(payment_word(Some(&payment)), "card");
        // An order for nothing has no payment.
        assert_eq!(payment_word(None), "other");
    }

    fn at() -> platform::clock::Timestamp {
        "2026-11-23T09:00:00Z"
            .parse::<jiff::Timestamp>()
            .unwrap()
            .into()
    }
}
