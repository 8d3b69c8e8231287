//! The checkout's page: everything on it is computed anew at each look, and nothing that was typed is lost.

use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use commerce::cart::Cart;
use commerce::checkout::quote::{Quote, QuoteError, quote};
use data_encoding::HEXLOWER;
use http::StatusCode;
use platform::money::Money;
use platform::render::FormState;
use platform::web::{Fields, FormBody, PageError};

use super::forms::{CheckoutForm, read_contact};
use super::send;
use super::views::{CheckoutView, FreightChoice, OrderedLine, PaymentChoice};
use crate::cart::handlers::{mark_seen, read};
use crate::cart::map::{changes, product_path, sums};
use crate::cart::views::ChangeView;
use crate::frame::Head;
use crate::mapping::{line_media, line_picture};
use crate::page::{Keeping, frame, page, see_other, text};
use crate::state::ShopState;
use crate::visitor::{Desk, Visitor};

/// Ways to pay that the provider's page offers, in the order that the law wants: direct before credit.
const METHODS: [&str; 1] = ["card"];

/// `GET /kassa`.
///
/// # Errors
/// Database errors. Whoever has nothing to buy is led to the cart.
pub async fn show(State(state): State<ShopState>, visitor: Visitor) -> Result<Response, PageError> {
    let mut desk = Desk::open(&state, &visitor).await?;
    let form = FormState::blank().with("country", desk.facts.shop.country.clone());
    match prepare_page(&state, &visitor, &mut desk, &form).await? {
        Some(sheet) => {
            render(
                &state,
                &visitor,
                desk,
                sheet,
                form,
                Vec::new(),
                StatusCode::OK,
            )
            .await
        }
        None => Ok(to_cart(&state, &visitor)),
    }
}

/// `POST /kassa`: counts anew (`preview`), or buys.
///
/// # Errors
/// Database errors.
pub async fn create(
    State(state): State<ShopState>,
    visitor: Visitor,
    FormBody(fields): FormBody,
) -> Result<Response, PageError> {
    let mut desk = Desk::open(&state, &visitor).await?;
    let mut form: FormState<CheckoutForm> = FormState::from_pairs(fields.iter());
    if !desk
        .facts
        .shop
        .countries
        .iter()
        .any(|code| code == form.trimmed("country"))
    {
        let known = form.trimmed("country").is_empty();
        form = form.with("country", desk.facts.shop.country.clone());
        if !known {
            form.refuse("country", "error-country");
        }
    }
    let Some(sheet) = prepare_page(&state, &visitor, &mut desk, &form).await? else {
        return send::sent_again(&state, &visitor, &mut desk)
            .await
            .map(|found| found.unwrap_or_else(|| to_cart(&state, &visitor)));
    };
    if fields.has("preview") {
        return render(
            &state,
            &visitor,
            desk,
            sheet,
            form,
            Vec::new(),
            StatusCode::OK,
        )
        .await;
    }
    let contact = read_contact(&mut form);
    check_choices(&mut form, &sheet);
    let Some(contact) = contact.filter(|_| form.is_valid()) else {
        return render(
            &state,
            &visitor,
            desk,
            sheet,
            form,
            Vec::new(),
            StatusCode::UNPROCESSABLE_ENTITY,
        )
        .await;
    };
    let confirmed = HEXLOWER
        .decode(fields.text("confirmed").as_bytes())
        .unwrap_or_default();
    let order = send::Order {
        contact,
        freight: form.trimmed("freight").to_owned(),
        method: form.trimmed("payment").to_owned(),
        confirmed,
    };
    // Whoever holds one connection and waits for another may wait for ever when all do: this one goes back before the next is taken.
    let facts = std::sync::Arc::clone(&desk.facts);
    drop(desk);
    match send::send(&state, &visitor, &facts, &sheet.cart, order).await? {
        send::Sent::To(path) => Ok(see_other(&path)),
        send::Sent::Changed(shortages) => {
            // Read anew: what is shown is what would be bought now.
            let mut desk = Desk::open(&state, &visitor).await?;
            let Some(now) = prepare_page(&state, &visitor, &mut desk, &form).await? else {
                return Ok(to_cart(&state, &visitor));
            };
            let shown = changed(&sheet, &now, &fields, shortages);
            render(
                &state,
                &visitor,
                desk,
                now,
                form,
                shown,
                StatusCode::CONFLICT,
            )
            .await
        }
        send::Sent::NoFreight => {
            let desk = Desk::open(&state, &visitor).await?;
            form.refuse("freight", "error-freight");
            render(
                &state,
                &visitor,
                desk,
                sheet,
                form,
                Vec::new(),
                StatusCode::UNPROCESSABLE_ENTITY,
            )
            .await
        }
        send::Sent::ProviderAway => {
            let desk = Desk::open(&state, &visitor).await?;
            form.refuse_whole("error-gateway");
            render(
                &state,
                &visitor,
                desk,
                sheet,
                form,
                Vec::new(),
                StatusCode::SERVICE_UNAVAILABLE,
            )
            .await
        }
        send::Sent::NoCart => Ok(to_cart(&state, &visitor)),
    }
}

fn to_cart(state: &ShopState, visitor: &Visitor) -> Response {
    see_other(&state.renderer.url(visitor.locale, "cart", &[]))
}

/// A cart with what it costs.
struct Sheet {
    cart: Cart,
    quote: Quote,
}

/// `None` when there is nothing that can be bought: the cart's page says why.
async fn prepare_page(
    state: &ShopState,
    visitor: &Visitor,
    desk: &mut Desk,
    form: &FormState<CheckoutForm>,
) -> Result<Option<Sheet>, PageError> {
    let country = form.trimmed("country").to_owned();
    let Some(cart) = read(state, visitor, desk, Some(&country)).await? else {
        return Ok(None);
    };
    if !cart
        .lines
        .iter()
        .all(|line| line.is_sold && line.unit_price.is_some())
    {
        return Ok(None);
    }
    let chosen = Some(form.trimmed("freight")).filter(|code| !code.is_empty());
    match quote(
        &mut desk.conn,
        &cart,
        &country,
        chosen,
        visitor.locale.code(),
        state.now(),
    )
    .await
    {
        Ok(quote) => Ok(Some(Sheet { cart, quote })),
        Err(QuoteError::Empty | QuoteError::TooLarge) => Ok(None),
        Err(QuoteError::NoTerms) => Err(PageError::internal("the shop has published no terms")),
        Err(QuoteError::Db(error)) => Err(error.into()),
    }
}

fn check_choices(form: &mut FormState<CheckoutForm>, sheet: &Sheet) {
    if !sheet
        .quote
        .offers
        .iter()
        .any(|offer| offer.code == form.trimmed("freight"))
    {
        form.refuse("freight", "error-freight");
    }
    if !METHODS.contains(&form.trimmed("payment")) {
        form.refuse("payment", "error-payment");
    }
    if form.trimmed("terms").is_empty() {
        form.refuse("terms", "error-terms");
    }
}

/// What the shopper is told when what they confirmed no longer holds.
fn changed(
    before: &Sheet,
    now: &Sheet,
    fields: &Fields,
    shortages: Vec<ChangeView>,
) -> Vec<ChangeView> {
    let mut shown = changes(&now.cart);
    for shortage in shortages {
        if !shown.iter().any(|change| change.name == shortage.name) {
            shown.push(shortage);
        }
    }
    let seen_freight = fields.text("seen_freight").parse::<i64>().ok();
    let amount = |minor| Some(Money::new(minor, now.cart.currency));
    if let Some(seen) = seen_freight.filter(|seen| *seen != now.quote.totals.freight_minor) {
        shown.push(ChangeView {
            kind: "freight",
            name: String::new(),
            before: amount(seen),
            now: amount(now.quote.totals.freight_minor),
            left: 0,
        });
    }
    if shown.is_empty() {
        let (before, now) = (
            amount(before.quote.totals.total_minor),
            amount(now.quote.totals.total_minor),
        );
        shown.push(ChangeView {
            kind: "other",
            name: String::new(),
            before,
            now,
            left: 0,
        });
    }
    shown
}

async fn render(
    state: &ShopState,
    visitor: &Visitor,
    mut desk: Desk,
    sheet: Sheet,
    form: FormState<CheckoutForm>,
    shown: Vec<ChangeView>,
    status: StatusCode,
) -> Result<Response, PageError> {
    let Sheet { cart, quote } = sheet;
    let locale = visitor.locale;
    let amount = |minor| Money::new(minor, cart.currency);
    let media = line_media(&mut desk.conn, cart.lines.iter().map(|line| line.media_id)).await?;
    let chosen = quote.freight.as_ref().map(|offer| offer.code.clone());
    let mut told = shown;
    if told.is_empty() {
        told = changes(&cart);
    }
    let lines = cart.lines.iter().map(|line| OrderedLine {
        name: line.name.clone(),
        options: line.options.clone(),
        sku: line.sku.clone(),
        quantity: line.quantity.into(),
        total: amount(line.total_minor().unwrap_or(0)),
        was: line
            .unit_price
            .filter(|price| *price != line.seen_price)
            .map(|_| amount(line.seen_price.rounded_minor())),
        picture: line_picture(&media, line.media_id, &state.pictures, locale),
        href: product_path(state, locale, line),
    });
    let freights = quote.offers.iter().map(|offer| FreightChoice {
        code: offer.code.clone(),
        label: offer.label.clone(),
        description: offer.description.clone(),
        price: amount(offer.price_minor),
        from: offer.from.0,
        to: offer.to.0,
        is_chosen: chosen.as_deref() == Some(offer.code.as_str()),
    });
    let method = METHODS
        .into_iter()
        .find(|code| *code == form.trimmed("payment"))
        .unwrap_or(METHODS[0]);
    let payments = METHODS.into_iter().map(|code| PaymentChoice {
        code,
        is_credit: code == "invoice",
        is_chosen: code == method,
    });
    let view = CheckoutView {
        head: Head::private(&state.renderer, text(state, locale, "checkout"), "checkout"),
        countries: desk.facts.shop.countries.clone(),
        freights: freights.collect(),
        payments: payments.collect(),
        lines: lines.collect(),
        sums: sums(&cart, &quote),
        changes: told,
        confirmed: HEXLOWER.encode(&quote.hash),
        seen_freight: quote.totals.freight_minor,
        form,
    };
    let frame = frame(state, visitor, &mut desk, None).await?;
    drop(desk);
    mark_seen(state, visitor, &cart).await?;
    Ok((
        status,
        page(state, visitor, frame, &view, Keeping::Private)?,
    )
        .into_response())
}
