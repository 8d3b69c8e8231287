//! Issuing credit notes. The caller holds the order's lock.

use platform::db::{DbError, Tx};

use super::{Part, Rate};
use crate::ids::{CreditNoteId, OrderId, ReturnId};

/// The first number of a series, less one.
const BEFORE_FIRST: i64 = 10_000;

pub(super) async fn is_sold(tx: &mut Tx, order_id: OrderId) -> Result<bool, DbError> {
    sqlx::query_scalar!(
        r#"select exists (select from orders where id = $1 and placed_at is not null) as "is!""#,
        order_id.0
    )
    .fetch_one(&mut **tx)
    .await
}

/// What a case has given back of what was sold, and how much of that is credited. Postage was never sold.
pub(super) struct CaseMoney {
    pub(super) id: ReturnId,
    pub(super) given_minor: i64,
    pub(super) credited_minor: i64,
}

pub(super) async fn cases(tx: &mut Tx, order_id: OrderId) -> Result<Vec<CaseMoney>, DbError> {
    sqlx::query_as!(
        CaseMoney,
        r#"select c.id as "id: ReturnId",
                  coalesce((select sum(w.amount_minor) from return_refunds w left join refunds r on r.id = w.refund_id
                            where w.return_id = c.id and w.way <> 'postage' and (r.id is null or r.state in ('accepted', 'settled'))), 0)::bigint as "given_minor!",
                  coalesce((select sum(n.amount_minor) from credit_notes n where n.return_id = c.id), 0)::bigint as "credited_minor!"
           from return_cases c where c.order_id = $1 order by c.made_at, c.id"#,
        order_id.0
    )
    .fetch_all(&mut **tx)
    .await
}

/// What an order cost, what has gone back of it, and what is credited.
pub(super) struct Sums {
    pub(super) total_minor: i64,
    pub(super) back_minor: i64,
    pub(super) credited_minor: i64,
}

/// What has gone back is reckoned as by `order::store::count_money_back`; beside it stands what was taken off the price because too little had come.
pub(super) async fn sums(tx: &mut Tx, order_id: OrderId) -> Result<Sums, DbError> {
    sqlx::query_as!(
        Sums,
        r#"select o.total_minor,
                  (coalesce((select sum(u.refunded_minor) from order_gift_cards u where u.order_id = o.id), 0)
                    + coalesce((select sum(r.amount_minor) from refunds r join payments p on p.id = r.payment_id
                                where p.order_id = o.id and not r.is_excess and r.state in ('accepted', 'settled')), 0)
                    + coalesce((select sum(d.expected_minor - d.received_minor) from payment_differences d
                                where d.order_id = o.id and d.deed = 'accept'), 0)
                    + coalesce((select sum(w.amount_minor) from return_refunds w join return_cases c on c.id = w.return_id
                                where c.order_id = o.id and w.way in ('by_hand', 'credit')), 0))::bigint as "back_minor!",
                  coalesce((select sum(n.amount_minor) from credit_notes n where n.order_id = o.id), 0)::bigint as "credited_minor!"
           from orders o where o.id = $1"#,
        order_id.0
    )
    .fetch_one(&mut **tx)
    .await
}

/// What is left of an order at each rate, after what is credited.
pub(super) async fn left_by_rate(tx: &mut Tx, order_id: OrderId) -> Result<Vec<Rate>, DbError> {
    sqlx::query_as!(
        Rate,
        r#"select v.rate_bp, greatest(v.net_minor + v.vat_minor - coalesce(sum(p.amount_minor), 0), 0)::bigint as "gross_minor!",
                  greatest(v.vat_minor - coalesce(sum(p.vat_minor), 0), 0)::bigint as "vat_minor!"
           from order_vat_totals v
           left join (credit_notes n join credit_note_parts p on p.credit_note_id = n.id) on n.order_id = v.order_id and p.rate_bp = v.rate_bp
           where v.order_id = $1 group by v.rate_bp, v.net_minor, v.vat_minor order by v.rate_bp"#,
        order_id.0
    )
    .fetch_all(&mut **tx)
    .await
}

/// What a case claims at each rate: goods, and the freight that goes back with them.
pub(super) async fn claimed_by_rate(
    tx: &mut Tx,
    order_id: OrderId,
    case: ReturnId,
) -> Result<Vec<(i32, i64)>, DbError> {
    let rows = sqlx::query!(
        r#"select rate_bp as "rate_bp!", sum(minor)::bigint as "minor!" from (
               select l.vat_rate_bp as rate_bp, r.amount_minor::numeric as minor from return_lines r join order_lines l on l.id = r.order_line_id
               where r.return_id = $1
               union all
               select f.vat_rate_bp, round(c.freight_minor * f.total_minor::numeric / nullif(sum(f.total_minor) over (), 0))
               from return_cases c join order_lines f on f.order_id = $2 and f.kind = 'freight' where c.id = $1 and c.freight_minor > 0) claimed
           where minor is not null group by rate_bp order by rate_bp"#,
        case.0,
        order_id.0
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| (row.rate_bp, row.minor))
        .collect())
}

/// The next number of the series of the order's seller, which is locked until the end of the transaction. All shops of a seller share the one of their oldest
/// shop, which goes on after the highest number that any of them has.
pub(super) async fn next_serial(tx: &mut Tx, order_id: OrderId) -> Result<i64, DbError> {
    sqlx::query_scalar!(
        "insert into credit_note_series as s (shop_id, last)
         select (array_agg(k.id order by k.created_at, k.id))[1], greatest($2::bigint, max(t.last), max(n.number)) + 1
         from orders o join shops own on own.id = o.shop_id join shops k on k.org_number = own.org_number
         left join credit_note_series t on t.shop_id = k.id
         left join lateral (select max(number) as number from credit_notes where shop_id = k.id) n on true
         where o.id = $1 group by o.id
         on conflict (shop_id) do update set last = greatest(s.last + 1, excluded.last) returning last",
        order_id.0,
        BEFORE_FIRST
    )
    .fetch_one(&mut **tx)
    .await
}

/// Writes the head of a credit note; gives the currency that it is in.
pub(super) async fn insert(
    tx: &mut Tx,
    (id, serial): (CreditNoteId, i64),
    (order_id, case): (OrderId, Option<ReturnId>),
    (amount_minor, vat_minor): (i64, i64),
) -> Result<String, DbError> {
    let now = tx.now();
    sqlx::query_scalar!(
        r#"insert into credit_notes (id, shop_id, number, order_id, return_id, amount_minor, vat_minor, currency, issued_at)
           select $1, o.shop_id, $2, o.id, $4, $5, $6, o.currency, $7::timestamptz from orders o where o.id = $3
           returning currency::text as "currency!""#,
        id.0,
        serial,
        order_id.0,
        case.map(|id| id.0),
        amount_minor,
        vat_minor,
        now as _
    )
    .fetch_one(&mut **tx)
    .await
}

pub(super) async fn insert_parts(
    tx: &mut Tx,
    id: CreditNoteId,
    parts: &[Part],
) -> Result<(), DbError> {
    let rates: Vec<i32> = parts.iter().map(|part| part.rate_bp).collect();
    let amounts: Vec<i64> = parts.iter().map(|part| part.amount_minor).collect();
    let vats: Vec<i64> = parts.iter().map(|part| part.vat_minor).collect();
    sqlx::query!(
        "insert into credit_note_parts (credit_note_id, rate_bp, amount_minor, vat_minor)
         select $1, r, a, v from unnest($2::integer[], $3::bigint[], $4::bigint[]) as p (r, a, v)",
        id.0,
        &rates,
        &amounts,
        &vats
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub(super) async fn copy_lines(
    tx: &mut Tx,
    id: CreditNoteId,
    case: ReturnId,
) -> Result<(), DbError> {
    sqlx::query!(
        "insert into credit_note_lines (credit_note_id, position, sku, name, options, quantity)
         select $1, row_number() over (order by l.position), l.sku, l.name, l.options, r.quantity
         from return_lines r join order_lines l on l.id = r.order_line_id where r.return_id = $2",
        id.0,
        case.0
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}
