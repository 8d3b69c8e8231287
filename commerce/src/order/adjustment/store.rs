//! Writing and reading what was taken off an order.

use platform::db::{DbError, PgConnection, Tx};
use platform::ids::new_uuid;

use super::{OrderAdjustment, OrderRefusal};
use crate::ids::{OrderId, OrderLineId, PromotionId};
use crate::promotion::{Evaluation, Target};

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
    for (position, adjustment) in (0_i32..).zip(&evaluation.outcome.adjustments) {
        let line = match adjustment.target {
            Target::Line(index) => lines.get(index).map(|id| id.0),
            Target::Freight => None,
        };
        sqlx::query!(
            "insert into order_adjustments (id, order_id, order_line_id, position, promotion_id, label, code, lane, amount_minor, is_capped)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
            new_uuid(),
            order_id.0,
            line,
            position,
            adjustment.promotion_id.0,
            evaluation.label(adjustment.promotion_id, locale),
            adjustment.code,
            adjustment.lane.as_str(),
            adjustment.amount_minor,
            adjustment.is_capped,
        )
        .execute(&mut **tx)
        .await?;
    }
    for (position, refused) in (0_i32..).zip(&evaluation.outcome.refused) {
        let line = refused.line.and_then(|index| lines.get(index));
        sqlx::query!(
            "insert into order_promotion_refusals (order_id, position, order_line_id, promotion_id, label, reason, missing, other_promotion_id)
             values ($1, $2, $3, $4, $5, $6, $7, $8)",
            order_id.0,
            position,
            line.map(|id| id.0),
            refused.promotion_id.0,
            evaluation.label(refused.promotion_id, locale),
            refused.why.code(),
            refused.why.missing(),
            refused.why.other().map(|id| id.0),
        )
        .execute(&mut **tx)
        .await?;
    }
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
        r#"select r.order_line_id as "line_id?: OrderLineId", r.promotion_id as "promotion_id!: PromotionId", r.label, r.reason, r.missing,
                  (select p.name from promotions p where p.id = r.other_promotion_id) as other
           from order_promotion_refusals r where r.order_id = $1 order by r.position"#,
        order_id.0
    )
    .fetch_all(conn)
    .await
}
