//! Writing requests, and reading one whole.

use platform::clock::Timestamp;
use platform::db::{DbError, PgConnection, Tx};

use super::{LIVES_FOR, PurchaseRequest, RequestState};
use crate::checkout::Contact;
use crate::checkout::prepare::Confirmation;
use crate::company::purchase::Purchase;
use crate::ids::{CartId, CompanyId, CustomerId, OrderId, PurchaseRequestId};
use crate::payment::PaymentMethod;

/// Whether a cart has been sent for approval.
pub(super) async fn is_requested(tx: &mut Tx, cart: CartId) -> Result<bool, DbError> {
    sqlx::query_scalar!(
        r#"select exists (select from purchase_requests where cart_id = $1) as "exists!""#,
        cart.0
    )
    .fetch_one(&mut **tx)
    .await
}

pub(super) async fn insert(
    tx: &mut Tx,
    id: PurchaseRequestId,
    confirmation: &Confirmation,
    purchase: &Purchase,
    buyer: CustomerId,
    total_minor: i64,
    currency: &str,
) -> Result<(), DbError> {
    let now = tx.now();
    let contact = serde_json::to_value(&confirmation.contact).unwrap_or_default();
    sqlx::query!(
        "insert into purchase_requests (id, number, company_id, buyer_id, cart_id, locale, contact, freight, method, reference, marking, cost_place,
                                        confirmed_hash, total_minor, currency, created_at, expires_at)
         values ($1, 'ATT-' || nextval('purchase_request_numbers'), $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)",
        id.0,
        purchase.company.0,
        buyer.0,
        confirmation.cart_id.0,
        confirmation.locale,
        contact,
        confirmation.freight,
        confirmation.method.as_str(),
        purchase.reference,
        purchase.marking,
        purchase.cost_place,
        confirmation.confirmed_hash,
        total_minor,
        currency,
        now,
        now.plus(LIVES_FOR)
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Takes a cart out of the buyer's hands: neither their log-in nor their browser finds it any more.
pub(super) async fn take_cart(tx: &mut Tx, cart: CartId) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "update carts set customer_id = null, expires_at = $2, updated_at = $3, row_version = row_version + 1,
                token_hash = decode(replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', ''), 'hex')
         where id = $1",
        cart.0,
        now.plus(LIVES_FOR),
        now
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// A request under its lock: whoever decides comes after whoever decided.
pub(super) async fn lock(
    tx: &mut Tx,
    id: PurchaseRequestId,
) -> Result<Option<PurchaseRequest>, DbError> {
    if crate::locks::lock_request(tx, id).await? {
        request(tx, id).await
    } else {
        Ok(None)
    }
}

/// The buyer whose request became this order, where it was one: they are told when the order is placed. Gives the request, too.
pub(super) async fn of_order(
    tx: &mut Tx,
    order: OrderId,
) -> Result<Option<(PurchaseRequestId, CustomerId)>, DbError> {
    let row = sqlx::query!(
        r#"select id as "id: PurchaseRequestId", buyer_id as "buyer_id: CustomerId" from purchase_requests where order_id = $1 and state = 'approved'"#,
        order.0
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(row.map(|row| (row.id, row.buyer_id)))
}

/// Records what became of a request. The caller holds its lock.
pub(super) async fn decide(
    tx: &mut Tx,
    id: PurchaseRequestId,
    state: RequestState,
    reason: &str,
    by: CustomerId,
    order: Option<OrderId>,
) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "update purchase_requests set state = $2, reason = $3, decided_by = $4, decided_at = $5, order_id = $6, row_version = row_version + 1
         where id = $1",
        id.0,
        state.as_str(),
        reason,
        by.0,
        now,
        order.map(|id| id.0)
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

struct Row {
    id: PurchaseRequestId,
    number: String,
    company_id: CompanyId,
    buyer_id: CustomerId,
    buyer: String,
    cart_id: CartId,
    locale: String,
    contact: serde_json::Value,
    freight: String,
    method: String,
    reference: String,
    marking: String,
    cost_place: String,
    confirmed_hash: Vec<u8>,
    total_minor: i64,
    currency: String,
    state: String,
    reason: String,
    decided_by: String,
    order_id: Option<OrderId>,
    has_lapsed: bool,
    created_at: Timestamp,
    expires_at: Timestamp,
    row_version: i32,
}

pub(super) async fn request(
    conn: &mut PgConnection,
    id: PurchaseRequestId,
) -> Result<Option<PurchaseRequest>, DbError> {
    let row = sqlx::query_as!(
        Row,
        r#"select r.id, r.number, r.company_id, r.buyer_id, b.name as buyer, r.cart_id, r.locale, r.contact, r.freight, r.method, r.reference, r.marking,
                  r.cost_place, r.confirmed_hash, r.total_minor, r.currency::text as "currency!", r.state, r.reason,
                  coalesce((select d.name from customers d where d.id = r.decided_by), '') as "decided_by!",
                  r.order_id as "order_id?: OrderId",
                  coalesce((select o.state = 'lapsed' from orders o where o.id = r.order_id), false) as "has_lapsed!",
                  r.created_at, r.expires_at, r.row_version
           from purchase_requests r join customers b on b.id = r.buyer_id where r.id = $1"#,
        id.0
    )
    .fetch_optional(conn)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let contact: Contact =
        serde_json::from_value(row.contact).map_err(|error| DbError::Decode(error.into()))?;
    let unknown = || DbError::Decode("unknown word of a purchase request".into());
    Ok(Some(PurchaseRequest {
        state: RequestState::from_column(&row.state)
            .ok_or_else(unknown)?
            .with_order(row.has_lapsed),
        method: PaymentMethod::parse(&row.method).ok_or_else(unknown)?,
        contact,
        id: row.id,
        number: row.number,
        company_id: row.company_id,
        buyer_id: row.buyer_id,
        buyer: row.buyer,
        cart_id: row.cart_id,
        locale: row.locale,
        freight: row.freight,
        reference: row.reference,
        marking: row.marking,
        cost_place: row.cost_place,
        confirmed_hash: row.confirmed_hash,
        total_minor: row.total_minor,
        currency: row.currency,
        reason: row.reason,
        decided_by: row.decided_by,
        order_id: row.order_id,
        has_lapsed: row.has_lapsed,
        created_at: row.created_at,
        expires_at: row.expires_at,
        row_version: row.row_version,
    }))
}
