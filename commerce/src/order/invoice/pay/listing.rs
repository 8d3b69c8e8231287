//! Reading what has come for invoices.

use platform::clock::{Date, Timestamp};
use platform::db::{DbError, PgConnection};

use crate::ids::{InvoicePaymentId, OrderId};

/// Money that has come for an invoice.
#[derive(Clone, Debug)]
pub struct InvoicePayment {
    /// Which.
    pub id: InvoicePaymentId,
    /// How much.
    pub amount_minor: i64,
    /// What the invoice took of it.
    pub applied_minor: i64,
    /// The day on which the bank had it.
    pub paid_on: Date,
    /// In the bank's words; may be empty.
    pub reference: String,
    /// When it was entered.
    pub entered_at: Timestamp,
    /// When it was undone: there was no such payment.
    pub undone_at: Option<Timestamp>,
}

/// What has come for an order's invoice, the first first.
///
/// # Errors
/// Database errors.
pub async fn of_order(
    conn: &mut PgConnection,
    order_id: OrderId,
) -> Result<Vec<InvoicePayment>, DbError> {
    sqlx::query_as!(
        InvoicePayment,
        r#"select id as "id: InvoicePaymentId", amount_minor, applied_minor, paid_on as "paid_on: Date", reference, entered_at as "entered_at: Timestamp",
                  undone_at as "undone_at?: Timestamp"
           from invoice_payments where order_id = $1 order by entered_at, id"#,
        order_id.0
    )
    .fetch_all(conn)
    .await
}
