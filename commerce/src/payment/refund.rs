//! **Refunds** at the vendor: a row first, with its part of the payment taken under lock, then the vendor under the row's own key, then its answer.
//! Never more goes back than came, however many ask at once.

use platform::db::{Db, DbError, Origin, PgConnection, Tx};
use platform::money::{Currency, Money};

use super::gateway::{GatewayError, PaymentGateway, RefundReceipt, RefundRequest};
use super::{PaymentEvent, PaymentState, store};
use crate::ids::{OrderId, PaymentId, RefundId};
use crate::jobs::SendRefund;
use crate::{locks, order, returns};

/// A payment of which something can go back.
#[derive(Clone, Debug)]
pub struct Refundable {
    /// Which.
    pub id: PaymentId,
    /// What has not gone back, nor is about to.
    pub left_minor: i64,
}

/// A refund, as the vendor is asked for it.
#[derive(Clone, Debug)]
pub struct Refund {
    /// Which.
    pub id: RefundId,
    /// Of which payment.
    pub payment_id: PaymentId,
    /// For which order.
    pub order_id: OrderId,
    /// How much.
    pub amount_minor: i64,
    /// ISO 4217.
    pub currency: String,
    /// `pending`, `accepted`, `settled` or `refused`.
    pub state: String,
    /// The charge, as the vendor names it.
    pub charge_reference: Option<String>,
    /// The same for every try.
    pub idempotency_key: String,
}

/// The payment that an order's money can go back by; none when it was paid otherwise.
///
/// # Errors
/// Database errors.
pub async fn refundable(
    conn: &mut PgConnection,
    order_id: OrderId,
) -> Result<Option<Refundable>, DbError> {
    store::refundable(conn, order_id).await
}

/// Begins a refund: takes its part of the payment and asks for it to be sent. The caller holds the order's lock and has looked at what is left.
///
/// # Errors
/// Database errors, among them `payments_refunded_check` when more than is left is asked for.
pub async fn begin(
    tx: &mut Tx,
    payment: &Refundable,
    amount_minor: i64,
    reason: &str,
) -> Result<RefundId, DbError> {
    let id = RefundId::generate();
    locks::lock_payment(tx, payment.id).await?;
    store::take_for_refund(tx, payment.id, amount_minor).await?;
    store::insert_refund(tx, id, payment.id, amount_minor, reason).await?;
    tx.enqueue(&SendRefund { refund_id: id }).await?;
    Ok(id)
}

/// Takes a part of a payment that staff have paid back themselves. The caller holds the order's lock and has looked at what is left.
///
/// # Errors
/// As [`begin`].
pub async fn take_by_hand(
    tx: &mut Tx,
    payment: &Refundable,
    amount_minor: i64,
) -> Result<(), DbError> {
    locks::lock_payment(tx, payment.id).await?;
    store::take_for_refund(tx, payment.id, amount_minor).await
}

/// Asks the vendor to send a refund, and makes its answer true here. However often it is asked, the money goes once. `false`: the vendor refused.
///
/// # Errors
/// A vendor out of reach, or database trouble: to be tried again.
pub async fn send(
    db: &Db,
    gateway: &dyn PaymentGateway,
    id: RefundId,
    origin: Origin,
) -> Result<bool, GatewayError> {
    let ours = |error: DbError| GatewayError::Unavailable(error.to_string());
    let found = async { store::refund(&mut *db.read().await?, id).await };
    let Some(refund) = found.await.map_err(ours)? else {
        return Ok(true);
    };
    if refund.state != "pending" {
        return Ok(refund.state != "refused");
    }
    let answer = match refund.charge_reference.clone() {
        Some(charge_reference) => {
            let request = RefundRequest {
                charge_reference,
                amount: Money::new(refund.amount_minor, Currency::from(refund.currency.clone())),
                idempotency_key: refund.idempotency_key.clone(),
            };
            gateway.refund(&request).await
        }
        None => Err(GatewayError::Refused {
            code: "no_charge".to_owned(),
            message: "the payment has no charge".to_owned(),
        }),
    };
    match answer {
        Ok(receipt) => record(db, &refund, Ok(&receipt), origin)
            .await
            .map_err(ours)?,
        Err(error @ (GatewayError::Refused { .. } | GatewayError::AlreadyEnded)) => {
            let reason = error.to_string();
            record(db, &refund, Err(&reason), origin)
                .await
                .map_err(ours)?;
            return Ok(false);
        }
        Err(error) => return Err(error),
    }
    Ok(true)
}

async fn record(
    db: &Db,
    refund: &Refund,
    answer: Result<&RefundReceipt, &str>,
    origin: Origin,
) -> Result<(), DbError> {
    let mut tx = db.begin(origin).await?;
    locks::lock_order(&mut tx, refund.order_id).await?;
    let payment = locks::lock_payment(&mut tx, refund.payment_id).await?;
    if !store::answer_refund(&mut tx, refund.id, answer).await? {
        // Somebody else heard the same answer first.
        return tx.commit().await;
    }
    if answer.is_err() {
        store::give_for_refund(&mut tx, refund.payment_id, refund.amount_minor).await?;
    }
    // What is only asked for has not gone: another refund of the same payment may be refused yet.
    let (back, amount) = store::sent_back(&mut tx, refund.payment_id).await?;
    let event = match back {
        0 => PaymentEvent::RefundNone,
        back if back >= amount => PaymentEvent::RefundAll,
        _ => PaymentEvent::RefundPart,
    };
    let state = payment.and_then(|payment| PaymentState::from_column(&payment.state));
    let next = state.and_then(|held| held.apply(event).filter(|next| *next != held));
    if let Some(next) = next {
        store::set_state(&mut tx, refund.payment_id, next).await?;
    }
    order::store::count_money_back(&mut tx, refund.order_id).await?;
    returns::refund::after_vendor(&mut tx, refund.id, answer.err()).await?;
    tx.commit().await
}
