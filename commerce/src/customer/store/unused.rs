//! Accounts that nobody uses.

use platform::clock::Timestamp;
use platform::db::{DbError, PgConnection, Tx};

use crate::customer::unused::Told;
use crate::ids::CustomerId;

/// How many owners have been told since a moment.
pub(in crate::customer) async fn told_since(
    conn: &mut PgConnection,
    since: Timestamp,
) -> Result<i64, DbError> {
    sqlx::query_scalar!(
        r#"select count(*) as "count!" from customers where unused_told_at > $1"#,
        since
    )
    .fetch_one(conn)
    .await
}

/// Accounts that nobody has used since a moment, whose owners have not been told since they last did; locked, the longest unused first.
pub(in crate::customer) async fn lock_untold(
    tx: &mut Tx,
    unused_since: Timestamp,
    limit: i64,
) -> Result<Vec<CustomerId>, DbError> {
    let now = tx.now();
    sqlx::query_scalar!(
        r#"select c.id as "id: CustomerId" from customers c
           where c.state = 'active' and coalesce(c.last_log_in_at, c.created_at) < $1
             and (c.unused_told_at is null or c.unused_told_at < coalesce(c.last_log_in_at, c.created_at))
             and not exists (select from orders o where o.customer_id = c.id and o.prepared_at >= $1)
             and not exists (select from gift_cards g where g.customer_id = c.id and g.state = 'active' and g.balance_minor > 0 and g.expires_at > $2)
             and not exists (select from company_members m join companies co on co.id = m.company_id where m.customer_id = c.id and co.state = 'active')
           order by coalesce(c.last_log_in_at, c.created_at) limit $3 for no key update of c skip locked"#,
        unused_since,
        now,
        limit
    )
    .fetch_all(&mut **tx)
    .await
}

pub(in crate::customer) async fn set_told(
    tx: &mut Tx,
    customers: &[CustomerId],
) -> Result<(), DbError> {
    let now = tx.now();
    let ids: Vec<uuid::Uuid> = customers.iter().map(|id| id.0).collect();
    sqlx::query!(
        "update customers set unused_told_at = $2 where id = any($1)",
        &ids,
        now
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// For the mail, unless they have logged in since.
pub(in crate::customer) async fn told(
    conn: &mut PgConnection,
    id: CustomerId,
) -> Result<Option<Told>, DbError> {
    sqlx::query_as!(
        Told,
        r#"select email, locale, unused_told_at as "told_at!: Timestamp" from customers
           where id = $1 and state = 'active' and unused_told_at > coalesce(last_log_in_at, created_at)"#,
        id.0
    )
    .fetch_optional(conn)
    .await
}

/// The account whose owner was told first, before a moment, and has not been here since another.
pub(in crate::customer) async fn next_due(
    conn: &mut PgConnection,
    unused_since: Timestamp,
    told_before: Timestamp,
) -> Result<Option<CustomerId>, DbError> {
    sqlx::query_scalar!(
        r#"select c.id as "id: CustomerId" from customers c
           where c.state = 'active' and c.unused_told_at < $2 and coalesce(c.last_log_in_at, c.created_at) < $1
             and c.unused_told_at > coalesce(c.last_log_in_at, c.created_at)
             and not exists (select from orders o where o.customer_id = c.id and o.prepared_at >= $1)
             and not exists (select from gift_cards g where g.customer_id = c.id and g.state = 'active' and g.balance_minor > 0 and g.expires_at > $2)
             and not exists (select from company_members m join companies co on co.id = m.company_id where m.customer_id = c.id and co.state = 'active')
           order by c.unused_told_at limit 1"#,
        unused_since,
        told_before
    )
    .fetch_optional(conn)
    .await
}

/// Whether nobody has logged in to the account since a moment. The caller has locked it.
pub(in crate::customer) async fn is_unused(
    conn: &mut PgConnection,
    id: CustomerId,
    since: Timestamp,
) -> Result<bool, DbError> {
    sqlx::query_scalar!(
        r#"select coalesce(last_log_in_at, created_at) < $2 as "is_unused!" from customers where id = $1"#,
        id.0,
        since
    )
    .fetch_one(conn)
    .await
}
