//! What the checkout's page shows, computed anew at each look.

use axum::response::{IntoResponse as _, Response};
use commerce::cart::Cart;
use commerce::catalogue::shop::Shop;
use commerce::checkout::freight::FreightKind;
use commerce::checkout::parse_email;
use commerce::checkout::priced::{Asked, priced};
use commerce::checkout::quote::{Quote, QuoteError};
use commerce::payment::PaymentMethod;
use commerce::pricing::Why;
use commerce::pricing::vat::Place;
use commerce::promotion::Buyer;
use commerce::returns::listing::exceptions_of;
use data_encoding::HEXLOWER;
use http::StatusCode;
use platform::money::Money;
use platform::render::FormState;
use platform::web::PageError;

use super::business::{self, Terms};
use super::changed::written;
use super::forms::CheckoutForm;
use super::saved;
use super::views::{
    CheckoutView, ExceptedView, FreightChoice, OfferedGoods, OrderedLine, PaymentChoice, Seen,
};
use crate::cart::discounts;
use crate::cart::handlers::mark_seen;
use crate::cart::map::{changes, product_path, seen_price, sums};
use crate::cart::views::ChangeView;
use crate::cart::wish_views::WishedView;
use crate::frame::Head;
use crate::mapping::{line_media, line_picture};
use crate::page::{Keeping, frame, page, text};
use crate::state::ShopState;
use crate::visitor::{Desk, Visitor};

/// A cart with what it costs.
pub(super) struct Sheet {
    pub(super) cart: Cart,
    pub(super) quote: Quote,
    /// What the buyer's tier and company ask of the order, and allow.
    pub(super) terms: Terms,
}

impl Sheet {
    /// Whether every line can still be sold: to that country, at a price.
    pub(super) fn can_be_sold(&self) -> bool {
        self.cart
            .lines
            .iter()
            .all(|line| line.is_sold && line.unit_price.is_some())
    }

    /// Whether the offer holds that it orders, where it orders one.
    pub(super) fn has_its_offer(&self) -> bool {
        self.cart.offer.as_ref().is_none_or(|offer| offer.is_open)
    }

    /// Whether the country has VAT rates for it all. Without them nothing can be sold there.
    pub(super) fn is_taxed(&self) -> bool {
        self.cart.lines.iter().all(|line| line.is_taxed)
    }
}

/// The visitor's cart and what it costs as the form has it; `None` when there is nothing to buy.
pub(super) async fn read_sheet(
    state: &ShopState,
    visitor: &Visitor,
    desk: &mut Desk,
    form: &FormState<CheckoutForm>,
) -> Result<Option<Sheet>, PageError> {
    let Some(head) = desk.cart.clone() else {
        return Ok(None);
    };
    let seen = desk.seen.clone();
    let buyer = Buyer {
        email: parse_email(form.value("email")).ok(),
        ..desk.buyer()
    };
    let asked = Asked {
        head: &head,
        lists: &seen.prices.lists,
        locale: visitor.locale.code(),
        place: place(form),
        buyer: &buyer,
        freight: Some(form.trimmed("freight")).filter(|code| !code.is_empty()),
        now: state.now(),
    };
    let mut found = priced(&mut desk.conn, &asked).await?;
    if !found.cart.is_carried() {
        // Whatever address stands in the form: gift cards alone go nowhere, and are sold at home.
        let place = home(&seen.facts.shop);
        found = priced(&mut desk.conn, &Asked { place, ..asked }).await?;
    }
    let cart = found.cart;
    match found.quote {
        Ok(quote) => {
            let terms = business::terms(desk, &cart, &quote).await?;
            Ok(Some(Sheet { cart, quote, terms }))
        }
        Err(QuoteError::Empty | QuoteError::TooLarge) => Ok(None),
        Err(QuoteError::NoTerms) => Err(PageError::internal("the shop has published no terms")),
        Err(QuoteError::Db(error)) => Err(error.into()),
    }
}

/// Where the goods go, as far as it has been typed.
pub(super) fn place(form: &FormState<CheckoutForm>) -> Place<'_> {
    Place {
        country: form.trimmed("country"),
        postcode: form.trimmed("postcode"),
    }
}

/// The shop's own country: where what goes nowhere is sold.
fn home(shop: &Shop) -> Place<'_> {
    Place {
        country: &shop.country,
        postcode: "",
    }
}

/// The ways to pay that the shop offers the visitor's tier, in the order that the law wants.
pub(super) fn methods(desk: &Desk, terms: &Terms) -> Vec<PaymentMethod> {
    let names = desk.facts.payments_for(&desk.seen.prices.tier);
    let offered = PaymentMethod::offered(&names, terms.currency);
    if terms.may_invoice {
        PaymentMethod::with_invoice(offered)
    } else {
        offered
    }
}

fn freight_choices(sheet: &Sheet, shows_vat: bool) -> Vec<FreightChoice> {
    let Sheet { cart, quote, .. } = sheet;
    let chosen = quote.freight.as_ref().map(|offer| offer.code.as_str());
    let is_free = quote.promotions.outcome.free_freight_by.is_some();
    let price = |gross: i64| match (is_free, shows_vat) {
        (true, _) => 0,
        (_, true) => gross,
        (_, false) => quote.totals.freight_without_vat(gross),
    };
    let choice = |offer: &commerce::checkout::freight::FreightOffer| FreightChoice {
        code: offer.code.clone(),
        label: offer.label.clone(),
        description: offer.description.clone(),
        is_collection: offer.kind == FreightKind::Collection,
        price: Money::new(price(offer.price_minor), cart.currency),
        from: offer.from.0,
        to: offer.to.0,
        is_chosen: chosen == Some(offer.code.as_str()),
    };
    quote.offers.iter().map(choice).collect()
}

fn payment_choices(
    desk: &Desk,
    terms: &Terms,
    form: &FormState<CheckoutForm>,
) -> Vec<PaymentChoice> {
    let offered = methods(desk, terms);
    let chosen = PaymentMethod::parse(form.trimmed("payment"))
        .filter(|method| offered.contains(method))
        .or_else(|| PaymentMethod::preselected(&offered));
    let choice = |method: PaymentMethod| PaymentChoice {
        code: method.as_str(),
        is_credit: method.is_credit(),
        is_chosen: chosen == Some(method),
    };
    offered.into_iter().map(choice).collect()
}

/// What of the cart cannot be withdrawn from. Companies have no such right, and are told of no exceptions from it.
async fn excepted(desk: &mut Desk, cart: &Cart) -> Result<Vec<ExceptedView>, PageError> {
    if desk.buyer().company.is_some() {
        return Ok(Vec::new());
    }
    let products: Vec<_> = cart.lines.iter().map(|line| line.product_id).collect();
    let found = exceptions_of(&mut desk.conn, &products).await?;
    let of = |id| found.iter().find(|(product, _)| *product == id);
    let lines = cart.lines.iter().filter_map(|line| {
        of(line.product_id).map(|(_, reason)| ExceptedView {
            name: line.name.clone(),
            reason: reason.as_str(),
        })
    });
    Ok(lines.collect())
}

/// The page. `shown` is what moved; when empty, what moved since the lines were last seen.
pub(super) async fn render(
    state: &ShopState,
    visitor: &Visitor,
    mut desk: Desk,
    sheet: Sheet,
    form: FormState<CheckoutForm>,
    shown: Vec<ChangeView>,
    status: StatusCode,
) -> Result<Response, PageError> {
    let saved = saved::all(&mut desk).await?.choices(&form);
    let shows_vat = desk.seen.prices.shows_vat;
    let (freights, payments) = (
        freight_choices(&sheet, shows_vat),
        payment_choices(&desk, &sheet.terms, &form),
    );
    let Sheet { cart, quote, terms } = sheet;
    let locale = visitor.locale;
    let amount = |minor| Money::new(minor, cart.currency);
    let excepted = excepted(&mut desk, &cart).await?;
    let media = line_media(&mut desk.conn, cart.lines.iter().map(|line| line.media_id)).await?;
    let mut told = shown;
    if told.is_empty() {
        told = changes(&cart, shows_vat);
    }
    let lines = cart
        .lines
        .iter()
        .enumerate()
        .map(|(index, line)| {
            let after = discounts::line_after(&cart, &quote, locale, index, shows_vat);
            let refused = discounts::refused_of_line(&cart, &quote, locale, index);
            (after, refused, line)
        })
        .map(|((total, taken_off), refused, line)| OrderedLine {
            name: line.name.clone(),
            options: line.options.clone(),
            sku: line.sku.clone(),
            quantity: line.quantity.into(),
            total: amount(total),
            discounts: taken_off,
            refused,
            was: line
                .home_price
                .filter(|price| *price != line.seen_price)
                .map(|_| seen_price(&cart, line, shows_vat)),
            picture: line_picture(&media, line.media_id, &state.pictures, locale),
            href: product_path(state, locale, line),
            why: line.why.clone().map(Why::for_customers),
            wished: line
                .card
                .as_ref()
                .map(|card| WishedView::of(&card.wish, String::new())),
        });
    let sums = sums(&cart, &quote, locale, shows_vat);
    let mut head = Head::private(&state.renderer, text(state, locale, "checkout"), "checkout");
    let offer = cart.offer.as_ref().map(|offer| {
        let id = offer.quotation.to_string();
        head.alternates.clear();
        let url = |name| {
            state
                .renderer
                .url(locale, name, &[("quotation", id.as_str())])
        };
        OfferedGoods {
            action: url("quotation_checkout"),
            href: url("quotation"),
            number: offer.number.clone(),
        }
    });
    let view = CheckoutView {
        head,
        offer,
        countries: desk.facts.shop.countries.clone(),
        is_by_mail: !cart.is_carried(),
        saved,
        freights,
        payments,
        lines: lines.collect(),
        excepted,
        codes: discounts::codes(&cart, &quote, locale),
        business: terms.view(),
        minimum: terms.minimum,
        lacks_rate: terms.lacks_rate.map(|of| of.to_string()),
        changes: told,
        confirmed: HEXLOWER.encode(&quote.hash),
        seen: Seen {
            currency: cart.currency.to_string(),
            freight: sums.freight.minor,
            vat: quote.totals.vat_minor,
            total: quote.totals.total_minor,
            terms: quote.terms.to_string(),
            tax: cart.tax.ground.as_str(),
            discounts: sums.discounts.iter().map(written).collect(),
        },
        sums,
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
