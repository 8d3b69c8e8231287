//! Writing what comes for invoices. The caller holds the order's lock.

use platform::clock::Date;
use platform::db::{Actor, DbError, Tx};

use super::{Entered, Incoming};
use crate::ids::{InvoicePaymentId, OrderId};
use crate::order::invoice::Invoice;

fn staff(tx: &Tx) -> Option<uuid::Uuid> {
    match tx.actor() {
        Actor::Staff { id, .. } => Some(id.0),
        _ => None,
    }
}

/// The payment with an id.
pub(super) async fn entered(tx: &mut Tx, id: InvoicePaymentId) -> Result<Option<Entered>, DbError> {
    sqlx::query_as!(
        Entered,
        r#"select order_id as "order_id: OrderId", amount_minor, applied_minor, paid_on as "paid_on: Date", reference from invoice_payments where id = $1"#,
        id.0
    )
    .fetch_optional(&mut **tx)
    .await
}

pub(super) async fn insert(
    tx: &mut Tx,
    order_id: OrderId,
    invoice: &Invoice,
    (incoming, applied_minor): (&Incoming, i64),
) -> Result<(), DbError> {
    let (now, staff) = (tx.now(), staff(tx));
    sqlx::query!(
        "insert into invoice_payments (id, order_id, amount_minor, currency, applied_minor, paid_on, reference, entered_at, entered_by)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        incoming.id.0,
        order_id.0,
        incoming.amount_minor,
        invoice.currency,
        applied_minor,
        Date(incoming.paid_on) as Date,
        incoming.reference,
        now,
        staff
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Takes a sum off what is owed and off the company's credit; an invoice of which nothing is owed any more is closed. No row when less than that is owed.
pub(super) async fn apply(
    tx: &mut Tx,
    order_id: OrderId,
    amount_minor: i64,
) -> Result<(), DbError> {
    let (now, staff) = (tx.now(), staff(tx));
    sqlx::query_scalar!(
        r#"with paid as (
               update order_invoices set paid_minor = paid_minor + $2,
                      state = case when credited_minor + paid_minor + $2 >= amount_minor then 'paid' else state end,
                      closed_at = case when credited_minor + paid_minor + $2 >= amount_minor then $3::timestamptz end,
                      closed_by = case when credited_minor + paid_minor + $2 >= amount_minor then $4::uuid end
               where order_id = $1 and state = 'open' and credited_minor + paid_minor + $2 <= amount_minor
               returning company_id)
           update companies c set credit_used_minor = c.credit_used_minor - $2 from paid where c.id = paid.company_id
           returning 1 as "one!""#,
        order_id.0,
        amount_minor,
        now as _,
        staff
    )
    .fetch_one(&mut **tx)
    .await?;
    Ok(())
}

/// Marks a payment as undone; gives what the invoice took of it. None when there is none that stands.
pub(super) async fn mark_undone(
    tx: &mut Tx,
    order_id: OrderId,
    payment: InvoicePaymentId,
) -> Result<Option<i64>, DbError> {
    let (now, staff) = (tx.now(), staff(tx));
    sqlx::query_scalar!(
        "update invoice_payments set undone_at = $3, undone_by = $4 where id = $2 and order_id = $1 and undone_at is null returning applied_minor",
        order_id.0,
        payment.0,
        now,
        staff
    )
    .fetch_optional(&mut **tx)
    .await
}

/// The latest payment that stands and of which the invoice took something.
pub(super) async fn latest(
    tx: &mut Tx,
    order_id: OrderId,
) -> Result<Option<InvoicePaymentId>, DbError> {
    sqlx::query_scalar!(
        r#"select id as "id: InvoicePaymentId" from invoice_payments where order_id = $1 and undone_at is null and applied_minor > 0
           order by entered_at desc, id desc limit 1"#,
        order_id.0
    )
    .fetch_optional(&mut **tx)
    .await
}

/// Opens an invoice for a sum that had not come, and takes what is owed anew of the company's credit; false when it is closed for good, or in another currency than
/// the company owes in by now: the transaction is to be dropped then. What is owed is owed, whatever the limit says.
pub(super) async fn reopen(
    tx: &mut Tx,
    order_id: OrderId,
    applied_minor: i64,
) -> Result<bool, DbError> {
    let done = sqlx::query!(
        "with held as (
             select order_id, case when state = 'open' then amount_minor - credited_minor - paid_minor else 0 end as owed
             from order_invoices where order_id = $1 and state in ('open', 'paid') for update),
         reopened as (
             update order_invoices i set state = 'open', closed_at = null, closed_by = null, paid_minor = i.paid_minor - $2
             from held h where i.order_id = h.order_id
             returning i.company_id, i.currency, i.amount_minor - i.credited_minor - i.paid_minor - h.owed as minor)
         update companies c set credit_used_minor = c.credit_used_minor + r.minor from reopened r
         where c.id = r.company_id and c.credit_currency = r.currency",
        order_id.0,
        applied_minor
    )
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}
