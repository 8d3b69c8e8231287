//! Writing payments.

use platform::clock::Timestamp;
use platform::db::{DbError, PgConnection, Tx};

use super::gateway::{RefundReceipt, Session};
use super::refund::{Refund, Refundable};
use super::{NewPayment, OpenPayment, PaymentState};
use crate::ids::{OrderId, PaymentId, RefundId};

/// Begins a payment.
///
/// # Errors
/// Database errors, among them `payments_open_key` when the order has one that may be paid.
pub async fn insert(tx: &mut Tx, payment: &NewPayment) -> Result<OpenPayment, DbError> {
    let now = tx.now();
    let idempotency_key = format!("payment-{}", payment.id);
    sqlx::query!(
        "insert into payments (id, order_id, gateway, method, state, amount_minor, currency, idempotency_key, expires_at, check_at, created_at, updated_at,
                               email, locale)
         values ($1, $2, $3, $4, 'pending', $5, $6, $7, $8, $9, $10, $10, $11, $12)",
        payment.id.0,
        payment.order_id.0,
        payment.gateway,
        payment.method.as_str(),
        payment.amount.minor,
        payment.amount.currency.code(),
        idempotency_key,
        payment.expires_at,
        payment.check_at,
        now,
        payment.email,
        payment.locale,
    )
    .execute(&mut **tx)
    .await?;
    Ok(OpenPayment {
        id: payment.id,
        order_id: payment.order_id,
        gateway: payment.gateway.clone(),
        reference: None,
        redirect_url: None,
        amount_minor: payment.amount.minor,
        currency: payment.amount.currency.code().to_owned(),
        idempotency_key,
        expires_at: payment.expires_at,
        created_at: now,
        last_refusal: None,
        return_url: None,
        cancel_url: None,
        state: PaymentState::Pending.as_str().to_owned(),
        method: payment.method.as_str().to_owned(),
        email: Some(payment.email.clone()),
        locale: Some(payment.locale.clone()),
    })
}

/// The payment of an order that may be or has been paid.
///
/// # Errors
/// Database errors.
pub async fn open_payment_of_order(
    conn: &mut PgConnection,
    order_id: OrderId,
) -> Result<Option<OpenPayment>, DbError> {
    sqlx::query_as!(
        OpenPayment,
        r#"select id, order_id, gateway, reference, redirect_url, amount_minor, currency::text as "currency!", idempotency_key, expires_at, created_at, last_refusal,
                  return_url, cancel_url, state, method, email, locale
           from payments where order_id = $1 and state <> 'expired'"#,
        order_id.0
    )
    .fetch_optional(conn)
    .await
}

/// The latest payment of an order, whatever became of it.
///
/// # Errors
/// Database errors.
pub async fn latest_of_order(
    conn: &mut PgConnection,
    order_id: OrderId,
) -> Result<Option<OpenPayment>, DbError> {
    sqlx::query_as!(
        OpenPayment,
        r#"select id, order_id, gateway, reference, redirect_url, amount_minor, currency::text as "currency!", idempotency_key, expires_at, created_at, last_refusal,
                  return_url, cancel_url, state, method, email, locale
           from payments where order_id = $1 order by created_at desc limit 1"#,
        order_id.0
    )
    .fetch_optional(conn)
    .await
}

/// What has gone back of what an order was paid with, in minor units: what had come beyond that was no part of it.
///
/// # Errors
/// Database errors.
pub async fn refunded_of_order(conn: &mut PgConnection, order_id: OrderId) -> Result<i64, DbError> {
    sqlx::query_scalar!(
        r#"select greatest(coalesce((select sum(p.refunded_minor) from payments p where p.order_id = $1), 0)
                  - coalesce((select sum(r.amount_minor) from refunds r join payments p on p.id = r.payment_id
                              where p.order_id = $1 and r.is_excess and r.state <> 'refused'), 0)
                  - coalesce((select sum(d.received_minor - d.expected_minor) from payment_differences d
                              where d.order_id = $1 and d.kind = 'vendor' and d.deed = 'by_hand' and d.received_minor > d.expected_minor
                                and d.expected_minor > 0), 0), 0)::bigint as "sum!""#,
        order_id.0
    )
    .fetch_one(conn)
    .await
}

/// A payment by id.
///
/// # Errors
/// Database errors.
pub async fn by_id(conn: &mut PgConnection, id: PaymentId) -> Result<Option<OpenPayment>, DbError> {
    sqlx::query_as!(
        OpenPayment,
        r#"select id, order_id, gateway, reference, redirect_url, amount_minor, currency::text as "currency!", idempotency_key, expires_at, created_at, last_refusal,
                  return_url, cancel_url, state, method, email, locale
           from payments where id = $1"#,
        id.0
    )
    .fetch_optional(conn)
    .await
}

/// Records the vendor's page of a payment. `false` when it was recorded before.
///
/// # Errors
/// Database errors.
pub async fn record_session(
    tx: &mut Tx,
    id: PaymentId,
    session: &Session,
) -> Result<bool, DbError> {
    let now = tx.now();
    let done = sqlx::query!(
        "update payments set reference = $2, redirect_url = coalesce($3, redirect_url), updated_at = $4 where id = $1 and reference is null",
        id.0,
        session.reference,
        session.url,
        now,
    )
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Moves a payment to a state that [`PaymentState::apply`] gave. The caller holds its lock. A state in which nothing more is expected ends the checks.
///
/// # Errors
/// Database errors.
pub async fn set_state(tx: &mut Tx, id: PaymentId, state: PaymentState) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "update payments set state = $2, updated_at = $3,
                captured_at = case when $2 = 'captured' then coalesce(captured_at, $3) else captured_at end,
                check_at = case when $2 in ('pending', 'processing') then check_at else null end
         where id = $1",
        id.0,
        state.as_str(),
        now,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Records how the money came.
///
/// # Errors
/// Database errors.
pub async fn record_charge(
    tx: &mut Tx,
    id: PaymentId,
    charge_reference: &str,
    method: &str,
) -> Result<(), DbError> {
    sqlx::query!(
        "update payments set charge_reference = $2, method = $3 where id = $1",
        id.0,
        charge_reference,
        method
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Records what the vendor took, where that is not what it was asked for.
pub(super) async fn record_captured(
    tx: &mut Tx,
    id: PaymentId,
    amount: platform::money::Money,
) -> Result<(), DbError> {
    sqlx::query!(
        "update payments set captured_minor = $2, captured_currency = $3 where id = $1",
        id.0,
        amount.minor,
        amount.currency.code()
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Records a refusal.
///
/// # Errors
/// Database errors.
pub async fn record_refusal(
    tx: &mut Tx,
    id: PaymentId,
    reason: &str,
    refusals: i32,
) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "update payments set last_refusal = $2, refusals = $3, updated_at = $4 where id = $1",
        id.0,
        reason,
        refusals,
        now,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Claims payments whose check is due and sets their next one to `next`, so that two sweepers do not ask twice.
///
/// # Errors
/// Database errors.
pub async fn take_due_checks(
    tx: &mut Tx,
    limit: i64,
    next: Timestamp,
) -> Result<Vec<PaymentId>, DbError> {
    let now = tx.now();
    sqlx::query_scalar!(
        r#"update payments set check_at = $2 where id in (
               select id from payments where check_at <= $1 order by check_at limit $3 for update skip locked)
           returning id as "id: PaymentId""#,
        now,
        next,
        limit
    )
    .fetch_all(&mut **tx)
    .await
}

/// Stores where the vendor sends the shopper; belongs to the transaction that prepared the payment. Once they are stored they stay: the vendor may have
/// been told them although its answer was lost, and takes no other words under the same key.
///
/// # Errors
/// Database errors.
pub async fn set_return_addresses(
    tx: &mut Tx,
    id: PaymentId,
    return_url: &str,
    cancel_url: &str,
) -> Result<(), DbError> {
    sqlx::query!(
        "update payments set return_url = $2, cancel_url = $3 where id = $1 and return_url is null",
        id.0,
        return_url,
        cancel_url
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// The payment that an order's money can go back by.
///
/// # Errors
/// Database errors.
pub(super) async fn refundable(
    conn: &mut PgConnection,
    order_id: OrderId,
) -> Result<Option<Refundable>, DbError> {
    sqlx::query_as!(
        Refundable,
        r#"select p.id as "id!: PaymentId", coalesce(p.captured_minor, p.amount_minor) - p.refunded_minor as "left_minor!",
                  coalesce((select greatest(d.received_minor - d.expected_minor, 0) from payment_differences d
                            where d.payment_id = p.id and d.state = 'open' and d.expected_minor > 0 and d.expected_currency = d.received_currency), 0) as "excess_minor!"
           from payments p where p.order_id = $1 and p.state in ('captured', 'partly_refunded', 'refunded') and p.charge_reference is not null"#,
        order_id.0
    )
    .fetch_optional(conn)
    .await
}

/// Takes a part of a payment for a refund.
pub(super) async fn take_for_refund(
    tx: &mut Tx,
    id: PaymentId,
    amount_minor: i64,
) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "update payments set refunded_minor = refunded_minor + $2, updated_at = $3 where id = $1",
        id.0,
        amount_minor,
        now
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Gives back the part of a refund that will not be sent.
pub(super) async fn give_for_refund(
    tx: &mut Tx,
    id: PaymentId,
    amount_minor: i64,
) -> Result<(), DbError> {
    take_for_refund(tx, id, -amount_minor).await
}

pub(super) async fn insert_refund(
    tx: &mut Tx,
    id: RefundId,
    payment_id: PaymentId,
    amount_minor: i64,
    (reason, is_excess): (&str, bool),
) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "insert into refunds (id, payment_id, amount_minor, reason, state, idempotency_key, created_at, updated_at, is_excess)
         values ($1, $2, $3, $4, 'pending', $5, $6, $6, $7)",
        id.0,
        payment_id.0,
        amount_minor,
        reason,
        format!("refund-{id}"),
        now,
        is_excess
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub(super) async fn refund(
    conn: &mut PgConnection,
    id: RefundId,
) -> Result<Option<Refund>, DbError> {
    sqlx::query_as!(
        Refund,
        r#"select r.id as "id!: RefundId", r.payment_id as "payment_id!: PaymentId", p.order_id as "order_id!: OrderId", r.amount_minor,
                  coalesce(p.captured_currency, p.currency)::text as "currency!", r.state, p.charge_reference, r.idempotency_key, r.reference,
                  r.created_at as "created_at!: Timestamp"
           from refunds r join payments p on p.id = r.payment_id where r.id = $1"#,
        id.0
    )
    .fetch_optional(conn)
    .await
}

/// Keeps the vendor's answer to a refund; gives what was known before, nothing when it is no news.
pub(super) async fn answer_refund(
    tx: &mut Tx,
    id: RefundId,
    answer: Result<&RefundReceipt, &str>,
) -> Result<Option<String>, DbError> {
    let now = tx.now();
    let (state, reference, error) = match answer {
        Ok(receipt) if receipt.is_settled => ("settled", Some(receipt.reference.as_str()), None),
        Ok(receipt) => ("accepted", Some(receipt.reference.as_str()), None),
        Err(reason) => ("refused", None, Some(reason)),
    };
    sqlx::query_scalar!(
        r#"with before as (select id, state from refunds where id = $1 and state in ('pending', 'accepted') and state <> $2 for update)
           update refunds r set state = $2, reference = coalesce($3, r.reference), last_error = $4, updated_at = $5 from before where r.id = before.id
           returning before.state as "state!""#,
        id.0,
        state,
        reference,
        error,
        now
    )
    .fetch_optional(&mut **tx)
    .await
}

/// Claims refunds of which nothing was heard since: those that were to be sent, and those that the vendor has taken on.
pub(super) async fn take_due_refunds(
    tx: &mut Tx,
    limit: i64,
    (unsent, unsettled): (Timestamp, Timestamp),
) -> Result<Vec<RefundId>, DbError> {
    let now = tx.now();
    sqlx::query_scalar!(
        r#"update refunds set updated_at = $1 where id in (
               select id from refunds where state in ('pending', 'accepted') and updated_at <= $2
                  and (state = 'pending' or updated_at <= $3) order by updated_at limit $4 for update skip locked)
           returning id as "id: RefundId""#,
        now,
        unsent,
        unsettled,
        limit
    )
    .fetch_all(&mut **tx)
    .await
}

/// The refunds of a payment that the vendor has taken on and not said to be done.
pub(super) async fn unsettled_refunds(
    conn: &mut PgConnection,
    payment: PaymentId,
) -> Result<Vec<RefundId>, DbError> {
    sqlx::query_scalar!(
        r#"select id as "id: RefundId" from refunds where payment_id = $1 and state = 'accepted'"#,
        payment.0
    )
    .fetch_all(conn)
    .await
}

/// What has gone back of a payment, and what the payment was: what was taken of it, by hand or for a refund that the vendor has taken on. What the vendor is
/// only asked for has not gone.
pub(super) async fn gone_back(
    conn: &mut PgConnection,
    id: PaymentId,
) -> Result<(i64, i64), DbError> {
    let row = sqlx::query!(
        r#"select coalesce(p.captured_minor, p.amount_minor) as "amount_minor!", (p.refunded_minor - coalesce((select sum(r.amount_minor) from refunds r
                  where r.payment_id = p.id and r.state = 'pending'), 0))::bigint as "back!"
           from payments p where p.id = $1"#,
        id.0
    )
    .fetch_one(conn)
    .await?;
    Ok((row.back, row.amount_minor))
}
