//! One order, for its page.

use jiff::civil::Date;
use platform::clock::{self, Timestamp};
use platform::db::keyset::Cursor;
use platform::db::{DbError, PgConnection};
use platform::money::Currency;
use uuid::Uuid;

use super::listing::OrderSort;
use crate::checkout::freight_why::FreightWhy;
use crate::currency::Rate;
use crate::ids::{CustomerId, OrderId};

/// Everything about one order that stands in its own rows.
#[derive(Clone, Debug)]
pub struct OrderFacts {
    /// Which.
    pub id: OrderId,
    /// What people call it.
    pub number: String,
    /// `prepared`, `placed`, `lapsed` or `cancelled`.
    pub state: String,
    /// State of the money.
    pub payment_status: String,
    /// State of the goods.
    pub fulfilment_status: String,
    /// Nothing of it is left to be packed: what its buyer does not have yet are gift cards, which come by themselves.
    pub waits_for_cards: bool,
    /// Who bought.
    pub customer_name: String,
    /// The buyer's address.
    pub email: String,
    /// The buyer's telephone.
    pub phone: String,
    /// Customer tier.
    pub tier_code: String,
    /// The buyer's language.
    pub locale: String,
    /// Currency of all sums.
    pub currency: String,
    /// What it was valued at, where that is not the shop's own.
    pub rate: Option<Rate>,
    /// Articles with VAT.
    pub items_minor: i64,
    /// What was taken off.
    pub discount_minor: i64,
    /// Freight with VAT.
    pub freight_minor: i64,
    /// VAT in the total.
    pub vat_minor: i64,
    /// What was to be paid.
    pub total_minor: i64,
    /// How it travels.
    pub freight_label: String,
    /// `parcel` or `collection`: see [`crate::checkout::freight::FreightKind`].
    pub freight_kind: String,
    /// Why it cost what it did, as it was reckoned when it was bought.
    pub freight_why: Option<FreightWhy>,
    /// Promised earliest.
    pub delivery_from: Option<Date>,
    /// Promised latest.
    pub delivery_to: Option<Date>,
    /// What the buyer wrote.
    pub note: String,
    /// Why it is taxed as it is: see [`crate::pricing::vat::Ground`]. None: from before this was kept.
    pub vat_ground: Option<String>,
    /// When it was agreed.
    pub prepared_at: Timestamp,
    /// When it was paid or promised.
    pub placed_at: Option<Timestamp>,
    /// The shop's name.
    pub shop_name: String,
    /// When anything about it last changed.
    pub updated_at: Timestamp,
}

impl OrderFacts {
    /// Where it stands in a list of orders.
    #[must_use]
    pub fn cursor(&self, sort: OrderSort) -> Cursor {
        let value = match sort {
            OrderSort::Prepared => self.prepared_at.as_microsecond(),
            OrderSort::Total => self.total_minor,
        };
        Cursor {
            value,
            id: self.id.0,
        }
    }
}

/// The order with a number.
///
/// # Errors
/// Database errors.
pub async fn order_by_number(
    conn: &mut PgConnection,
    number: &str,
) -> Result<Option<OrderFacts>, DbError> {
    let row = sqlx::query!(
        r#"select o.id, o.number, o.state, o.payment_status, o.fulfilment_status, o.customer_name, o.email, o.phone, o.tier_code, o.locale,
                  o.currency, o.items_minor, o.discount_minor, o.freight_minor, o.vat_minor, o.total_minor, o.freight_label, o.freight_kind, o.freight_why,
                  o.delivery_from::text as delivery_from, o.delivery_to::text as delivery_to, o.note, o.prepared_at, o.placed_at,
                  s.name as shop_name, o.updated_at, o.vat_ground, s.currency::text as "home!", o.exchange_rate_e6 as rate_e6,
                  o.exchange_rate_on as "rate_on?: clock::Date",
                  (exists (select from order_lines c where c.order_id = o.id and c.is_card and c.called_off + c.shipped < c.quantity)
                   and not exists (select from order_lines g where g.order_id = o.id and g.kind = 'item' and not g.is_card
                                   and g.called_off + g.shipped < g.quantity)) as "waits_for_cards!"
           from orders o join shops s on s.id = o.shop_id where o.number = $1"#,
        number
    )
    .fetch_optional(conn)
    .await?;
    let day = |text: Option<String>| text.and_then(|t| t.parse::<Date>().ok());
    Ok(row.map(|o| OrderFacts {
        id: o.id.into(),
        number: o.number,
        state: o.state,
        payment_status: o.payment_status,
        fulfilment_status: o.fulfilment_status,
        waits_for_cards: o.waits_for_cards,
        customer_name: o.customer_name,
        email: o.email,
        phone: o.phone,
        tier_code: o.tier_code,
        locale: o.locale,
        rate: Rate::kept(
            Currency::from(o.currency.clone()),
            Currency::from(o.home),
            o.rate_e6,
            o.rate_on,
        ),
        currency: o.currency,
        items_minor: o.items_minor,
        discount_minor: o.discount_minor,
        freight_minor: o.freight_minor,
        vat_minor: o.vat_minor,
        total_minor: o.total_minor,
        freight_label: o.freight_label,
        freight_kind: o.freight_kind,
        freight_why: o
            .freight_why
            .and_then(|why| serde_json::from_value(why).ok()),
        delivery_from: day(o.delivery_from),
        delivery_to: day(o.delivery_to),
        note: o.note,
        vat_ground: o.vat_ground,
        prepared_at: o.prepared_at,
        placed_at: o.placed_at,
        shop_name: o.shop_name,
        updated_at: o.updated_at,
    }))
}

/// Whose account an order was made with.
///
/// # Errors
/// Database errors.
pub async fn customer_of(
    conn: &mut PgConnection,
    id: OrderId,
) -> Result<Option<CustomerId>, DbError> {
    let found = sqlx::query_scalar!(
        r#"select customer_id as "customer_id: CustomerId" from orders where id = $1"#,
        id.0
    )
    .fetch_optional(conn)
    .await?;
    Ok(found.flatten())
}

/// The number of the order with an id.
///
/// # Errors
/// Database errors.
pub async fn number_of(conn: &mut PgConnection, id: Uuid) -> Result<Option<String>, DbError> {
    sqlx::query_scalar!("select number from orders where id = $1", id)
        .fetch_optional(conn)
        .await
}

/// A row of an order.
#[derive(Clone, Debug)]
pub struct OrderRow {
    /// Which.
    pub id: Uuid,
    /// `item` or `freight`.
    pub kind: String,
    /// The product, when it still is one of ours.
    pub product_id: Option<Uuid>,
    /// Article number.
    pub sku: String,
    /// What the company that bought it calls the article.
    pub own_number: Option<String>,
    /// Name at the time.
    pub name: String,
    /// Chosen options at the time.
    pub options: String,
    /// How many.
    pub quantity: i32,
    /// How many of them have been sent.
    pub shipped: i32,
    /// How many were called off before they were sent.
    pub called_off: i32,
    /// How many came back.
    pub returned: i32,
    /// How many were sent in the place of others, or back again.
    pub replaced: i32,
    /// Price of one, ten-thousandths of a minor unit.
    pub unit_price_e4: i64,
    /// What was taken off.
    pub discount_minor: i64,
    /// Sum with VAT.
    pub total_minor: i64,
    /// Rate in hundredths of a per cent.
    pub vat_rate_bp: i32,
    /// What kind of VAT it bears: a code of EN 16931.
    pub vat_reason: String,
    /// Why no VAT is charged (VATEX); none when it is.
    pub vat_exemption: Option<String>,
    /// Weight of one in grams.
    pub weight_g: Option<i32>,
    /// Hash of the picture that stood at the line.
    pub media_hash: Option<Vec<u8>>,
    /// `held`, `allocated` or `released`; none when no stock is bound.
    pub stock_state: Option<String>,
    /// Why it cost that, as it was reckoned when it was bought.
    pub price_why: Option<serde_json::Value>,
}

impl OrderRow {
    /// The article's number, and what the company that bought it calls it.
    #[must_use]
    pub fn numbers(&self) -> String {
        super::numbers(&self.sku, self.own_number.as_deref())
    }
}

/// An order's rows.
///
/// # Errors
/// Database errors.
pub async fn rows(conn: &mut PgConnection, id: OrderId) -> Result<Vec<OrderRow>, DbError> {
    sqlx::query_as!(
        OrderRow,
        r#"select l.id, l.kind, l.product_id, l.sku, l.own_number, l.name, l.options, l.quantity, l.shipped, l.called_off, l.returned, l.replaced, l.unit_price_e4, l.discount_minor, l.total_minor,
                  l.vat_rate_bp, l.vat_reason, l.vat_exemption, v.weight_g as "weight_g?", m.hash as "media_hash?", l.price_why,
                  (select max(r.state) from stock_reservations r where r.order_id = l.order_id and r.variant_id = l.variant_id) as stock_state
           from order_lines l left join variants v on v.id = l.variant_id left join media m on m.id = l.media_id
           where l.order_id = $1 order by l.position"#,
        id.0
    )
    .fetch_all(conn)
    .await
}

/// VAT of one rate.
#[derive(Clone, Debug)]
pub struct VatRow {
    /// Rate in hundredths of a per cent.
    pub rate_bp: i32,
    /// VAT in minor units.
    pub vat_minor: i64,
}

/// An order's VAT, rate by rate.
///
/// # Errors
/// Database errors.
pub async fn vat(conn: &mut PgConnection, id: OrderId) -> Result<Vec<VatRow>, DbError> {
    sqlx::query_as!(
        VatRow,
        "select rate_bp, vat_minor from order_vat_totals where order_id = $1 order by rate_bp desc",
        id.0
    )
    .fetch_all(conn)
    .await
}

/// Where goods or the invoice go.
#[derive(Clone, Debug)]
pub struct OrderAddress {
    /// `delivery` or `invoice`.
    pub kind: String,
    /// Who.
    pub name: String,
    /// Company, or nothing.
    pub company: String,
    /// Street and number.
    pub street: String,
    /// Second line, or nothing.
    pub street2: String,
    /// Postcode.
    pub postcode: String,
    /// Place.
    pub city: String,
    /// Two letters.
    pub country: String,
}

/// An order's addresses.
///
/// # Errors
/// Database errors.
pub async fn addresses(conn: &mut PgConnection, id: OrderId) -> Result<Vec<OrderAddress>, DbError> {
    sqlx::query_as!(
        OrderAddress,
        r#"select kind, name, company, street, street2, postcode, city, country::text as "country!" from order_addresses
           where order_id = $1 order by kind"#,
        id.0
    )
    .fetch_all(conn)
    .await
}

/// One attempt to pay.
#[derive(Clone, Debug)]
pub struct OrderPayment {
    /// Which vendor.
    pub gateway: String,
    /// The vendor's name for it.
    pub reference: Option<String>,
    /// How.
    pub method: String,
    /// State of the attempt.
    pub state: String,
    /// How much.
    pub amount_minor: i64,
    /// How much went back.
    pub refunded_minor: i64,
    /// How many times the buyer was refused.
    pub refusals: i32,
    /// Why, the last time.
    pub last_refusal: Option<String>,
    /// What was taken, once it was.
    pub captured_minor: i64,
    /// In which currency.
    pub captured_currency: String,
    /// When it can no longer be paid.
    pub expires_at: Timestamp,
    /// When the money was taken.
    pub captured_at: Option<Timestamp>,
}

/// The attempts to pay an order, latest first.
///
/// # Errors
/// Database errors.
pub async fn payments(conn: &mut PgConnection, id: OrderId) -> Result<Vec<OrderPayment>, DbError> {
    sqlx::query_as!(
        OrderPayment,
        r#"select gateway, reference, method, state, amount_minor, coalesce(captured_minor, amount_minor) as "captured_minor!",
                  coalesce(captured_currency, currency)::text as "captured_currency!", refunded_minor, refusals, last_refusal,
                  expires_at as "expires_at: Timestamp", captured_at as "captured_at?: Timestamp"
           from payments where order_id = $1 order by created_at desc limit 50"#,
        id.0
    )
    .fetch_all(conn)
    .await
}

/// Which of the things that few orders have one has, so that nobody asks for the others one by one.
#[derive(Clone, Copy, Debug)]
pub struct Extras {
    /// It was paid with gift cards.
    pub gift_cards: bool,
    /// Gift cards were bought.
    pub bought_cards: bool,
    /// Promotions gave nothing.
    pub refusals: bool,
    /// Something has been sent.
    pub shipments: bool,
    /// It was withdrawn from, or complained of.
    pub cases: bool,
    /// It is invoiced.
    pub invoice: bool,
    /// Something was credited.
    pub credit_notes: bool,
    /// It came from an offer.
    pub offer: bool,
}

/// What an order has of what few have, by one statement.
///
/// # Errors
/// Database errors.
pub async fn extras(conn: &mut PgConnection, id: OrderId) -> Result<Extras, DbError> {
    sqlx::query_as!(
        Extras,
        r#"select exists (select from order_gift_cards where order_id = $1) as "gift_cards!",
                  exists (select from bought_gift_cards where order_id = $1) as "bought_cards!",
                  exists (select from order_promotion_refusals where order_id = $1) as "refusals!",
                  exists (select from shipments where order_id = $1) as "shipments!",
                  exists (select from return_cases where order_id = $1) as "cases!",
                  exists (select from invoices where order_id = $1) as "invoice!",
                  exists (select from credit_notes where order_id = $1) as "credit_notes!",
                  exists (select from orders o join quotation_carts c on c.cart_id = o.cart_id where o.id = $1) as "offer!""#,
        id.0
    )
    .fetch_one(conn)
    .await
}
