//! Cases on their pages, and what of an order can be claimed.

use platform::clock::Timestamp;
use platform::db::{DbError, PgConnection};
use platform::money::Currency;

use super::claims::{Claim, Taken};
use super::recent::Open;
use super::{
    CameBy, Case, CaseLine, Claimable, ComplaintReason, Remedy, ReturnKind, ReturnState,
    WithdrawalException, amount,
};
use crate::ids::{CaseFileId, CustomerId, OrderId, OrderLineId, ProductId, ReturnId, ShopId};

/// An order's lines of goods, with what of each is claimed already.
///
/// # Errors
/// Database errors.
pub async fn claimable(
    conn: &mut PgConnection,
    order_id: OrderId,
) -> Result<Vec<Claimable>, DbError> {
    let claims = claims(conn, order_id).await?;
    let costs = costs(conn, order_id).await?;
    let rows = sqlx::query!(
        "select l.id, l.sku, l.name, l.options, l.quantity, l.shipped, l.called_off, l.withdrawal_exception, l.is_card
         from order_lines l where l.order_id = $1 and l.kind = 'item' order by l.position",
        order_id.0
    )
    .fetch_all(conn)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let of_line = claims.iter().filter(|(line, _)| line.0 == row.id);
            let taken = of_line.fold(Taken::default(), |sum, (_, claim)| sum.plus(claim.takes()));
            Claimable {
                line_id: OrderLineId(row.id),
                sku: row.sku,
                name: row.name,
                options: row.options,
                quantity: row.quantity,
                shipped: row.shipped,
                called_off: row.called_off,
                total_minor: costs.of_line(OrderLineId(row.id)),
                taken: taken.pieces,
                taken_unsent: taken.unsent,
                taken_minor: taken.minor,
                complained: taken.complained,
                complained_minor: taken.complained_minor,
                exception: row
                    .withdrawal_exception
                    .as_deref()
                    .and_then(WithdrawalException::parse),
                is_card: row.is_card,
            }
        })
        .collect())
}

/// What of an order nobody may withdraw from: how it was called, and why.
///
/// # Errors
/// Database errors.
pub async fn excepted(
    conn: &mut PgConnection,
    order_id: OrderId,
) -> Result<Vec<(String, WithdrawalException)>, DbError> {
    let rows = sqlx::query!(
        r#"select name, withdrawal_exception as "reason!" from order_lines
           where order_id = $1 and kind = 'item' and withdrawal_exception is not null order by position"#,
        order_id.0
    )
    .fetch_all(conn)
    .await?;
    Ok(rows
        .into_iter()
        .filter_map(|row| Some((row.name, WithdrawalException::parse(&row.reason)?)))
        .collect())
}

/// What an order's lines and freight cost, as far as it was to be paid.
pub(super) struct Costs {
    lines: Vec<(OrderLineId, i64)>,
    pub(super) freight_minor: i64,
}

impl Costs {
    fn of_line(&self, id: OrderLineId) -> i64 {
        let found = self.lines.iter().find(|(line, _)| *line == id);
        found.map_or(0, |(_, minor)| *minor)
    }
}

/// What the order's lines and freight cost: as they stand on it, unless less was accepted for it; that is taken off all of them.
pub(super) async fn costs(conn: &mut PgConnection, order_id: OrderId) -> Result<Costs, DbError> {
    let order = sqlx::query!(
        r#"select o.freight_minor, coalesce((select sum(d.expected_minor - d.received_minor) from payment_differences d
                  where d.order_id = o.id and d.deed = 'accept'), 0)::bigint as "reduction_minor!" from orders o where o.id = $1"#,
        order_id.0
    )
    .fetch_optional(&mut *conn)
    .await?;
    let (freight_minor, reduction_minor) =
        order.map_or((0, 0), |row| (row.freight_minor, row.reduction_minor));
    let rows = sqlx::query!(
        r#"select id as "id: OrderLineId", total_minor from order_lines where order_id = $1 and kind = 'item' order by position"#,
        order_id.0
    )
    .fetch_all(conn)
    .await?;
    let whole: Vec<i64> = std::iter::once(freight_minor)
        .chain(rows.iter().map(|row| row.total_minor))
        .collect();
    let mut left = amount::reduced(reduction_minor, &whole).into_iter();
    let freight_minor = left.next().unwrap_or_default();
    Ok(Costs {
        lines: rows.into_iter().map(|row| row.id).zip(left).collect(),
        freight_minor,
    })
}

/// What cases say of an order's lines.
async fn claims(
    conn: &mut PgConnection,
    order_id: OrderId,
) -> Result<Vec<(OrderLineId, Claim)>, DbError> {
    let rows = sqlx::query!(
        r#"select r.order_line_id, c.kind, c.state, r.quantity, r.called_off, r.amount_minor, greatest(r.restocked + r.scrapped + r.kept - r.sent_new - r.sent_back, 0) as "received!", c.goods_minor,
                  coalesce((select sum(w.amount_minor) from return_refunds w left join refunds f on f.id = w.refund_id
                            where w.return_id = c.id and w.way <> 'postage' and coalesce(f.state, 'settled') <> 'refused'), 0)::bigint as "given_minor!"
           from return_cases c join return_lines r on r.return_id = c.id where c.order_id = $1"#,
        order_id.0
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter()
        .map(|row| {
            let unknown = || DbError::Decode("unknown kind or state of a case".into());
            let claim = Claim {
                kind: ReturnKind::from_column(&row.kind).ok_or_else(unknown)?,
                state: ReturnState::from_column(&row.state).ok_or_else(unknown)?,
                quantity: row.quantity,
                called_off: row.called_off,
                amount_minor: row.amount_minor,
                received: row.received,
                given_minor: row.given_minor,
                goods_minor: row.goods_minor,
            };
            Ok((OrderLineId(row.order_line_id), claim))
        })
        .collect()
}

/// One case.
///
/// # Errors
/// Database errors.
pub async fn by_id(conn: &mut PgConnection, id: ReturnId) -> Result<Option<Case>, DbError> {
    let found = cases(conn, Some(id), None, None).await?;
    Ok(found.into_iter().next())
}

/// The case with a number.
///
/// # Errors
/// Database errors.
pub async fn by_number(conn: &mut PgConnection, number: &str) -> Result<Option<Case>, DbError> {
    let found = cases(conn, None, Some(number), None).await?;
    Ok(found.into_iter().next())
}

/// Placed orders of a customer, for themselves, that came after `since` or are still to come, and whether they have come; those of which all came back or was
/// called off are left out. Where the buyer was not told of the right, what came after `untold_since` is among them. The latest first, at most so many.
pub(super) async fn living_orders(
    conn: &mut PgConnection,
    (customer, shop): (CustomerId, Option<ShopId>),
    (since, untold_since): (Timestamp, Timestamp),
    limit: i64,
) -> Result<Vec<(Open, bool)>, DbError> {
    let rows = sqlx::query!(
        r#"select o.id, o.number, o.placed_at as "placed_at!: Timestamp", o.fulfilment_status = 'delivered' as "is_delivered!"
           from orders o
           where o.customer_id = $1 and o.company_id is null and o.state = 'placed' and o.fulfilment_status not in ('void', 'returned')
             and ($5::uuid is null or o.shop_id = $5)
             and (o.fulfilment_status <> 'delivered'
                  or exists (select from shipments s where s.order_id = o.id and s.return_id is null and s.delivered_at >= $2)
                  or (exists (select from shipments s where s.order_id = o.id and s.return_id is null and s.delivered_at >= $4)
                      and not exists (select from legal_documents d where d.shop_id = o.shop_id and d.kind = 'withdrawal' and d.locale = 'sv'
                                      and not d.is_missing and d.published_at <= o.placed_at)))
           order by o.prepared_at desc, o.id desc limit $3"#,
        customer.0,
        since,
        limit,
        untold_since,
        shop.map(|id| id.0)
    )
    .fetch_all(conn)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let order = Open {
                id: OrderId(row.id),
                number: row.number,
                placed_at: row.placed_at,
            };
            (order, row.is_delivered)
        })
        .collect())
}

/// An order's cases, the first first.
///
/// # Errors
/// Database errors.
pub async fn of_order(conn: &mut PgConnection, order_id: OrderId) -> Result<Vec<Case>, DbError> {
    cases(conn, None, None, Some(order_id)).await
}

async fn cases(
    conn: &mut PgConnection,
    id: Option<ReturnId>,
    number: Option<&str>,
    order_id: Option<OrderId>,
) -> Result<Vec<Case>, DbError> {
    let rows = sqlx::query!(
        r#"select c.id, c.number, c.order_id, c.order_number, c.kind, c.state, c.name, c.email, c.locale, c.reason, c.wish, c.description, c.came_by,
                  c.made_at as "made_at: Timestamp", c.due_at as "due_at: Timestamp", o.currency::text as "currency!", c.goods_minor, c.freight_minor,
                  c.refund_minor,
                  coalesce((select sum(w.amount_minor) from return_refunds w left join refunds f on f.id = w.refund_id
                            where w.return_id = c.id and w.way <> 'postage' and coalesce(f.state, 'settled') <> 'refused'), 0)::bigint as "given_minor!",
                  c.deduction_reason, c.answer, c.remedy, c.asked_at as "asked_at?: Timestamp", c.news_at as "news_at?: Timestamp", c.received_at as "received_at?: Timestamp", c.closed_at as "closed_at?: Timestamp",
                  c.updated_at as "updated_at: Timestamp", c.row_version
           from return_cases c join orders o on o.id = c.order_id where c.id = $1 or c.number = $2 or c.order_id = $3 order by c.made_at, c.id"#,
        id.map(|id| id.0),
        number,
        order_id.map(|id| id.0),
    )
    .fetch_all(&mut *conn)
    .await?;
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<uuid::Uuid> = rows.iter().map(|row| row.id).collect();
    let lines = sqlx::query!(
        "select r.return_id, r.order_line_id, l.sku, l.name, l.options, r.quantity, r.called_off, r.amount_minor, r.restocked, r.scrapped, r.kept, r.sent_new, r.sent_back
         from return_lines r join order_lines l on l.id = r.order_line_id where r.return_id = any($1) order by l.position",
        &ids
    )
    .fetch_all(&mut *conn)
    .await?;
    let files = sqlx::query!(
        r#"select return_id as "return_id!", id, kind from case_files where return_id = any($1) and message_id is null order by position, id"#,
        &ids
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter()
        .map(|row| {
            let unknown = || DbError::Decode("unknown kind or state of a case".into());
            Ok(Case {
                id: ReturnId(row.id),
                number: row.number,
                order_id: OrderId(row.order_id),
                order_number: row.order_number,
                kind: ReturnKind::from_column(&row.kind).ok_or_else(unknown)?,
                state: ReturnState::from_column(&row.state).ok_or_else(unknown)?,
                name: row.name,
                email: row.email,
                locale: row.locale,
                reason: row.reason.as_deref().and_then(ComplaintReason::parse),
                wish: row.wish.as_deref().and_then(Remedy::parse),
                description: row.description,
                came_by: row.came_by.as_deref().and_then(CameBy::parse),
                made_at: row.made_at,
                due_at: row.due_at,
                currency: Currency::from(row.currency),
                goods_minor: row.goods_minor,
                freight_minor: row.freight_minor,
                refund_minor: row.refund_minor,
                given_minor: row.given_minor,
                deduction_reason: row.deduction_reason,
                asked_at: row.asked_at,
                news_at: row.news_at,
                answer: row.answer,
                remedy: row.remedy.as_deref().and_then(Remedy::parse),
                received_at: row.received_at,
                closed_at: row.closed_at,
                updated_at: row.updated_at,
                row_version: row.row_version,
                lines: lines
                    .iter()
                    .filter(|line| line.return_id == row.id)
                    .map(|line| CaseLine {
                        line_id: OrderLineId(line.order_line_id),
                        sku: line.sku.clone(),
                        name: line.name.clone(),
                        options: line.options.clone(),
                        quantity: line.quantity,
                        called_off: line.called_off,
                        amount_minor: line.amount_minor,
                        restocked: line.restocked,
                        scrapped: line.scrapped,
                        kept: line.kept,
                        sent_new: line.sent_new,
                        sent_back: line.sent_back,
                    })
                    .collect(),
                pictures: files
                    .iter()
                    .filter(|file| file.return_id == row.id && file.kind == "picture")
                    .map(|file| CaseFileId(file.id))
                    .collect(),
                label: files
                    .iter()
                    .rfind(|file| file.return_id == row.id && file.kind == "label")
                    .map(|file| CaseFileId(file.id)),
            })
        })
        .collect()
}

/// A part that goes back.
#[derive(Clone, Debug)]
pub struct Way {
    /// `payment`, `gift_card`, `by_hand`, `credit`, or `postage` for what sending goods back has cost the buyer.
    pub way: String,
    /// How much.
    pub amount_minor: i64,
    /// What the vendor has said: `pending`, `accepted`, `settled`, `refused`; none for other ways.
    pub state: Option<String>,
    /// The vendor's name for it, or why it was refused.
    pub note: Option<String>,
}

/// By which ways a case's money went back, the first first.
///
/// # Errors
/// Database errors.
pub async fn ways_of(conn: &mut PgConnection, id: ReturnId) -> Result<Vec<Way>, DbError> {
    sqlx::query_as!(
        Way,
        r#"select w.way, w.amount_minor, r.state as "state?", coalesce(r.last_error, r.reference, nullif(w.note, '')) as "note?"
           from return_refunds w left join refunds r on r.id = w.refund_id where w.return_id = $1 order by w.created_at, w.id"#,
        id.0
    )
    .fetch_all(conn)
    .await
}

/// What went by each way, when that needs saying: without what a vendor refused and without postage, and nothing where all went as it was paid.
#[must_use]
pub fn by_way(ways: &[Way]) -> Vec<(&str, i64)> {
    let mut sums: Vec<(&str, i64)> = Vec::new();
    for way in ways
        .iter()
        .filter(|way| way.state.as_deref() != Some("refused") && way.way != "postage")
    {
        match sums.iter_mut().find(|(known, _)| *known == way.way) {
            Some((_, sum)) => *sum += way.amount_minor,
            None => sums.push((&way.way, way.amount_minor)),
        }
    }
    if matches!(sums[..], [("payment", _)]) {
        sums.clear();
    }
    sums
}

/// Which of these products cannot be withdrawn from, and why.
///
/// # Errors
/// Database errors.
pub async fn exceptions_of(
    conn: &mut PgConnection,
    products: &[ProductId],
) -> Result<Vec<(ProductId, WithdrawalException)>, DbError> {
    let products: Vec<uuid::Uuid> = products.iter().map(|id| id.0).collect();
    let rows = sqlx::query!(
        // Behind a sub-select, or each call would be planned anew for its array.
        r#"select id, withdrawal_exception as "withdrawal_exception!" from products
           where id = any((select $1::uuid[])::uuid[]) and withdrawal_exception is not null"#,
        &products
    )
    .fetch_all(conn)
    .await?;
    Ok(rows
        .into_iter()
        .filter_map(|row| {
            let reason = WithdrawalException::parse(&row.withdrawal_exception)?;
            Some((ProductId(row.id), reason))
        })
        .collect())
}
