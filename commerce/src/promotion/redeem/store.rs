//! Counting uses.

use platform::db::{DbError, Tx};
use uuid::Uuid;

use crate::ids::{CustomerId, OrderId, PromotionId};

/// Takes one use of a rule; `false` when none is left. Uses are counted where there is a limit: the orders of a shop do not wait for one another in the row
/// of a campaign that holds for all.
pub(super) async fn take(tx: &mut Tx, id: PromotionId) -> Result<bool, DbError> {
    let taken = sqlx::query_scalar!(
        r#"with taken as (update promotions set uses = uses + 1 where id = $1 and uses < max_uses returning id)
           select (max_uses is null or exists (select from taken)) as "taken!" from promotions where id = $1"#,
        id.0
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(taken.unwrap_or(false))
}

/// Takes one use of a code; `false` when none is left. Counted where there is a limit, as the rule's.
pub(super) async fn take_code(tx: &mut Tx, id: Uuid) -> Result<bool, DbError> {
    let taken = sqlx::query_scalar!(
        r#"with taken as (update promotion_codes set uses = uses + 1 where id = $1 and uses < max_uses returning id)
           select (max_uses is null or exists (select from taken)) as "taken!" from promotion_codes where id = $1"#,
        id
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(taken.unwrap_or(false))
}

/// Locks a rule that each buyer may use so often: two orders of the same buyer are looked at one after the other.
pub(super) async fn lock(tx: &mut Tx, id: PromotionId) -> Result<(), DbError> {
    sqlx::query!(
        "select id from promotions where id = $1 for no key update",
        id.0
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(())
}

/// How often the buyer of an order may use a rule, and who they are.
pub(super) async fn limit_per_buyer(
    tx: &mut Tx,
    promotion_id: PromotionId,
    order_id: OrderId,
) -> Result<Option<(i64, Option<CustomerId>, String)>, DbError> {
    let row = sqlx::query!(
        r#"select p.max_uses_per_buyer::bigint as "most!", o.customer_id as "customer_id: CustomerId", o.email
           from promotions p, orders o where p.id = $1 and o.id = $2 and p.max_uses_per_buyer is not null"#,
        promotion_id.0,
        order_id.0
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(row.map(|row| (row.most, row.customer_id, row.email)))
}

/// In how many other orders a buyer uses a rule. The rule's row is locked, so nobody adds one meanwhile.
pub(super) async fn uses_of_buyer(
    tx: &mut Tx,
    promotion_id: PromotionId,
    order_id: OrderId,
    (customer, email): (Option<CustomerId>, Option<&str>),
) -> Result<i64, DbError> {
    sqlx::query_scalar!(
        r#"select count(*) as "uses!" from orders o join promotion_redemptions r on r.order_id = o.id and r.state = 'held'
           where (o.customer_id = $1 or lower(o.email) = $2) and r.promotion_id = $3 and o.id <> $4"#,
        customer.map(|id| id.0),
        email.map(str::to_lowercase),
        promotion_id.0,
        order_id.0
    )
    .fetch_one(&mut **tx)
    .await
}

pub(super) async fn insert(
    tx: &mut Tx,
    order_id: OrderId,
    promotion_id: PromotionId,
    code_id: Option<Uuid>,
    discount_minor: i64,
) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "insert into promotion_redemptions (order_id, promotion_id, code_id, discount_minor, redeemed_at, updated_at) values ($1, $2, $3, $4, $5, $5)",
        order_id.0,
        promotion_id.0,
        code_id,
        discount_minor,
        now
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// What an order has of rules and codes in a state, in the order in which their rows are locked.
pub(super) async fn of_order(
    tx: &mut Tx,
    order_id: OrderId,
    state: &str,
) -> Result<Vec<(PromotionId, Option<Uuid>)>, DbError> {
    let rows = sqlx::query!(
        r#"select promotion_id as "promotion_id!: PromotionId", code_id from promotion_redemptions where order_id = $1 and state = $2 order by promotion_id"#,
        order_id.0,
        state
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| (row.promotion_id, row.code_id))
        .collect())
}

/// Gives one use of a rule and its code back.
pub(super) async fn give(
    tx: &mut Tx,
    promotion_id: PromotionId,
    code_id: Option<Uuid>,
) -> Result<(), DbError> {
    sqlx::query!(
        "update promotions set uses = greatest(uses - 1, 0) where id = $1 and max_uses is not null",
        promotion_id.0
    )
    .execute(&mut **tx)
    .await?;
    sqlx::query!(
        "update promotion_codes set uses = greatest(uses - 1, 0) where id = $1 and max_uses is not null",
        code_id
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub(super) async fn set_state(
    tx: &mut Tx,
    order_id: OrderId,
    promotion_id: PromotionId,
    state: &str,
) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "update promotion_redemptions set state = $3, updated_at = $4 where order_id = $1 and promotion_id = $2",
        order_id.0,
        promotion_id.0,
        state,
        now
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Locks a rule and its code; whether both have a use left. Rows that refer to them can still be written meanwhile: an order being prepared, which has
/// written down what the rule takes off and waits for its goods, is not waited for by one that has goods and wants the rule.
pub(super) async fn lock_and_look(
    tx: &mut Tx,
    promotion_id: PromotionId,
    code_id: Option<Uuid>,
) -> Result<bool, DbError> {
    let rule = sqlx::query_scalar!(
        r#"select (max_uses is null or uses < max_uses) as "free!" from promotions where id = $1 for no key update"#,
        promotion_id.0
    )
    .fetch_optional(&mut **tx)
    .await?;
    let Some(code_id) = code_id else {
        return Ok(rule.unwrap_or(false));
    };
    let code = sqlx::query_scalar!(
        r#"select (max_uses is null or uses < max_uses) as "free!" from promotion_codes where id = $1 for no key update"#,
        code_id
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(rule.unwrap_or(false) && code.unwrap_or(false))
}
