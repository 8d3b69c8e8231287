//! Writing cases. The caller holds the order's lock.

mod requests;

use platform::clock::Timestamp;
use platform::db::{DbError, PgConnection, Tx};

use super::dialogue;
use super::files;
use super::open::Statement;
use super::receive::ReceivedLine;
use super::{ComplaintReason, Remedy, ReturnState};
use crate::fulfilment::replace::Pieces;
use crate::ids::{OrderId, OrderLineId, ProductId, RefundId, ReturnId};

pub(super) use requests::{
    answer_request, asked_at, forget_requests, insert_request, order_of_request, request,
};

/// A line of a case that is to be.
#[derive(Clone, Copy, Debug)]
pub(crate) struct NewLine {
    pub(crate) line_id: OrderLineId,
    pub(crate) quantity: i32,
    pub(crate) called_off: i32,
    /// Gift cards that were issued and are taken back at once: nothing is awaited, as of what was called off.
    pub(crate) taken_back: i32,
    pub(crate) amount_minor: i64,
}

pub(super) async fn order_of(
    conn: &mut PgConnection,
    id: ReturnId,
) -> Result<Option<OrderId>, DbError> {
    let found = sqlx::query_scalar!("select order_id from return_cases where id = $1", id.0)
        .fetch_optional(conn)
        .await?;
    Ok(found.map(OrderId))
}

pub(super) async fn has_living(
    conn: &mut PgConnection,
    order_id: OrderId,
) -> Result<bool, DbError> {
    sqlx::query_scalar!(
        r#"select exists (select from return_cases where order_id = $1
                          and state in ('open', 'awaiting_goods', 'to_send', 'to_refund', 'refunding')) as "has!""#,
        order_id.0
    )
    .fetch_one(conn)
    .await
}

/// Whether the buyer was told of the right of withdrawal: the confirmation carries the text that held when the order was placed. One that came later was in
/// nobody's mail.
pub(super) async fn is_told(conn: &mut PgConnection, order_id: OrderId) -> Result<bool, DbError> {
    sqlx::query_scalar!(
        r#"select exists (select from orders o join legal_documents d on d.shop_id = o.shop_id
                          where o.id = $1 and d.kind = 'withdrawal' and d.locale = 'sv' and not d.is_missing
                            and d.published_at <= coalesce(o.placed_at, o.prepared_at)) as "is!""#,
        order_id.0
    )
    .fetch_one(conn)
    .await
}

pub(super) async fn is_company(
    conn: &mut PgConnection,
    order_id: OrderId,
) -> Result<bool, DbError> {
    sqlx::query_scalar!(
        r#"select company_id is not null as "is_company!" from orders where id = $1"#,
        order_id.0
    )
    .fetch_one(conn)
    .await
}

/// The order's freight, less what living cases give back of it: withdrawals by being made, complaints once they are paid in full.
pub(super) async fn freight_left(
    conn: &mut PgConnection,
    order_id: OrderId,
    freight_minor: i64,
) -> Result<i64, DbError> {
    sqlx::query_scalar!(
        r#"select greatest($2::bigint - coalesce((select sum(c.freight_minor) from return_cases c
                  where c.order_id = $1 and c.state not in ('refused', 'settled', 'taken_back')
                    and (c.kind <> 'complaint' or c.goods_minor + c.freight_minor <=
                         (select sum(w.amount_minor) from return_refunds w left join refunds f on f.id = w.refund_id
                          where w.return_id = c.id and w.way <> 'postage' and coalesce(f.state, 'settled') <> 'refused'))), 0), 0)::bigint as "left!""#,
        order_id.0,
        freight_minor
    )
    .fetch_one(conn)
    .await
}

/// Writes a case with its lines and pictures; gives its number.
pub(super) async fn insert(
    tx: &mut Tx,
    order_id: OrderId,
    statement: &Statement,
    (state, made_at, due_at): (ReturnState, Timestamp, Timestamp),
    freight_minor: i64,
    lines: &[NewLine],
) -> Result<String, DbError> {
    let now = tx.now();
    let goods_minor: i64 = lines.iter().map(|line| line.amount_minor).sum();
    let number = sqlx::query_scalar!(
        "insert into return_cases (id, number, order_id, order_number, kind, state, name, email, locale, reason, description, made_at, due_at,
                                   goods_minor, freight_minor, updated_at, came_by, wish)
         select $1, 'RET-' || nextval('return_numbers'), o.id, o.number, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16 from orders o where o.id = $2
         returning number",
        statement.id.0,
        order_id.0,
        statement.kind.as_str(),
        state.as_str(),
        statement.name,
        statement.email,
        statement.locale,
        statement.reason.map(ComplaintReason::as_str),
        statement.description,
        made_at,
        due_at,
        goods_minor,
        freight_minor,
        now,
        statement.notice.map(|notice| notice.by.as_str()),
        statement.wish.map(Remedy::as_str),
    )
    .fetch_one(&mut **tx)
    .await?;
    insert_lines(tx, statement.id, lines).await?;
    files::store::hand_over(tx, (order_id, statement.id), &statement.pictures).await?;
    Ok(number)
}

async fn insert_lines(tx: &mut Tx, id: ReturnId, lines: &[NewLine]) -> Result<(), DbError> {
    let here = |line: &NewLine| line.called_off + line.taken_back;
    sqlx::query!(
        "insert into return_lines (return_id, order_line_id, quantity, called_off, amount_minor)
         select $1, l, q, c, a from unnest($2::uuid[], $3::int[], $4::int[], $5::bigint[]) as n (l, q, c, a)",
        id.0,
        &all(lines, |line| line.line_id.0),
        &all(lines, |line| line.quantity),
        &all(lines, here),
        &all(lines, |line| line.amount_minor),
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// One column of many lines.
pub(super) fn all<R, T>(lines: &[R], part: impl Fn(&R) -> T) -> Vec<T> {
    lines.iter().map(part).collect()
}

pub(super) async fn set_state(
    tx: &mut Tx,
    id: ReturnId,
    state: ReturnState,
) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "update return_cases set state = $2, updated_at = $3, row_version = row_version + 1, closed_at = case when $4 then $3::timestamptz end where id = $1",
        id.0,
        state.as_str(),
        now,
        state.is_over(),
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub(super) async fn answer(
    tx: &mut Tx,
    id: ReturnId,
    state: ReturnState,
    words: &str,
) -> Result<(), DbError> {
    sqlx::query!(
        "update return_cases set answer = $2 where id = $1",
        id.0,
        words
    )
    .execute(&mut **tx)
    .await?;
    set_state(tx, id, state).await
}

/// Takes pieces of lines, and what they come to, out of a case.
pub(super) async fn take_out(
    tx: &mut Tx,
    id: ReturnId,
    taken: &[(OrderLineId, i32, i64)],
) -> Result<(), DbError> {
    let lines = all(taken, |(line, ..)| line.0);
    let quantities = all(taken, |(_, quantity, _)| *quantity);
    let sums = all(taken, |(.., minor)| *minor);
    sqlx::query!(
        "delete from return_lines l using unnest($2::uuid[], $3::int[]) as t (id, n) where l.return_id = $1 and l.order_line_id = t.id and l.quantity <= t.n",
        id.0,
        &lines,
        &quantities
    )
    .execute(&mut **tx)
    .await?;
    sqlx::query!(
        "update return_lines l set quantity = l.quantity - t.n, amount_minor = l.amount_minor - t.minor
         from unnest($2::uuid[], $3::int[], $4::bigint[]) as t (id, n, minor) where l.return_id = $1 and l.order_line_id = t.id",
        id.0,
        &lines,
        &quantities,
        &sums
    )
    .execute(&mut **tx)
    .await?;
    sqlx::query!(
        "update return_cases set goods_minor = goods_minor - $2 where id = $1",
        id.0,
        sums.iter().sum::<i64>()
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Sets when the money is due.
pub(super) async fn set_due(tx: &mut Tx, id: ReturnId, due_at: Timestamp) -> Result<(), DbError> {
    sqlx::query!(
        "update return_cases set due_at = $2 where id = $1",
        id.0,
        due_at
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Counts pieces as come, or moves them from those that were put aside; each line once.
pub(super) async fn count_received(
    tx: &mut Tx,
    id: ReturnId,
    lines: &[ReceivedLine],
) -> Result<(), DbError> {
    sqlx::query!(
        "update return_lines l set restocked = l.restocked + c.restocked, scrapped = l.scrapped + c.scrapped, kept = l.kept + c.kept
         from unnest($2::uuid[], $3::int[], $4::int[], $5::int[]) as c (id, restocked, scrapped, kept)
         where l.return_id = $1 and l.order_line_id = c.id",
        id.0,
        &all(lines, |line| line.line_id.0),
        &all(lines, |line| line.restocked),
        &all(lines, |line| line.scrapped),
        &all(lines, |line| line.kept),
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub(super) async fn received(tx: &mut Tx, id: ReturnId, state: ReturnState) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "update return_cases set state = $2, received_at = coalesce(received_at, $3), updated_at = $3, row_version = row_version + 1,
                closed_at = case when $4 then coalesce(closed_at, $3) else closed_at end where id = $1",
        id.0,
        state.as_str(),
        now,
        state.is_over(),
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub(super) async fn begin_refund(
    tx: &mut Tx,
    id: ReturnId,
    state: ReturnState,
    (amount_minor, reason): (i64, &str),
) -> Result<(), DbError> {
    sqlx::query!(
        "update return_cases set refund_minor = $2, deduction_reason = $3 where id = $1",
        id.0,
        amount_minor,
        reason
    )
    .execute(&mut **tx)
    .await?;
    set_state(tx, id, state).await
}

/// Sets how a complaint is put right.
pub(super) async fn set_remedy(tx: &mut Tx, id: ReturnId, remedy: Remedy) -> Result<(), DbError> {
    sqlx::query!(
        "update return_cases set remedy = $2 where id = $1",
        id.0,
        remedy.as_str()
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Counts pieces that the buyer is sent; each line once.
pub(super) async fn count_sent(tx: &mut Tx, id: ReturnId, sent: &[Pieces]) -> Result<(), DbError> {
    sqlx::query!(
        "update return_lines l set sent_new = l.sent_new + p.fresh, sent_back = l.sent_back + p.back
         from unnest($2::uuid[], $3::int[], $4::int[]) as p (id, fresh, back) where l.return_id = $1 and l.order_line_id = p.id",
        id.0,
        &all(sent, |piece| piece.line_id.0),
        &all(sent, |piece| piece.fresh),
        &all(sent, |piece| piece.back),
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Writes by which way a part goes back.
pub(super) async fn insert_way(
    tx: &mut Tx,
    id: ReturnId,
    (way, amount_minor): (&str, i64),
    refund: Option<RefundId>,
    note: &str,
) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "insert into return_refunds (id, return_id, way, amount_minor, refund_id, note, created_at) values ($1, $2, $3, $4, $5, $6, $7)",
        platform::ids::new_uuid(),
        id.0,
        way,
        amount_minor,
        refund.map(|id| id.0),
        note,
        now
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Refunds of a case that are to be sent, and of which nothing was heard.
pub(super) async fn unheard(
    conn: &mut PgConnection,
    id: ReturnId,
) -> Result<Vec<RefundId>, DbError> {
    sqlx::query_scalar!(
        r#"select r.id as "id: RefundId" from return_refunds w join refunds r on r.id = w.refund_id where w.return_id = $1 and r.state = 'pending'"#,
        id.0
    )
    .fetch_all(conn)
    .await
}

/// Whether the vendor has refused to send any of a case's money.
pub(super) async fn was_refused(conn: &mut PgConnection, id: ReturnId) -> Result<bool, DbError> {
    sqlx::query_scalar!(
        r#"select exists (select from return_refunds w join refunds r on r.id = w.refund_id
                          where w.return_id = $1 and r.state = 'refused') as "was!""#,
        id.0
    )
    .fetch_one(conn)
    .await
}

/// What is left to pay out by hand of what has been paid of an order's invoice; nothing of others.
pub(super) async fn by_hand_left(
    conn: &mut PgConnection,
    order_id: OrderId,
) -> Result<i64, DbError> {
    sqlx::query_scalar!(
        r#"select greatest(coalesce((select case i.state when 'paid' then i.amount_minor - i.credited_minor when 'open' then i.paid_minor else 0 end
                                     from order_invoices i where i.order_id = $1), 0)
                  + coalesce((select sum(d.expected_minor - d.received_minor) from payment_differences d
                              where d.order_id = $1 and d.deed = 'rest_came'), 0)
                  - coalesce((select sum(w.amount_minor) from return_refunds w join return_cases c on c.id = w.return_id
                              where c.order_id = $1 and w.way = 'by_hand'), 0), 0)::bigint as "left!""#,
        order_id.0
    )
    .fetch_one(conn)
    .await
}

/// The case that a vendor's refund belongs to.
pub(super) async fn of_refund(
    conn: &mut PgConnection,
    refund: RefundId,
) -> Result<Option<ReturnId>, DbError> {
    let found = sqlx::query_scalar!(
        "select return_id from return_refunds where refund_id = $1",
        refund.0
    )
    .fetch_optional(conn)
    .await?;
    Ok(found.map(ReturnId))
}

pub(super) async fn set_exception(
    tx: &mut Tx,
    product: ProductId,
    reason: Option<&str>,
) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "update products set withdrawal_exception = $2, updated_at = $3, row_version = row_version + 1 where id = $1",
        product.0,
        reason,
        now
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// What buyers have said in cases of these orders is taken away: names, addresses and words; their pictures are let go, and a recurring task takes the files. What
/// was claimed and paid back stays in the books.
///
/// # Errors
/// Database errors.
pub(crate) async fn blank(tx: &mut Tx, orders: &[uuid::Uuid]) -> Result<(), DbError> {
    sqlx::query!(
        "update return_cases set name = '', email = '', description = '', answer = '', deduction_reason = '', row_version = row_version + 1
         where order_id = any($1) and (name <> '' or email <> '' or description <> '' or answer <> '' or deduction_reason <> '')",
        orders
    )
    .execute(&mut **tx)
    .await?;
    sqlx::query!(
        "delete from return_pictures where return_id in (select id from return_cases where order_id = any($1))",
        orders
    )
    .execute(&mut **tx)
    .await?;
    dialogue::blank(tx, orders).await?;
    files::store::let_go(tx, orders).await?;
    // Where money was paid by hand may be somebody's account.
    sqlx::query!(
        "update return_refunds set note = '' where note <> '' and return_id in (select id from return_cases where order_id = any($1))",
        orders
    )
    .execute(&mut **tx)
    .await?;
    sqlx::query!(
        "delete from withdrawal_requests where order_id = any($1)",
        orders
    )
    .execute(&mut **tx)
    .await?;
    sqlx::query!(
        "delete from withdrawal_notices where order_id = any($1)",
        orders
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}
