//! From a cart to what its page and the checkout show.

use std::collections::HashMap;

use commerce::cart::{Cart, CartLine};
use commerce::checkout::freight::FreightKind;
use commerce::checkout::quote::Quote;
use commerce::ids::MediaId;
use commerce::media::Media;
use commerce::pricing::{Content, Why, vat};
use commerce::setting::Key;
use platform::i18n::Locale;
use platform::money::{Currency, Money, UnitPrice};

use super::discounts;
use super::sum_views::{SumsView, TaxView, VatView};
use super::views::{CartLineView, ChangeView, GiftCardView, RemovedLine};
use super::wish_views::WishedView;
use crate::mapping::{line_picture, per_unit};
use crate::state::{ShopFacts, ShopState};

/// A line as the cart shows it.
pub(crate) fn line_view(
    state: &ShopState,
    facts: &ShopFacts,
    locale: Locale,
    cart: &Cart,
    line: &CartLine,
    media: &HashMap<MediaId, Media>,
    shows_vat: bool,
) -> CartLineView {
    let amount = |minor| Money::new(minor, cart.currency);
    let stock = stock(line, facts.settings.number(Key::FewPieces));
    let quantity = i64::from(line.quantity);
    let content = Content::from_columns(line.content_milli, line.content_unit.as_deref());
    let price = line.shown_price(shows_vat);
    let total = if shows_vat {
        line.total_minor()
    } else {
        line.net_minor()
    };
    let before = line
        .before
        .map(|before| vat::shown(before.0, true, shows_vat, line.vat_rate_bp));
    CartLineView {
        id: line.id.to_string(),
        name: line.name.clone(),
        options: line.options.clone(),
        href: product_path(state, locale, line),
        picture: line_picture(media, line.media_id, &state.pictures, locale),
        quantity,
        fewer: (quantity - 1).max(0),
        more: quantity + 1,
        min_quantity: line.min_quantity.into(),
        max_quantity: if line.is_sold { line.free } else { 0 },
        unit_price: amount(price.map_or(0, UnitPrice::rounded_minor)),
        unit_exact: price.and_then(UnitPrice::exact),
        total: amount(total.unwrap_or(0)),
        includes_vat: shows_vat,
        discounts: Vec::new(),
        refused: Vec::new(),
        before: before
            .map(|before| amount(UnitPrice(before).rounded_minor()))
            .filter(|_| line.before > line.unit_price),
        per_unit: price
            .and_then(|price| content?.unit_price(price.0))
            .map(|unit| per_unit(unit, cart.currency)),
        why: line.why.clone().map(Why::for_customers),
        stock,
        free: if stock == "few" { line.here } else { line.free },
        wished: line.card.as_ref().map(|card| {
            let id = line.id.to_string();
            let values = [("line", id.as_str())];
            let href = state.renderer.url(locale, "cart_line_card", &values);
            WishedView::of(&card.wish, href)
        }),
    }
}

/// The product's page with the line's variant; empty when it has no address any more.
pub(crate) fn product_path(state: &ShopState, locale: Locale, line: &CartLine) -> String {
    if line.slug.is_empty() {
        return String::new();
    }
    let mut values = vec![("slug", line.slug.as_str())];
    values.extend((!line.option_key.is_empty()).then_some(("variant", line.option_key.as_str())));
    state.renderer.url(locale, "product", &values)
}

/// How a line's goods stand; `few`: so many pieces or fewer are few.
fn stock(line: &CartLine, few: i64) -> &'static str {
    match line.free {
        _ if !line.is_sold || line.unit_price.is_none() => "out",
        ..=0 => "out",
        free if free < i64::from(line.quantity) => "short",
        _ if line.here < i64::from(line.quantity) => "backorder",
        _ if line.here <= few => "few",
        _ => "in_stock",
    }
}

/// Lines that can be put back.
pub(crate) fn removed_lines(cart: &Cart) -> Vec<RemovedLine> {
    cart.removed
        .iter()
        .map(|line| RemovedLine {
            id: line.id.to_string(),
            name: line.name.clone(),
        })
        .collect()
}

/// What one cost when the shopper last looked, as they see prices.
pub(crate) fn seen_price(cart: &Cart, line: &CartLine, shows_vat: bool) -> Money {
    let seen = vat::shown(line.seen_price.0, true, shows_vat, line.home_rate_bp);
    Money::new(UnitPrice(seen).rounded_minor(), cart.currency)
}

/// What one costs now, told beside what it cost then: both as in the seller's country, so that a country that was chosen moves no price.
fn home_price(cart: &Cart, line: &CartLine, now: UnitPrice, shows_vat: bool) -> Money {
    let shown = match &line.why {
        Some(why) if !shows_vat && !why.list_includes_vat => why.list_price_e4,
        _ => vat::shown(now.0, true, shows_vat, line.home_rate_bp),
    };
    Money::new(UnitPrice(shown).rounded_minor(), cart.currency)
}

/// What moved since the shopper last looked: prices, and what is no longer there in such numbers.
pub(crate) fn changes(cart: &Cart, shows_vat: bool) -> Vec<ChangeView> {
    cart.lines
        .iter()
        .filter_map(|line| change(cart, line, shows_vat))
        .collect()
}

fn change(cart: &Cart, line: &CartLine, shows_vat: bool) -> Option<ChangeView> {
    let base = ChangeView {
        kind: "out",
        name: line.name.clone(),
        before: None,
        now: None,
        left: line.free,
    };
    if !line.is_taxed {
        // Said once, of the country.
        return None;
    }
    if !line.is_sold || line.unit_price.is_none() {
        let is_hidden = line.is_sold && line.is_hidden;
        return Some(ChangeView {
            kind: if is_hidden { "hidden" } else { "gone" },
            ..base
        });
    }
    match (stock(line, 0), line.home_price) {
        ("out", _) => Some(base),
        ("short", _) => Some(ChangeView {
            kind: "stock",
            ..base
        }),
        (_, Some(now)) if now != line.seen_price => Some(ChangeView {
            kind: "price",
            before: Some(seen_price(cart, line, shows_vat)),
            now: Some(home_price(cart, line, now, shows_vat)),
            ..base
        }),
        _ => None,
    }
}

/// The sums of a quote.
pub(crate) fn sums(cart: &Cart, quote: &Quote, locale: Locale, shows_vat: bool) -> SumsView {
    let amount = |minor| Money::new(minor, cart.currency);
    let freight = quote.freight.as_ref();
    let to_free = freight
        .filter(|offer| offer.price_minor > 0 && quote.promotions.outcome.free_freight_by.is_none())
        .and_then(|offer| offer.free_from_minor)
        .map(|from| from - cart.home_items_minor())
        .filter(|left| *left > 0);
    let is_free = freight.is_some_and(|offer| offer.price_minor == 0);
    let free_from = freight
        .and_then(|offer| offer.free_from_minor)
        .filter(|from| is_free && *from <= cart.home_items_minor());
    // Without VAT each part is what its own VAT leaves of it; with the VAT below they add up to the total.
    let shares = quote.totals.freight_shares.iter();
    let freight_vat: i64 = shares.map(|share| share.vat_minor).sum();
    let mut taken_off = discounts::of_goods(cart, quote, locale);
    let (items, freight_minor) = if shows_vat {
        (quote.totals.items_minor, quote.totals.freight_minor)
    } else {
        let sold = cart.lines.iter().filter(|line| line.is_sold);
        let before: i64 = sold.filter_map(CartLine::net_minor).sum();
        let after = quote.totals.items_minor
            - quote.totals.discount_minor
            - (quote.totals.vat_minor - freight_vat);
        discounts::without_vat(&mut taken_off, after - before);
        (before, quote.totals.freight_minor - freight_vat)
    };
    SumsView {
        pieces: cart.lines.iter().map(|line| i64::from(line.quantity)).sum(),
        is_net: !shows_vat,
        items: amount(items),
        discounts: taken_off,
        free_freight_by: discounts::free_freight(quote, locale),
        freight_label: freight.map(|offer| offer.label.clone()).unwrap_or_default(),
        is_by_mail: freight.is_some_and(|offer| offer.kind == FreightKind::Email),
        freight: amount(freight_minor),
        freight_why: quote.freight_why.clone(),
        to_free_freight: to_free.map(amount),
        free_from: free_from.map(amount),
        reduction: None,
        total: amount(quote.totals.total_minor),
        gift_cards: quote
            .gift_cards
            .iter()
            .map(|used| GiftCardView {
                id: used.card.id.to_string(),
                kind: used.card.kind.clone(),
                hint: used.card.code_hint.clone(),
                amount: amount(-used.amount_minor),
            })
            .collect(),
        to_pay: amount(quote.to_pay_minor()),
        vat: quote
            .totals
            .vat
            .iter()
            .map(|sum| VatView {
                rate_bp: sum.rate_bp.into(),
                amount: amount(sum.vat_minor),
            })
            .collect(),
        home_vat: None,
        tax: TaxView::of(
            cart.tax.ground,
            &cart.tax.country,
            cart.tax.vat_number.as_deref(),
        ),
    }
}

impl SumsView {
    /// Nothing.
    #[must_use]
    pub fn empty(currency: Currency) -> Self {
        let nothing = Money::zero(currency);
        Self {
            pieces: 0,
            is_net: false,
            items: nothing,
            discounts: Vec::new(),
            free_freight_by: String::new(),
            freight_label: String::new(),
            is_by_mail: false,
            freight: nothing,
            freight_why: None,
            to_free_freight: None,
            free_from: None,
            reduction: None,
            total: nothing,
            gift_cards: Vec::new(),
            to_pay: nothing,
            vat: Vec::new(),
            home_vat: None,
            tax: None,
        }
    }
}
