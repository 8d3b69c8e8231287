//! One of the customer's orders: how far it has come, what it held, and its receipt.

use axum::extract::{Path, State};
use axum::response::Response;
use commerce::catalogue::shop::shop_at;
use commerce::customer::{Session, listing};
use commerce::gift_card;
use commerce::order::{self, Access, Order};
use commerce::payment;
use http::StatusCode;
use jiff::civil::{Date, date};
use platform::clock::Timestamp;
use platform::money::{Currency, Money};
use platform::render::View;
use platform::web::PageError;
use serde::Serialize;

use super::gate::answer;
use super::pages::state_word;
use super::views::Aside;
use crate::cart::discounts;
use crate::cart::sum_views::SumsView;
use crate::cart::views::DiscountView;
use crate::frame::{Head, Seller};
use crate::order::bought::Bought;
use crate::order::handlers::{payment_word, sums};
use crate::order::views::AddressView;
use crate::page::{seller, text};
use crate::state::ShopState;
use crate::visitor::{Desk, Visitor};

/// An order among the customer's own pages.
#[derive(Clone, Debug, Serialize)]
pub struct MyOrderView {
    /// For browsers.
    pub head: Head,
    /// The side.
    pub aside: Aside,
    /// `ORD-100001`.
    pub number: String,
    /// When it was placed.
    pub placed_at: Timestamp,
    /// `cancelled`, `refunded`, or how far the goods have come.
    pub state: String,
    /// Steps on the way that have been taken: 1 placed, 2 on its way, 3 there; 0 when it goes nowhere any more.
    pub step: i64,
    /// Earliest day at the door, while it is not there.
    pub delivery_from: Option<Date>,
    /// Latest day.
    pub delivery_to: Option<Date>,
    /// How it was paid.
    pub payment: &'static str,
    /// Whether it has been paid for: else there is no receipt yet, but a confirmation.
    pub is_paid: bool,
    /// What it held, and where that goes.
    #[serde(flatten)]
    pub bought: Bought,
}

impl View for MyOrderView {
    const TEMPLATE: &'static str = "shop/account-order.html";

    fn samples() -> Vec<Self> {
        let usual = Self {
            head: Head::sample("ORD-100001"),
            aside: Aside {
                current: "my_orders",
            },
            number: "ORD-100001".into(),
            placed_at: jiff::Timestamp::UNIX_EPOCH.into(),
            state: "unfulfilled".into(),
            step: 1,
            delivery_from: Some(date(2026, 11, 24)),
            delivery_to: Some(date(2026, 11, 26)),
            payment: "card",
            is_paid: true,
            bought: Bought::sample(),
        };
        let at = |state: &str, step, is_collection| Self {
            state: state.into(),
            step,
            payment: "other",
            is_paid: state != "partly_shipped",
            bought: Bought {
                is_collection,
                invoice_address: None,
                offer: None,
                due_on: (state == "partly_shipped").then(|| date(2026, 12, 24)),
                ..Bought::sample()
            },
            ..usual.clone()
        };
        vec![
            at("partly_shipped", 2, false),
            at("shipped", 2, true),
            at("delivered", 3, false),
            at("returned", 0, false),
            at("cancelled", 0, true),
            at("refunded", 0, false),
            usual,
        ]
    }
}

/// A line of a receipt.
#[derive(Clone, Debug, Serialize)]
pub struct ReceiptLine {
    /// What it was called.
    pub name: String,
    /// What was chosen, in words.
    pub options: String,
    /// Article number; empty for freight.
    pub sku: String,
    /// How many.
    pub quantity: i64,
    /// For one.
    pub unit_price: Money,
    /// The same with its four more decimals.
    pub exact: Option<i64>,
    /// Basis points.
    pub vat_rate_bp: i64,
    /// For all, after what was taken off.
    pub total: Money,
    /// What promotions took off.
    pub discounts: Vec<DiscountView>,
}

/// A receipt to be printed or kept.
#[derive(Clone, Debug, Serialize)]
pub struct ReceiptView {
    /// For browsers.
    pub head: Head,
    /// `ORD-100001`.
    pub number: String,
    /// When it was placed, which is when it was paid if it has been.
    pub placed_at: Timestamp,
    /// How it was paid.
    pub payment: &'static str,
    /// Whether it has been paid for: else this is a confirmation.
    pub is_paid: bool,
    /// Whether the money has been given back since, all of it.
    pub is_refunded: bool,
    /// What has been given back, if anything.
    pub refunded: Option<Money>,
    /// What was bought, and how it travelled.
    pub lines: Vec<ReceiptLine>,
    /// The sums.
    pub sums: SumsView,
    /// Who sold, as it was when it was placed.
    pub seller: Seller,
    /// Who bought.
    pub buyer: AddressView,
}

impl View for ReceiptView {
    const TEMPLATE: &'static str = "shop/account-receipt.html";

    fn samples() -> Vec<Self> {
        let sek = |kronor: i64| Money::new(kronor * 100, Currency::SEK);
        let usual = Self {
            head: Head::sample("Kvitto ORD-100001"),
            number: "ORD-100001".into(),
            placed_at: jiff::Timestamp::UNIX_EPOCH.into(),
            payment: "card",
            is_paid: true,
            is_refunded: false,
            refunded: None,
            lines: vec![
                ReceiptLine {
                    name: "Mugg Strand".into(),
                    options: "Midnatt".into(),
                    sku: "NB-STR-MUG-MID".into(),
                    quantity: 3,
                    unit_price: sek(199),
                    exact: Some(1_990_512),
                    vat_rate_bp: 2_500,
                    total: sek(597),
                    discounts: DiscountView::samples(),
                },
                ReceiptLine {
                    name: "Hem till dörren".into(),
                    options: String::new(),
                    sku: String::new(),
                    quantity: 1,
                    unit_price: sek(59),
                    exact: None,
                    vat_rate_bp: 2_500,
                    total: sek(59),
                    discounts: Vec::new(),
                },
            ],
            sums: SumsView::samples().remove(0),
            seller: Seller::sample(),
            buyer: AddressView::sample(),
        };
        vec![
            Self {
                is_refunded: true,
                payment: "other",
                ..usual.clone()
            },
            Self {
                refunded: Some(sek(199)),
                ..usual.clone()
            },
            Self {
                is_paid: false,
                ..usual.clone()
            },
            usual,
        ]
    }
}

/// `GET /konto/bestallningar/{number}`.
///
/// # Errors
/// 404 for an order that is not the customer's.
pub async fn show(
    State(state): State<ShopState>,
    visitor: Visitor,
    Path(number): Path<String>,
) -> Result<Response, PageError> {
    let (mut desk, session) = Desk::member(&state, &visitor).await?;
    let (order, placed_at, access) = find(&mut desk, &session, &number).await?;
    let payment = payment::store::latest_of_order(&mut desk.conn, order.id).await?;
    let owed = order::invoice::of_order(&mut desk.conn, order.id).await?;
    let is_company = order::invoice::company_of_order(&mut desk.conn, order.id)
        .await?
        .is_some();
    let owes = (owed.as_ref(), is_company);
    let bought = Bought::of_order(&state, &visitor, &mut desk.conn, &order, owes, access).await?;
    let state_word = state_word(
        order.state.as_str(),
        &order.payment_status,
        &order.fulfilment_status,
    );
    let step = step(state_word);
    let is_coming = step == 1 || step == 2;
    let view = MyOrderView {
        head: head_of(&state, order.number.clone()),
        aside: Aside {
            current: "my_orders",
        },
        number: order.number.clone(),
        placed_at,
        step,
        state: state_word.to_owned(),
        delivery_from: order.delivery_from.map(|day| day.0).filter(|_| is_coming),
        delivery_to: order.delivery_to.map(|day| day.0).filter(|_| is_coming),
        payment: payment_word(payment.as_ref()),
        is_paid: is_paid(&order),
        bought,
    };
    answer(&state, &visitor, desk, &view, StatusCode::OK).await
}

/// `GET /konto/bestallningar/{number}/kvitto`.
///
/// # Errors
/// 404 for an order that is not the customer's.
pub async fn receipt(
    State(state): State<ShopState>,
    visitor: Visitor,
    Path(number): Path<String>,
) -> Result<Response, PageError> {
    let (mut desk, session) = Desk::member(&state, &visitor).await?;
    let (order, placed_at, _) = find(&mut desk, &session, &number).await?;
    let payment = payment::store::latest_of_order(&mut desk.conn, order.id).await?;
    let cards = gift_card::listing::of_order(&mut desk.conn, order.id).await?;
    let sold_by = shop_at(&mut desk.conn, &desk.facts.shop, placed_at).await?;
    let cards_back: i64 = cards.iter().map(|card| card.refunded_minor).sum();
    let refunded = payment::store::refunded_of_order(&mut desk.conn, order.id).await? + cards_back;
    let amount = |minor| Money::new(minor, order.currency);
    let lines = order.lines.iter().map(|line| ReceiptLine {
        name: line.name.clone(),
        options: line.options.clone(),
        sku: if line.is_freight {
            String::new()
        } else {
            line.numbers()
        },
        quantity: line.quantity.into(),
        unit_price: amount(line.seen_unit_price(order.shows_vat).rounded_minor()),
        exact: line.seen_unit_price(order.shows_vat).exact(),
        vat_rate_bp: line.vat_rate_bp.into(),
        total: amount(line.seen_total(order.shows_vat)),
        discounts: discounts::of_ordered_line(&order, line),
    });
    let buyer = order
        .invoice_address
        .as_ref()
        .unwrap_or(&order.delivery_address);
    let kind = if is_paid(&order) {
        "receipt"
    } else {
        "order-document"
    };
    let title = format!("{} {}", text(&state, visitor.locale, kind), order.number);
    let view = ReceiptView {
        head: head_of(&state, title),
        number: order.number.clone(),
        placed_at,
        payment: payment_word(payment.as_ref()),
        is_paid: is_paid(&order),
        is_refunded: order.payment_status == "refunded",
        refunded: Some(amount(refunded)).filter(|_| refunded > 0),
        lines: lines.collect(),
        sums: sums(&order, &cards, visitor.locale),
        seller: seller(&sold_by),
        buyer: AddressView::from(buyer),
    };
    answer(&state, &visitor, desk, &view, StatusCode::OK).await
}

/// A placed order that the customer sees, when it was placed, and what they may do about it.
async fn find(
    desk: &mut Desk,
    session: &Session,
    number: &str,
) -> Result<(Order, Timestamp, Access), PageError> {
    let (id, access) = listing::order_of(&mut desk.conn, session, number)
        .await?
        .ok_or(PageError::NotFound)?;
    let order = order::store::load(&mut desk.conn, id)
        .await?
        .ok_or(PageError::NotFound)?;
    let placed_at = order.placed_at.ok_or(PageError::NotFound)?;
    Ok((order, placed_at, access))
}

/// Whether money has come for it, or none was to come.
fn is_paid(order: &Order) -> bool {
    let has_money = ["paid", "partly_refunded", "refunded"];
    has_money.contains(&order.payment_status.as_str()) || order.total_minor == 0
}

fn head_of(state: &ShopState, title: String) -> Head {
    let mut head = Head::private(&state.renderer, title, "my_orders");
    head.alternates.clear();
    head
}

/// Steps that have been taken.
fn step(state: &str) -> i64 {
    match state {
        "unfulfilled" => 1,
        "partly_shipped" | "shipped" => 2,
        "delivered" => 3,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_order_goes_forward_or_nowhere() {
        let walked = ["unfulfilled", "partly_shipped", "shipped", "delivered"].map(step);
        assert!(walked.is_sorted(), "{walked:?}");
        assert_eq!(
            ["returned", "void", "cancelled", "refunded"].map(step),
            [0; 4]
        );
    }
}
