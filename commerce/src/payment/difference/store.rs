//! Writing differences.

use platform::db::{Actor, DbError, Tx};
use platform::money::Money;

use super::{Deed, Kind};
use crate::ids::{DifferenceId, InvoicePaymentId, OrderId, PaymentId, RefundId};

/// A difference as it is found.
pub(super) struct Found {
    pub(super) kind: Kind,
    pub(super) payment: Option<PaymentId>,
    pub(super) invoice_payment: Option<InvoicePaymentId>,
    pub(super) expected: Money,
    pub(super) received: Money,
}

/// What was done about a difference.
pub(super) struct Settling<'a> {
    pub(super) deed: Deed,
    pub(super) note: &'a str,
    pub(super) refund: Option<RefundId>,
}

impl Settling<'_> {
    /// A deed of which there is nothing more to say.
    pub(super) fn of(deed: Deed) -> Self {
        Self {
            deed,
            note: "",
            refund: None,
        }
    }
}

/// Writes a difference, once for each payment.
pub(super) async fn insert(tx: &mut Tx, order_id: OrderId, found: &Found) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "insert into payment_differences (id, order_id, kind, payment_id, invoice_payment_id, expected_minor, expected_currency, received_minor,
                                          received_currency, found_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
         on conflict (payment_id) do nothing",
        DifferenceId::generate().0,
        order_id.0,
        found.kind.as_str(),
        found.payment.map(|id| id.0),
        found.invoice_payment.map(|id| id.0),
        found.expected.minor,
        found.expected.currency.code(),
        found.received.minor,
        found.received.currency.code(),
        now
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// The difference of an invoice's payment.
pub(super) async fn of_invoice_payment(
    tx: &mut Tx,
    payment: InvoicePaymentId,
) -> Result<Option<DifferenceId>, DbError> {
    sqlx::query_scalar!(
        r#"select id as "id: DifferenceId" from payment_differences where invoice_payment_id = $1"#,
        payment.0
    )
    .fetch_optional(&mut **tx)
    .await
}

/// The open difference of a payment of which nothing is left.
pub(super) async fn without_money(
    tx: &mut Tx,
    payment: PaymentId,
) -> Result<Option<DifferenceId>, DbError> {
    sqlx::query_scalar!(
        r#"select d.id as "id: DifferenceId" from payment_differences d join payments p on p.id = d.payment_id
           where d.payment_id = $1 and d.state = 'open' and p.refunded_minor >= coalesce(p.captured_minor, p.amount_minor)"#,
        payment.0
    )
    .fetch_optional(&mut **tx)
    .await
}

/// Settles a difference that is open; false when somebody was faster.
pub(super) async fn settle(
    tx: &mut Tx,
    id: DifferenceId,
    settling: &Settling<'_>,
) -> Result<bool, DbError> {
    let now = tx.now();
    let staff = match tx.actor() {
        Actor::Staff { id, .. } => Some(id.0),
        _ => None,
    };
    let done = sqlx::query!(
        "update payment_differences set state = 'settled', deed = $2, note = $3, refund_id = $4, settled_at = $5, settled_by = $6,
                row_version = row_version + 1
         where id = $1 and state = 'open'",
        id.0,
        settling.deed.as_str(),
        settling.note,
        settling.refund.map(|id| id.0),
        now,
        staff
    )
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Opens a difference again whose money the vendor would not send.
pub(super) async fn refused(tx: &mut Tx, refund: RefundId, reason: &str) -> Result<(), DbError> {
    sqlx::query!(
        "update payment_differences set state = 'open', deed = null, settled_at = null, settled_by = null, note = '', refused = $2, row_version = row_version + 1
         where refund_id = $1 and state = 'settled'",
        refund.0,
        reason
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Notes that the buyer is asked for the rest; false when it is not open as it was read.
pub(super) async fn asked(
    tx: &mut Tx,
    id: DifferenceId,
    row_version: i32,
) -> Result<bool, DbError> {
    let now = tx.now();
    let done = sqlx::query!(
        "update payment_differences set asked_at = $3, row_version = row_version + 1 where id = $1 and state = 'open' and row_version = $2",
        id.0,
        row_version,
        now
    )
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}
