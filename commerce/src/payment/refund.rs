//! **Refunds** at the vendor: a row first, with its part of the payment taken under lock, then the vendor under the row's own key, then its answer.
//! Never more goes back than came, however many ask at once.

use jiff::SignedDuration;
use platform::clock::Timestamp;
use platform::db::{Db, DbError, Origin, PgConnection, Tx};
use platform::money::{Currency, Money};

use super::gateway::{GatewayError, PaymentGateway, RefundReceipt, RefundRequest, RefundSeen};
use super::{PaymentEvent, PaymentState, difference, store};
use crate::ids::{OrderId, PaymentId, RefundId};
use crate::jobs::SendRefund;
use crate::locks::{self, LockedPayment};
use crate::{order, returns};

/// A payment of which something can go back.
#[derive(Clone, Debug)]
pub struct Refundable {
    /// Which.
    pub id: PaymentId,
    /// What has not gone back, nor is about to.
    pub left_minor: i64,
    /// What of that is more than was to come, and is nobody's price for anything: it is decided about apart.
    pub excess_minor: i64,
}

impl Refundable {
    /// What is left of what was paid for the sale.
    #[must_use]
    pub fn of_sale_minor(&self) -> i64 {
        (self.left_minor - self.excess_minor).max(0)
    }
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
    /// The vendor's name for it, once it has taken it on.
    pub reference: Option<String>,
    /// When it was first to be sent.
    pub created_at: Timestamp,
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
    start(tx, payment, amount_minor, (reason, false)).await
}

/// Why money goes back for a difference.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// More came than was asked for: nothing of the sale goes back with it.
    Excess,
    /// The order is not carried out.
    Whole,
}

/// Begins a refund of what is not what was to come, as [`begin`] does.
///
/// # Errors
/// As [`begin`].
pub async fn begin_for_difference(
    tx: &mut Tx,
    payment: &Refundable,
    amount_minor: i64,
    reason: Reason,
) -> Result<RefundId, DbError> {
    let word = match reason {
        Reason::Excess => "excess",
        Reason::Whole => "mismatch",
    };
    start(tx, payment, amount_minor, (word, reason == Reason::Excess)).await
}

async fn start(
    tx: &mut Tx,
    payment: &Refundable,
    amount_minor: i64,
    (reason, is_excess): (&str, bool),
) -> Result<RefundId, DbError> {
    let id = RefundId::generate();
    locks::lock_payment(tx, payment.id).await?;
    store::take_for_refund(tx, payment.id, amount_minor).await?;
    store::insert_refund(tx, id, payment.id, amount_minor, (reason, is_excess)).await?;
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
    let held = locks::lock_payment(tx, payment.id).await?;
    store::take_for_refund(tx, payment.id, amount_minor).await?;
    count(tx, payment.id, held).await
}

/// Makes the state of a payment what has gone back of it, by hand or by the vendor. The caller holds its lock, and read it under that.
async fn count(tx: &mut Tx, id: PaymentId, held: Option<LockedPayment>) -> Result<(), DbError> {
    // What is only asked for has not gone: another refund of the same payment may be refused yet.
    let (back, amount) = store::gone_back(tx, id).await?;
    let event = match back {
        0 => PaymentEvent::RefundNone,
        back if back >= amount => PaymentEvent::RefundAll,
        _ => PaymentEvent::RefundPart,
    };
    let state = held.and_then(|payment| PaymentState::from_column(&payment.state));
    let next = state.and_then(|held| held.apply(event).filter(|next| *next != held));
    if let Some(next) = next {
        store::set_state(tx, id, next).await?;
    }
    Ok(())
}

/// Stripe forgets a key after a day; well before that it is asked what became of a refund before it is asked for it again.
const KEY_KEPT: SignedDuration = SignedDuration::from_hours(12);
/// A refund that was to be sent, and of which nothing was heard for so long, is taken up again: its job has given up.
const UNSENT: SignedDuration = SignedDuration::from_hours(3);
/// One that the vendor has taken on is asked after this often, until it is done.
const UNSETTLED: SignedDuration = SignedDuration::from_hours(6);

/// Asks the vendor to send a refund, or what became of one that it has taken on, and makes its answer true here. However often it is asked, the money
/// goes once: by the refund's key as long as the vendor keeps keys, and after that by looking for it first. `false`: the vendor refused.
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
    if !["pending", "accepted"].contains(&refund.state.as_str()) {
        return Ok(refund.state != "refused");
    }
    let now = db.clock().now();
    let answer = match ask(gateway, &refund, now).await {
        Ok(receipt) => Ok(receipt),
        Err(error @ (GatewayError::Refused { .. } | GatewayError::AlreadyEnded)) => {
            Err(error.to_string())
        }
        Err(error) => return Err(error),
    };
    let is_taken = answer.is_ok();
    let answer = answer.as_ref().map_err(String::as_str);
    record(db, &refund, answer, origin).await.map_err(ours)?;
    Ok(is_taken)
}

async fn ask(
    gateway: &dyn PaymentGateway,
    refund: &Refund,
    now: Timestamp,
) -> Result<RefundReceipt, GatewayError> {
    let Some(charge_reference) = refund.charge_reference.clone() else {
        return Err(GatewayError::Refused {
            code: "no_charge".to_owned(),
            message: "the payment has no charge".to_owned(),
        });
    };
    let request = RefundRequest {
        payment_id: refund.payment_id.0,
        refund_id: refund.id.0,
        charge_reference,
        amount: Money::new(refund.amount_minor, Currency::from(refund.currency.clone())),
        idempotency_key: refund.idempotency_key.clone(),
    };
    if refund.state == "accepted" || now.since(refund.created_at) > KEY_KEPT {
        let reference = refund.reference.as_deref();
        if let Some(receipt) = seen(gateway.look_up_refund(&request, reference).await?)? {
            return Ok(receipt);
        }
    }
    match gateway.refund(&request).await {
        // The answer to an earlier try was lost, and its key is forgotten: what it did is there to be found.
        Err(refusal @ GatewayError::Refused { .. }) => {
            seen(gateway.look_up_refund(&request, None).await?)?.ok_or(refusal)
        }
        answer => answer,
    }
}

fn seen(seen: RefundSeen) -> Result<Option<RefundReceipt>, GatewayError> {
    match seen {
        RefundSeen::Nothing => Ok(None),
        RefundSeen::Receipt(receipt) => Ok(Some(receipt)),
        RefundSeen::Failed(message) => Err(GatewayError::Refused {
            code: "refund_failed".to_owned(),
            message,
        }),
    }
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
    let Some(before) = store::answer_refund(&mut tx, refund.id, answer).await? else {
        // Somebody else heard the same answer first, or it is what was known.
        return tx.commit().await;
    };
    if let Err(reason) = answer {
        store::give_for_refund(&mut tx, refund.payment_id, refund.amount_minor).await?;
        difference::refused(&mut tx, refund.id, reason).await?;
    }
    count(&mut tx, refund.payment_id, payment).await?;
    order::store::count_money_back(&mut tx, refund.order_id).await?;
    // That the vendor is done with what it had taken on is no news to the case.
    if before == "pending" || answer.is_err() {
        returns::refund::after_vendor(&mut tx, refund.id, answer.err()).await?;
    }
    tx.commit().await
}

/// Asks for every refund of which nothing was heard for long to be seen to; gives how many. Refunds are stored before they are asked for, so none is lost
/// with its job.
///
/// # Errors
/// Database errors.
pub async fn take_up(tx: &mut Tx, limit: i64) -> Result<usize, DbError> {
    let (unsent, unsettled) = (tx.now().minus(UNSENT), tx.now().minus(UNSETTLED));
    let due = store::take_due_refunds(tx, limit, (unsent, unsettled)).await?;
    for refund_id in &due {
        tx.enqueue(&SendRefund {
            refund_id: *refund_id,
        })
        .await?;
    }
    Ok(due.len())
}

/// Asks for the refunds of a payment that the vendor has taken on to be seen to: it has said something of the payment.
///
/// # Errors
/// Database errors.
pub async fn look_again(tx: &mut Tx, payment: PaymentId) -> Result<(), DbError> {
    for refund_id in store::unsettled_refunds(tx, payment).await? {
        tx.enqueue(&SendRefund { refund_id }).await?;
    }
    Ok(())
}
