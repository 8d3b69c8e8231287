//! What is kept no longer.

use platform::clock::Timestamp;
use platform::db::{DbError, Tx};

use crate::ids::OrderId;

/// Placed orders that still name their buyer though the books have not wanted it since before `first_kept`, locked.
pub(super) async fn orders_out_of_the_books(
    tx: &mut Tx,
    first_kept: Timestamp,
    limit: i64,
) -> Result<Vec<OrderId>, DbError> {
    sqlx::query_scalar!(
        r#"select o.id as "id: OrderId" from orders o
           where o.placed_at < $1 and o.customer_name <> ''
             and not exists (select from payments p where p.order_id = o.id
                             and (p.captured_at >= $1 or (p.refunded_minor > 0 and p.updated_at >= $1)))
             and not exists (select from order_invoices i where i.order_id = o.id and (i.state = 'open' or i.closed_at >= $1))
             and not exists (select from payment_differences d where d.order_id = o.id and (d.state = 'open' or d.settled_at >= $1))
             and not exists (select from gift_card_entries e where e.order_id = o.id and e.kind = 'refunded' and e.at >= $1)
           order by o.placed_at limit $2 for update skip locked"#,
        first_kept,
        limit
    )
    .fetch_all(&mut **tx)
    .await
}

/// Orders that were never placed, still name who would have bought, and hold no money of theirs, locked.
pub(super) async fn orders_never_paid(
    tx: &mut Tx,
    before: Timestamp,
    limit: i64,
) -> Result<Vec<OrderId>, DbError> {
    sqlx::query_scalar!(
        r#"select o.id as "id: OrderId" from orders o
           where o.prepared_at < $1 and o.placed_at is null and o.customer_name <> '' and o.state in ('lapsed', 'cancelled')
             and not exists (select from payments p where p.order_id = o.id and p.state in ('processing', 'captured', 'partly_refunded'))
             and not exists (select from order_gift_cards g where g.order_id = o.id and g.state = 'held' and g.refunded_minor < g.amount_minor)
           order by o.prepared_at limit $2 for update skip locked"#,
        before,
        limit
    )
    .fetch_all(&mut **tx)
    .await
}
