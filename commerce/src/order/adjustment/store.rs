//! Writing and reading what was taken off an order.

use platform::db::{DbError, PgConnection, Tx};
use platform::ids::new_uuid;
use uuid::Uuid;

use super::{OrderAdjustment, OrderRefusal};
use crate::ids::{OrderId, OrderLineId, PromotionId};
use crate::promotion::{Adjustment, Evaluation, Refused, Target};

/// One column of many rows.
fn all<R, T>(rows: &[R], part: impl Fn(&R) -> T) -> Vec<T> {
    rows.iter().map(part).collect()
}

/// Freezes what promotions took off an order whose goods are these lines, in the cart's order.
///
/// # Errors
/// Database errors.
pub async fn insert(
    tx: &mut Tx,
    order_id: OrderId,
    lines: &[OrderLineId],
    evaluation: &Evaluation,
    locale: &str,
) -> Result<(), DbError> {
    insert_adjustments(tx, order_id, lines, evaluation, locale).await?;
    insert_refusals(tx, order_id, lines, evaluation, locale).await
}

async fn insert_adjustments(
    tx: &mut Tx,
    order_id: OrderId,
    lines: &[OrderLineId],
    evaluation: &Evaluation,
    locale: &str,
) -> Result<(), DbError> {
    let taken = &evaluation.outcome.adjustments;
    if taken.is_empty() {
        return Ok(());
    }
    let line_of = |target: Target| match target {
        Target::Line(index) => lines.get(index).map(|id| id.0),
        Target::Freight => None,
    };
    let label = |one: &Adjustment| evaluation.label(one.promotion_id, locale).to_owned();
    sqlx::query!(
        "insert into order_adjustments (id, order_id, order_line_id, position, promotion_id, label, code, lane, amount_minor, is_capped)
         select a.id, $1, a.line, (a.place - 1)::int, a.promotion, a.label, a.code, a.lane, a.amount, a.is_capped
         from unnest((select $2::uuid[]), (select $3::uuid[]), (select $4::uuid[]), (select $5::text[]), (select $6::text[]),
                     (select $7::text[]), (select $8::bigint[]), (select $9::boolean[]))
              with ordinality as a (id, line, promotion, label, code, lane, amount, is_capped, place)",
        order_id.0,
        &all(taken, |_| new_uuid()),
        &all(taken, |one| line_of(one.target)) as &[Option<Uuid>],
        &all(taken, |one| one.promotion_id.0),
        &all(taken, label),
        &all(taken, |one| one.code.clone()) as &[Option<String>],
        &all(taken, |one| one.lane.as_str().to_owned()),
        &all(taken, |one| one.amount_minor),
        &all(taken, |one| one.is_capped),
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

async fn insert_refusals(
    tx: &mut Tx,
    order_id: OrderId,
    lines: &[OrderLineId],
    evaluation: &Evaluation,
    locale: &str,
) -> Result<(), DbError> {
    let refused = &evaluation.outcome.refused;
    if refused.is_empty() {
        return Ok(());
    }
    let line_of = |one: &Refused| Some(lines.get(one.line?)?.0);
    let label = |one: &Refused| evaluation.label(one.promotion_id, locale).to_owned();
    sqlx::query!(
        "insert into order_promotion_refusals (order_id, position, order_line_id, promotion_id, label, reason, missing, other_promotion_id, is_of_all)
         select $1, (r.place - 1)::int, r.line, r.promotion, r.label, r.reason, r.missing, r.other, r.is_of_all
         from unnest((select $2::uuid[]), (select $3::uuid[]), (select $4::text[]), (select $5::text[]), (select $6::bigint[]),
                     (select $7::uuid[]), (select $8::boolean[]))
              with ordinality as r (line, promotion, label, reason, missing, other, is_of_all, place)",
        order_id.0,
        &all(refused, line_of) as &[Option<Uuid>],
        &all(refused, |one| one.promotion_id.0),
        &all(refused, label),
        &all(refused, |one| one.why.code().to_owned()),
        &all(refused, |one| one.why.missing()) as &[Option<i64>],
        &all(refused, |one| one.why.other().map(|id| id.0)) as &[Option<Uuid>],
        &all(refused, |one| evaluation.covers_everything(one.promotion_id)),
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// What was taken off an order.
///
/// # Errors
/// Database errors.
pub async fn of_order(
    conn: &mut PgConnection,
    order_id: OrderId,
) -> Result<Vec<OrderAdjustment>, DbError> {
    sqlx::query_as!(
        OrderAdjustment,
        r#"select order_line_id as "line_id?: OrderLineId", promotion_id as "promotion_id!: PromotionId", label, code, amount_minor, is_capped
           from order_adjustments where order_id = $1 order by position"#,
        order_id.0
    )
    .fetch_all(conn)
    .await
}

/// Which rules gave an order nothing, and why.
///
/// # Errors
/// Database errors.
pub async fn refusals_of(
    conn: &mut PgConnection,
    order_id: OrderId,
) -> Result<Vec<OrderRefusal>, DbError> {
    sqlx::query_as!(
        OrderRefusal,
        r#"select r.order_line_id as "line_id?: OrderLineId", r.promotion_id as "promotion_id!: PromotionId", r.label, r.reason, r.missing, r.is_of_all,
                  (select p.name from promotions p where p.id = r.other_promotion_id) as other
           from order_promotion_refusals r where r.order_id = $1 order by r.position"#,
        order_id.0
    )
    .fetch_all(conn)
    .await
}
