//! Whom to ask what they think, and who has said no.

use platform::clock::Timestamp;
use platform::db::{DbError, PgConnection, Tx};

use crate::ids::{CustomerId, OrderId, ShopId};
use crate::review::ARRIVES_WITHIN_DAYS;

/// Notes when the last of an order's goods came: as it was told, or so many days after they were sent. Who has been asked is not asked again.
pub(in crate::review) async fn note_arrival(tx: &mut Tx, order_id: OrderId) -> Result<(), DbError> {
    sqlx::query!(
        "insert into review_asks (order_id, arrived_at)
         select $1, max(coalesce(delivered_at, shipped_at + make_interval(days => $2))) from shipments where order_id = $1 having count(*) > 0
         on conflict (order_id) do update set arrived_at = excluded.arrived_at where review_asks.state = 'waiting'",
        order_id.0,
        i32::try_from(ARRIVES_WITHIN_DAYS).unwrap_or(0)
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Something is still to be sent, or all of it came back: the day is not known any more.
pub(in crate::review) async fn forget_arrival(
    tx: &mut Tx,
    order_id: OrderId,
) -> Result<(), DbError> {
    sqlx::query!(
        "delete from review_asks where order_id = $1 and state = 'waiting'",
        order_id.0
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Orders whose goods came between two moments and whose buyers have not been asked, locked. Two at once share the work.
pub(in crate::review) async fn lock_due_asks(
    tx: &mut Tx,
    shop: ShopId,
    (since, until): (Timestamp, Timestamp),
    most: i64,
) -> Result<Vec<OrderId>, DbError> {
    sqlx::query_scalar!(
        r#"select a.order_id as "order_id: OrderId" from review_asks a join orders o on o.id = a.order_id and o.shop_id = $1
           where a.state = 'waiting' and a.arrived_at between $2 and $3 order by a.arrived_at limit $4 for update of a skip locked"#,
        shop.0,
        since,
        until,
        most
    )
    .fetch_all(&mut **tx)
    .await
}

/// Whether an order's buyer is to be asked: it stands, they can be reached, have not said no, and there is something to write of.
pub(in crate::review) async fn may_be_asked(
    tx: &mut Tx,
    order_id: OrderId,
) -> Result<bool, DbError> {
    sqlx::query_scalar!(
        r#"select exists (
               select from orders o left join customers c on c.id = o.customer_id
               where o.id = $1 and o.state = 'placed' and o.payment_status <> 'refunded' and o.fulfilment_status in ('shipped', 'delivered')
                 and o.email <> '' and (c.id is null or c.state = 'active')
                 and not exists (select from review_opt_outs x where x.email in (lower(o.email), lower(c.email)))
                 and coalesce((select s.is_given from consents s where s.customer_id = c.id and s.purpose = 'surveys'
                               order by s.at desc, s.id desc limit 1), true)
                 and exists (select from order_lines l join products p on p.id = l.product_id and p.status = 'active'
                             where l.order_id = o.id and l.kind = 'item' and l.shipped + l.replaced > l.returned
                               and not exists (select from reviews r where r.product_id = l.product_id
                                               and (r.customer_id = c.id or r.email = lower(coalesce(c.email, o.email)))))) as "may!""#,
        order_id.0
    )
    .fetch_one(&mut **tx)
    .await
}

pub(in crate::review) async fn settle_ask(
    tx: &mut Tx,
    order_id: OrderId,
    is_asked: bool,
) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "update review_asks set state = case when $2 then 'asked' else 'passed' end, settled_at = $3 where order_id = $1",
        order_id.0,
        is_asked,
        now as _
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Notes that an order's buyer wants no questions; false when that was known.
pub(in crate::review) async fn opt_out(tx: &mut Tx, order_id: OrderId) -> Result<bool, DbError> {
    let now = tx.now();
    let done = sqlx::query!(
        "insert into review_opt_outs (email, at) select distinct lower(e), $2::timestamptz from (
             select o.email as e from orders o where o.id = $1
             union all select c.email from orders o join customers c on c.id = o.customer_id where o.id = $1) as their
         where e <> '' on conflict (email) do nothing",
        order_id.0,
        now as _
    )
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() > 0)
}

/// Whether an order's buyer has said so by the link in a mail, with the order's address or their account's.
pub(in crate::review) async fn has_opted_out(
    conn: &mut PgConnection,
    order_id: OrderId,
) -> Result<bool, DbError> {
    sqlx::query_scalar!(
        r#"select exists (select from orders o left join customers c on c.id = o.customer_id
                          join review_opt_outs x on x.email in (lower(o.email), lower(c.email)) where o.id = $1) as "has!""#,
        order_id.0
    )
    .fetch_one(conn)
    .await
}

/// Whether the account that an order belongs to says no to such questions.
pub(in crate::review) async fn has_refused(
    conn: &mut PgConnection,
    order_id: OrderId,
) -> Result<bool, DbError> {
    sqlx::query_scalar!(
        r#"select coalesce((select not s.is_given from orders o join consents s on s.customer_id = o.customer_id and s.purpose = 'surveys'
                            where o.id = $1 order by s.at desc, s.id desc limit 1), false) as "has!""#,
        order_id.0
    )
    .fetch_one(conn)
    .await
}

/// Since when a customer's address wants no questions.
pub(in crate::review) async fn stopped_at(
    conn: &mut PgConnection,
    customer: CustomerId,
) -> Result<Option<Timestamp>, DbError> {
    sqlx::query_scalar!(
        r#"select x.at as "at: Timestamp" from customers c join review_opt_outs x on x.email = lower(c.email) where c.id = $1"#,
        customer.0
    )
    .fetch_optional(conn)
    .await
}

pub(in crate::review) async fn opt_in(tx: &mut Tx, customer: CustomerId) -> Result<bool, DbError> {
    let done = sqlx::query!(
        "delete from review_opt_outs where email = (select lower(email) from customers where id = $1)",
        customer.0
    )
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() > 0)
}

/// Takes away what says that a customer's addresses want no questions: nobody asks whoever has been erased.
pub(in crate::review) async fn forget_opt_out(
    tx: &mut Tx,
    customer: CustomerId,
) -> Result<(), DbError> {
    sqlx::query!(
        "delete from review_opt_outs where email in (
             select lower(email) from customers where id = $1
             union all select lower(email) from customer_former_emails where customer_id = $1
             union all select lower(email) from orders where customer_id = $1 and email <> '')",
        customer.0
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}
