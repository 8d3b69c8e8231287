//! Reading for a customer's own pages.

use platform::clock::Timestamp;
use platform::db::{DbError, PgConnection};
use uuid::Uuid;

use super::{Customer, Session, store};
use crate::cart::fill::Wanted;
use crate::company::Acting;
use crate::ids::{CustomerId, CustomerSessionId, OrderId, ProductId, VariantId};
use crate::order::Access;

/// The customer with an id, if the account is in use.
///
/// # Errors
/// Database errors.
pub async fn customer(
    conn: &mut PgConnection,
    id: CustomerId,
) -> Result<Option<Customer>, DbError> {
    store::account(conn, id).await
}

/// A session as it is shown to its owner.
#[derive(Clone, Debug)]
pub struct SessionShown {
    /// Which.
    pub id: CustomerSessionId,
    /// Network address at log-in.
    pub address: String,
    /// What the browser called itself.
    pub user_agent: String,
    /// When it was begun.
    pub created_at: Timestamp,
    /// When it was last used, to the hour.
    pub last_seen_at: Timestamp,
}

/// A customer's living sessions, the latest first.
///
/// # Errors
/// Database errors.
pub async fn sessions(
    conn: &mut PgConnection,
    customer: CustomerId,
    now: Timestamp,
) -> Result<Vec<SessionShown>, DbError> {
    sqlx::query_as!(
        SessionShown,
        r#"select id, coalesce(address, '') as "address!", coalesce(user_agent, '') as "user_agent!", created_at, last_seen_at
           from customer_sessions
           where customer_id = $1 and revoked_at is null and expires_at > $2 and last_seen_at > $3
           order by created_at desc limit 50"#,
        customer.0,
        now,
        now.minus(super::session::IDLE)
    )
    .fetch_all(conn)
    .await
}

/// An order in its buyer's list.
#[derive(Clone, Debug)]
pub struct OrderRow {
    /// Which.
    pub id: OrderId,
    /// `ORD-100001`.
    pub number: String,
    /// `placed` or `cancelled`.
    pub state: String,
    /// See [`crate::order`].
    pub payment_status: String,
    /// See [`crate::order`].
    pub fulfilment_status: String,
    /// When it was agreed: the list's order.
    pub prepared_at: Timestamp,
    /// When it was placed.
    pub placed_at: Timestamp,
    /// What is to be paid, or was.
    pub total_minor: i64,
    /// ISO 4217.
    pub currency: String,
    /// Whether its buyer saw prices with VAT.
    pub shows_vat: bool,
    /// Pieces of goods.
    pub pieces: i64,
}

/// A placed order that whoever is logged in may see, by its number, and what they may do about it.
///
/// # Errors
/// Database errors.
pub async fn order_of(
    conn: &mut PgConnection,
    session: &Session,
    number: &str,
) -> Result<Option<(OrderId, Access)>, DbError> {
    let found = sqlx::query!(
        r#"select id as "id: OrderId", customer_id as "customer_id?: CustomerId" from orders
           where number = $2 and placed_at is not null and company_id is not distinct from $3 and ($4 or customer_id = $1)
             and ($5::uuid is null or shop_id = $5)"#,
        session.customer.0,
        number,
        session.company().map(|id| id.0),
        sees_all(session),
        session.shop.map(|id| id.0)
    )
    .fetch_optional(conn)
    .await?;
    Ok(found.map(|order| (order.id, session.access_to(order.customer_id))))
}

/// The goods of a placed order that whoever is logged in may see, to be bought again; `None` for any other.
///
/// # Errors
/// Database errors.
pub async fn order_goods(
    conn: &mut PgConnection,
    session: &Session,
    number: &str,
) -> Result<Option<Vec<Wanted>>, DbError> {
    let rows = sqlx::query!(
        r#"select l.variant_id as "variant_id?: VariantId", l.name as "name?", l.quantity as "quantity?"
           from orders o left join order_lines l on l.order_id = o.id and l.kind = 'item'
           where o.number = $2 and o.placed_at is not null and o.company_id is not distinct from $3 and ($4 or o.customer_id = $1)
             and ($5::uuid is null or o.shop_id = $5)
           order by l.position"#,
        session.customer.0,
        number,
        session.company().map(|id| id.0),
        sees_all(session),
        session.shop.map(|id| id.0)
    )
    .fetch_all(conn)
    .await?;
    if rows.is_empty() {
        return Ok(None);
    }
    let goods = rows.into_iter().filter_map(|row| {
        Some(Wanted {
            variant_id: row.variant_id,
            name: row.name?,
            quantity: row.quantity?,
            wish: crate::gift_card::Wish::default(),
        })
    });
    Ok(Some(goods.collect()))
}

/// The products of some orders, those of the first order first, each once and at most so many.
///
/// # Errors
/// Database errors.
pub async fn products_of(
    conn: &mut PgConnection,
    orders: &[OrderId],
    limit: i64,
) -> Result<Vec<ProductId>, DbError> {
    let ids: Vec<Uuid> = orders.iter().map(|id| id.0).collect();
    sqlx::query_scalar!(
        r#"select l.product_id as "product_id!: ProductId"
           from unnest((select $1::uuid[])) with ordinality as o (id, n)
           join order_lines l on l.order_id = o.id and l.kind = 'item' and l.product_id is not null
           group by l.product_id order by min(o.n), min(l.position) limit $2"#,
        &ids,
        limit
    )
    .fetch_all(conn)
    .await
}

/// Whether whoever is logged in sees what others of the company have bought, too.
fn sees_all(session: &Session) -> bool {
    session.acting.as_ref().is_some_and(Acting::sees_all_orders)
}

/// The placed orders of the shop that whoever is logged in there may see, the latest first, `limit` of those before `before` (moment and id of the last one shown):
/// their own, or the company's that they act for, as far as their role goes.
///
/// # Errors
/// Database errors.
pub async fn orders(
    conn: &mut PgConnection,
    session: &Session,
    before: Option<(Timestamp, OrderId)>,
    limit: i64,
) -> Result<Vec<OrderRow>, DbError> {
    let (at, id) = before.map_or((None, None), |(at, id)| (Some(at), Some(id.0)));
    let shop = session.shop.map(|id| id.0);
    let Some(company) = session.company() else {
        return sqlx::query_as!(
            OrderRow,
            r#"select o.id, o.number, o.state, o.payment_status, o.fulfilment_status, o.prepared_at, o.placed_at as "placed_at!: Timestamp",
                      o.total_minor - coalesce((select sum(d.expected_minor - d.received_minor) from payment_differences d
                                                where d.order_id = o.id and d.deed = 'accept'), 0)::bigint as "total_minor!", o.currency,
                      coalesce(o.shows_vat, (select t.shows_vat from tiers t where t.code = o.tier_code), true) as "shows_vat!",
                      (select coalesce(sum(quantity), 0) from order_lines l where l.order_id = o.id and l.kind = 'item')::bigint as "pieces!"
               from orders o
               where o.customer_id = $1 and o.company_id is null and o.placed_at is not null
                 and ($2::timestamptz is null or (o.prepared_at, o.id) < ($2, $3)) and ($5::uuid is null or o.shop_id = $5)
               order by o.prepared_at desc, o.id desc limit $4"#,
            session.customer.0,
            at as _,
            id,
            limit,
            shop
        )
        .fetch_all(conn)
        .await;
    };
    if !sees_all(session) {
        // By the buyer: a company may have a million orders of others.
        return sqlx::query_as!(
            OrderRow,
            r#"select o.id, o.number, o.state, o.payment_status, o.fulfilment_status, o.prepared_at, o.placed_at as "placed_at!: Timestamp",
                      o.total_minor - coalesce((select sum(d.expected_minor - d.received_minor) from payment_differences d
                                                where d.order_id = o.id and d.deed = 'accept'), 0)::bigint as "total_minor!", o.currency,
                      coalesce(o.shows_vat, (select t.shows_vat from tiers t where t.code = o.tier_code), true) as "shows_vat!",
                      (select coalesce(sum(quantity), 0) from order_lines l where l.order_id = o.id and l.kind = 'item')::bigint as "pieces!"
               from orders o
               where o.customer_id = $1 and o.company_id = $5 and o.placed_at is not null
                 and ($2::timestamptz is null or (o.prepared_at, o.id) < ($2, $3)) and ($6::uuid is null or o.shop_id = $6)
               order by o.prepared_at desc, o.id desc limit $4"#,
            session.customer.0,
            at as _,
            id,
            limit,
            company.0,
            shop
        )
        .fetch_all(conn)
        .await;
    }
    sqlx::query_as!(
        OrderRow,
        r#"select o.id, o.number, o.state, o.payment_status, o.fulfilment_status, o.prepared_at, o.placed_at as "placed_at!: Timestamp",
                  o.total_minor - coalesce((select sum(d.expected_minor - d.received_minor) from payment_differences d
                                                where d.order_id = o.id and d.deed = 'accept'), 0)::bigint as "total_minor!", o.currency,
                      coalesce(o.shows_vat, (select t.shows_vat from tiers t where t.code = o.tier_code), true) as "shows_vat!",
                  (select coalesce(sum(quantity), 0) from order_lines l where l.order_id = o.id and l.kind = 'item')::bigint as "pieces!"
           from orders o
           where o.company_id = $4 and o.placed_at is not null
             and ($1::timestamptz is null or (o.prepared_at, o.id) < ($1, $2)) and ($5::uuid is null or o.shop_id = $5)
           order by o.prepared_at desc, o.id desc limit $3"#,
        at as _,
        id,
        limit,
        company.0,
        shop
    )
    .fetch_all(conn)
    .await
}
