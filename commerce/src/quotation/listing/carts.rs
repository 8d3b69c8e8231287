//! The carts whose prices are an offer's, and the orders that they became.

use std::collections::HashMap;

use platform::clock::{Date, Timestamp};
use platform::db::{DbError, PgConnection, Tx};
use platform::money::UnitPrice;

use crate::ids::{CartId, OrderId, PurchaseRequestId, QuotationId, VariantId};
use crate::order::OrderState;
use crate::quotation::{QuotationState, is_valid};

/// An offer whose prices hold in one cart.
#[derive(Clone, Debug)]
pub struct CartOffer {
    /// Which quotation.
    pub quotation: QuotationId,
    /// `O-1001`.
    pub number: String,
    /// Which version.
    pub version: i32,
    /// Its last day.
    pub valid_until: jiff::civil::Date,
    /// Whether it is the latest version, within its days, and not ordered but for an order that waits to be paid.
    pub is_open: bool,
    /// The agreed freight without VAT, in minor units; none: as the checkout reckons it.
    pub freight_minor: Option<i64>,
    /// What is offered: so many pieces of each, and what one costs without VAT.
    pub prices: HashMap<VariantId, (i32, UnitPrice)>,
}

/// The offer whose prices hold in a cart; `None` for every other cart.
///
/// # Errors
/// Database errors.
pub async fn offer_of_cart(
    conn: &mut PgConnection,
    cart: CartId,
    now: Timestamp,
) -> Result<Option<CartOffer>, DbError> {
    let Some(row) = sqlx::query!(
        r#"select q.id as "id: QuotationId", q.number, c.version, v.valid_until as "valid_until: Date", v.freight_minor, q.state, q.version as latest,
                  (select o.state from orders o where o.id = q.order_id) as "order_state?"
           from quotation_carts c join quotations q on q.id = c.quotation_id
           join quotation_versions v on v.quotation_id = c.quotation_id and v.version = c.version
           where c.cart_id = $1"#,
        cart.0
    )
    .fetch_optional(&mut *conn)
    .await?
    else {
        return Ok(None);
    };
    let lines = sqlx::query!(
        r#"select variant_id as "variant_id: VariantId", quantity, unit_price_e4 from quotation_version_lines where quotation_id = $1 and version = $2"#,
        row.id.0,
        row.version
    )
    .fetch_all(conn)
    .await?;
    let order = row.order_state.as_deref().and_then(OrderState::from_column);
    let state = QuotationState::from_column(&row.state)
        .map(|state| state.seen(order, is_valid(row.valid_until.0, now)));
    let waits_to_be_paid =
        state == Some(QuotationState::Ordered) && order == Some(OrderState::Prepared);
    Ok(Some(CartOffer {
        quotation: row.id,
        number: row.number,
        version: row.version,
        valid_until: row.valid_until.0,
        is_open: row.version == row.latest
            && (state == Some(QuotationState::Offered) || waits_to_be_paid),
        freight_minor: row.freight_minor,
        prices: lines
            .into_iter()
            .map(|line| {
                let price = UnitPrice(line.unit_price_e4);
                (line.variant_id, (line.quantity, price))
            })
            .collect(),
    }))
}

/// The cart of a version that can go on to the checkout: it has not been handed in for approval, or has an order that lives.
pub(in crate::quotation) async fn cart_of(
    tx: &mut Tx,
    id: QuotationId,
    version: i32,
) -> Result<Option<CartId>, DbError> {
    sqlx::query_scalar!(
        r#"select c.id as "id: CartId" from quotation_carts q join carts c on c.id = q.cart_id
           where q.quotation_id = $1 and q.version = $2 and c.state = 'open'
             and (exists (select from orders o where o.cart_id = c.id and o.state in ('prepared', 'placed'))
                  or not exists (select from purchase_requests r where r.cart_id = c.id))
           order by exists (select from orders o where o.cart_id = c.id and o.state in ('prepared', 'placed')) desc, q.created_at desc, q.cart_id desc limit 1"#,
        id.0,
        version
    )
    .fetch_optional(&mut **tx)
    .await
}

/// The cart that a quotation's checkout goes on with, whatever became of it: the one with a living order, or else one that has not been handed in for approval.
///
/// # Errors
/// Database errors.
pub async fn latest_cart(
    conn: &mut PgConnection,
    id: QuotationId,
) -> Result<Option<CartId>, DbError> {
    sqlx::query_scalar!(
        r#"select q.cart_id as "cart_id: CartId" from quotation_carts q join quotations o on o.id = q.quotation_id and o.version = q.version
           where q.quotation_id = $1
           order by exists (select from orders x where x.cart_id = q.cart_id and x.state in ('prepared', 'placed')) desc,
                    exists (select from purchase_requests r where r.cart_id = q.cart_id), q.created_at desc, q.cart_id desc limit 1"#,
        id.0
    )
    .fetch_optional(conn)
    .await
}

/// What a version has been sent for approval as, while that waits.
pub(in crate::quotation) async fn waiting_request(
    tx: &mut Tx,
    id: QuotationId,
    version: i32,
) -> Result<Option<PurchaseRequestId>, DbError> {
    let now = tx.now();
    sqlx::query_scalar!(
        r#"select r.id as "id: PurchaseRequestId" from quotation_carts q join purchase_requests r on r.cart_id = q.cart_id
           left join orders o on o.id = r.order_id
           where q.quotation_id = $1 and q.version = $2 and r.expires_at > $3
             and (r.state = 'waiting' or (r.state = 'approved' and o.state = 'lapsed'))
           order by r.created_at desc limit 1"#,
        id.0,
        version,
        now
    )
    .fetch_optional(&mut **tx)
    .await
}

/// The offer that an order came from.
#[derive(Clone, Debug)]
pub struct OrderedOffer {
    /// Which quotation.
    pub id: QuotationId,
    /// `O-1001`.
    pub number: String,
    /// Which version.
    pub version: i32,
}

/// The offer that an order came from; `None` for every other order.
///
/// # Errors
/// Database errors.
pub async fn of_order(
    conn: &mut PgConnection,
    order: OrderId,
) -> Result<Option<OrderedOffer>, DbError> {
    sqlx::query_as!(
        OrderedOffer,
        r#"select q.id, q.number, c.version from orders o join quotation_carts c on c.cart_id = o.cart_id
           join quotations q on q.id = c.quotation_id where o.id = $1"#,
        order.0
    )
    .fetch_optional(conn)
    .await
}
