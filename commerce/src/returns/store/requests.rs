//! Writing guests' wishes for a link to their order.

use platform::clock::Timestamp;
use platform::db::{DbError, PgConnection, Tx};

use crate::ids::{OrderId, WithdrawalRequestId};
use crate::returns::request::Request;

pub(in crate::returns) async fn insert_request(
    tx: &mut Tx,
    id: WithdrawalRequestId,
    order_number: &str,
    email: &str,
    locale: &str,
) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "insert into withdrawal_requests (id, order_number, email, locale, made_at) values ($1, $2, $3, $4, $5)",
        id.0,
        order_number,
        email,
        locale,
        now
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub(in crate::returns) async fn request(
    conn: &mut PgConnection,
    id: WithdrawalRequestId,
) -> Result<Option<Request>, DbError> {
    sqlx::query_as!(
        Request,
        r#"select id as "id!: WithdrawalRequestId", order_number, email, locale, made_at as "made_at: Timestamp" from withdrawal_requests where id = $1"#,
        id.0
    )
    .fetch_optional(conn)
    .await
}

pub(in crate::returns) async fn order_of_request(
    conn: &mut PgConnection,
    order_number: &str,
    email: &str,
) -> Result<Option<OrderId>, DbError> {
    let found = sqlx::query_scalar!(
        "select id from orders where number = $1 and lower(email) = lower($2) and email <> '' and state = 'placed'",
        order_number,
        email
    )
    .fetch_optional(conn)
    .await?;
    Ok(found.map(OrderId))
}

pub(in crate::returns) async fn answer_request(
    tx: &mut Tx,
    id: WithdrawalRequestId,
    order_id: Option<OrderId>,
    first_kept: Timestamp,
) -> Result<(), DbError> {
    sqlx::query!(
        "update withdrawal_requests set order_id = $2 where id = $1",
        id.0,
        order_id.map(|id| id.0)
    )
    .execute(&mut **tx)
    .await?;
    sqlx::query!(
        "delete from withdrawal_requests where id in (select id from withdrawal_requests where made_at < $1 order by made_at limit 100 for update skip locked)",
        first_kept
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Takes away wishes that were made before a moment.
pub(in crate::returns) async fn forget_requests(
    tx: &mut Tx,
    before: Timestamp,
    limit: i64,
) -> Result<u64, DbError> {
    let done = sqlx::query!(
        "delete from withdrawal_requests where id in (select id from withdrawal_requests where made_at < $1 order by made_at limit $2 for update skip locked)",
        before,
        limit
    )
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected())
}

/// When a link was first asked for, or notice given without one, not before `since`.
pub(in crate::returns) async fn asked_at(
    conn: &mut PgConnection,
    order_id: OrderId,
    since: Timestamp,
) -> Result<Option<Timestamp>, DbError> {
    sqlx::query_scalar!(
        r#"select min(made_at) as "made_at?: Timestamp"
           from (select made_at from withdrawal_requests where order_id = $1 and made_at >= $2
                 union all select made_at from withdrawal_notices where order_id = $1 and made_at >= $2) asked"#,
        order_id.0,
        since
    )
    .fetch_one(conn)
    .await
}
