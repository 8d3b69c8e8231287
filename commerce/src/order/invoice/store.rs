//! Writing invoices and what an order carries of a company.

use platform::clock::{Date, Timestamp};
use platform::db::{Actor, DbError, PgConnection, Tx};
use platform::money::Money;

use super::{Invoice, InvoiceState};
use crate::company::purchase::{OnOrder, Purchase};
use crate::ids::{CompanyId, OrderId};

/// Makes an order the company's, with what its papers say at this moment. False when the company is closed, or is gone.
pub(crate) async fn give_to_company(
    tx: &mut Tx,
    order: OrderId,
    purchase: &Purchase,
) -> Result<bool, DbError> {
    let written = sqlx::query!(
        "with written as (
             insert into order_companies (order_id, company_id, name, org_number, vat_number, reference, marking, cost_place, invoice_email, gln, e_invoice_id)
             select $1, c.id, c.name, c.org_number, c.vat_number, $3, $4, $5, c.invoice_email, c.gln, c.e_invoice_id
             from companies c where c.id = $2 and c.state = 'active' returning company_id)
         update orders o set company_id = w.company_id from written w where o.id = $1",
        order.0,
        purchase.company.0,
        purchase.reference,
        purchase.marking,
        purchase.cost_place,
    )
    .execute(&mut **tx)
    .await?;
    Ok(written.rows_affected() == 1)
}

/// Writes beside each article what the company calls it at this moment. Of several numbers for one the latest counts.
pub(crate) async fn keep_own_numbers(
    tx: &mut Tx,
    order: OrderId,
    company: CompanyId,
) -> Result<(), DbError> {
    sqlx::query!(
        "update order_lines l set own_number = a.number
         from (select distinct on (c.variant_id) c.variant_id, c.number from company_articles c
               join order_lines o on o.variant_id = c.variant_id and o.order_id = $1
               where c.company_id = $2 order by c.variant_id, c.created_at desc, c.number_key) a
         where l.order_id = $1 and l.variant_id = a.variant_id",
        order.0,
        company.0
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Takes credit for a sum if the company's terms and limit allow it: one statement that both tests and takes, so that orders at once never pass
/// the limit. Gives the days until it is due; `None` when there is not credit enough.
pub(crate) async fn take_credit(
    tx: &mut Tx,
    company: CompanyId,
    amount: Money,
) -> Result<Option<i16>, DbError> {
    sqlx::query_scalar!(
        r#"update companies c set credit_used_minor = c.credit_used_minor + $2
           from tiers t
           where c.id = $1 and t.code = c.tier_code and c.state = 'active' and c.credit_currency = $3
             and coalesce(c.may_invoice, 'invoice' = any(t.functions))
             and c.credit_used_minor + $2 <= coalesce(c.credit_limit_minor, case when t.currency = c.credit_currency then t.credit_limit_minor end, 0)
           returning coalesce(c.payment_days, t.payment_days) as "days!""#,
        company.0,
        amount.minor,
        amount.currency.code()
    )
    .fetch_optional(&mut **tx)
    .await
}

pub(crate) async fn insert(
    tx: &mut Tx,
    order: OrderId,
    company: CompanyId,
    amount: Money,
    days: i16,
) -> Result<Date, DbError> {
    let now = tx.now();
    let today = now.business_time().date();
    let due_on = today
        .checked_add(jiff::Span::new().days(i64::from(days)))
        .unwrap_or(today);
    sqlx::query!(
        "insert into order_invoices (order_id, company_id, amount_minor, currency, due_on, created_at) values ($1, $2, $3, $4, $5, $6)",
        order.0,
        company.0,
        amount.minor,
        amount.currency.code(),
        Date(due_on) as Date,
        now
    )
    .execute(&mut **tx)
    .await?;
    Ok(Date(due_on))
}

struct Row {
    company_id: CompanyId,
    amount_minor: i64,
    credited_minor: i64,
    paid_minor: i64,
    currency: String,
    due_on: Date,
    state: String,
    closed_at: Option<Timestamp>,
}

pub(super) async fn of_order(
    conn: &mut PgConnection,
    order: OrderId,
) -> Result<Option<Invoice>, DbError> {
    let row = sqlx::query_as!(
        Row,
        r#"select company_id, amount_minor, credited_minor, paid_minor, currency::text as "currency!", due_on as "due_on: Date", state,
                  closed_at as "closed_at?: Timestamp"
           from order_invoices where order_id = $1"#,
        order.0
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.and_then(|row| {
        Some(Invoice {
            state: InvoiceState::from_column(&row.state)?,
            company_id: row.company_id,
            amount_minor: row.amount_minor,
            credited_minor: row.credited_minor,
            paid_minor: row.paid_minor,
            currency: row.currency,
            due_on: row.due_on,
            closed_at: row.closed_at,
        })
    }))
}

pub(super) async fn company_of_order(
    conn: &mut PgConnection,
    order: OrderId,
) -> Result<Option<OnOrder>, DbError> {
    sqlx::query_as!(
        OnOrder,
        "select company_id, name, org_number, vat_number, reference, marking, cost_place, invoice_email, gln, e_invoice_id
         from order_companies where order_id = $1",
        order.0
    )
    .fetch_optional(conn)
    .await
}

/// Takes a sum off an open invoice and off the company's credit; gives the invoice's state: paid when nothing is owed any more and some of it has been paid. No row
/// when less than that is owed.
pub(super) async fn credit(
    tx: &mut Tx,
    order: OrderId,
    amount_minor: i64,
) -> Result<String, DbError> {
    let now = tx.now();
    let staff = match tx.actor() {
        Actor::Staff { id, .. } => Some(id.0),
        _ => None,
    };
    sqlx::query_scalar!(
        "with credited as (
             update order_invoices set credited_minor = credited_minor + $2,
                    state = case when credited_minor + paid_minor + $2 < amount_minor then state when paid_minor > 0 then 'paid' else 'credited' end,
                    closed_at = case when credited_minor + paid_minor + $2 >= amount_minor then $3::timestamptz end,
                    closed_by = case when credited_minor + paid_minor + $2 >= amount_minor then $4::uuid end
             where order_id = $1 and state = 'open' and credited_minor + paid_minor + $2 <= amount_minor
             returning company_id, state)
         update companies c set credit_used_minor = c.credit_used_minor - $2 from credited where c.id = credited.company_id
         returning credited.state as \"state!\"",
        order.0,
        amount_minor,
        now,
        staff
    )
    .fetch_one(&mut **tx)
    .await
}

/// What has gone back of an order's invoice other than by crediting it while it was owed.
pub(super) async fn paid_back(conn: &mut PgConnection, order: OrderId) -> Result<i64, DbError> {
    sqlx::query_scalar!(
        r#"select (coalesce((select sum(w.amount_minor) from return_refunds w join return_cases c on c.id = w.return_id
                             where c.order_id = $1 and w.way = 'by_hand'), 0)
                 + coalesce((select sum(g.refunded_minor) from order_gift_cards g where g.order_id = $1), 0))::bigint as "sum!""#,
        order.0
    )
    .fetch_one(conn)
    .await
}

/// Closes an invoice that is open, and gives its sum back to the company's credit; false when it was not open. Whoever comes second does nothing.
pub(super) async fn close(
    tx: &mut Tx,
    order: OrderId,
    state: InvoiceState,
) -> Result<bool, DbError> {
    let now = tx.now();
    let staff = match tx.actor() {
        Actor::Staff { id, .. } => Some(id.0),
        _ => None,
    };
    let done = sqlx::query!(
        "with closed as (
             update order_invoices set state = $2, closed_at = $3, closed_by = $4 where order_id = $1 and state = 'open'
             returning company_id, amount_minor - credited_minor - paid_minor as minor)
         update companies c set credit_used_minor = c.credit_used_minor - closed.minor from closed where c.id = closed.company_id",
        order.0,
        state.as_str(),
        now,
        staff
    )
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}
