//! An order's **lines**, written with it: goods in the cart's order, then the freight at each of its rates. However many there are, they are written by as
//! many statements as two.

mod store;

use platform::db::{DbError, Tx};
use platform::money::{UNIT_PRICE_SCALE, vat_in_gross};
use serde_json::Value;

use super::{NewOrder, adjustment};
use crate::cart::CartLine;
use crate::cart::totals::FreightShare;
use crate::gift_card::bought::{self, NewBought};
use crate::ids::{MediaId, OrderLineId, ProductId, VariantId};

/// A line that is to be.
struct NewLine<'a> {
    id: OrderLineId,
    position: i32,
    kind: &'static str,
    product_id: Option<ProductId>,
    variant_id: Option<VariantId>,
    sku: &'a str,
    name: &'a str,
    options: &'a str,
    media_id: Option<MediaId>,
    quantity: i32,
    unit_price_e4: i64,
    discount_minor: i64,
    total_minor: i64,
    vat_class: &'a str,
    vat_rate_bp: i32,
    vat_reason: &'static str,
    vat_minor: i64,
    vat_exemption: Option<&'static str>,
    price_why: Option<Value>,
    is_card: bool,
    card_key: String,
}

/// Writes the lines of an order, the gift cards that are bought in them, and what promotions took off them.
///
/// # Errors
/// Database errors.
pub(super) async fn insert(tx: &mut Tx, order: &NewOrder) -> Result<(), DbError> {
    let lines = lines(order);
    store::insert(tx, order, &lines).await?;
    let goods: Vec<OrderLineId> = lines
        .iter()
        .take(order.lines.len())
        .map(|line| line.id)
        .collect();
    let cards: Vec<NewBought<'_>> = lines
        .iter()
        .zip(&order.lines)
        .filter_map(|(line, of)| {
            Some(NewBought {
                line_id: line.id,
                wish: &of.card.as_ref()?.wish,
                pieces: line.quantity,
                total_minor: line.total_minor,
            })
        })
        .collect();
    bought::write(tx, order.id, &cards).await?;
    adjustment::insert(tx, order.id, &goods, &order.promotions, &order.locale).await
}

fn lines(order: &NewOrder) -> Vec<NewLine<'_>> {
    let discounts = &order.promotions.outcome.line_discounts;
    let goods = order.lines.iter().enumerate();
    let goods = goods.map(|(index, line)| {
        let discount = discounts.get(index).copied().unwrap_or(0);
        of_goods(order, line, discount)
    });
    let freight = order.totals.freight_shares.iter();
    let mut lines: Vec<NewLine<'_>> = goods
        .chain(freight.map(|share| of_freight(order, share)))
        .collect();
    for (position, line) in (1..).zip(&mut lines) {
        line.position = position;
    }
    lines
}

fn of_goods<'a>(order: &NewOrder, line: &'a CartLine, discount_minor: i64) -> NewLine<'a> {
    let category = order.tax.category(&line.vat_class, line.vat_rate_bp);
    let total_minor = line.total_minor().unwrap_or(0) - discount_minor;
    NewLine {
        id: OrderLineId::generate(),
        position: 0,
        kind: "item",
        product_id: Some(line.product_id),
        variant_id: Some(line.variant_id),
        sku: &line.sku,
        name: &line.name,
        options: &line.options,
        media_id: line.media_id,
        quantity: line.quantity,
        unit_price_e4: line.unit_price.map_or(0, |price| price.0),
        discount_minor,
        total_minor,
        vat_class: &line.vat_class,
        vat_rate_bp: line.vat_rate_bp,
        vat_reason: category.as_str(),
        vat_minor: vat_in_gross(total_minor, line.vat_rate_bp),
        vat_exemption: category.exemption(),
        price_why: line
            .why
            .as_ref()
            .and_then(|why| serde_json::to_value(why).ok()),
        is_card: line.card.is_some(),
        card_key: line
            .card
            .as_ref()
            .map(|card| card.wish.key())
            .unwrap_or_default(),
    }
}

fn of_freight<'a>(order: &'a NewOrder, share: &FreightShare) -> NewLine<'a> {
    let category = order.tax.category("freight", share.vat_rate_bp);
    NewLine {
        id: OrderLineId::generate(),
        position: 0,
        kind: "freight",
        product_id: None,
        variant_id: None,
        sku: "",
        name: &order.freight_label,
        options: "",
        media_id: None,
        quantity: 1,
        unit_price_e4: share.gross_minor * UNIT_PRICE_SCALE,
        discount_minor: 0,
        total_minor: share.gross_minor,
        vat_class: "freight",
        vat_rate_bp: share.vat_rate_bp,
        vat_reason: category.as_str(),
        vat_minor: share.vat_minor,
        vat_exemption: category.exemption(),
        price_why: None,
        is_card: false,
        card_key: String::new(),
    }
}
