//! Reading sales to consumers across borders.

use platform::clock::Timestamp;
use platform::db::{DbError, PgConnection};

use super::Sold;
use super::quarter::Quarter;
use crate::ids::{CartId, ShopId};
use crate::pricing::vat::swedish_midnight;

/// What has been sold so this calendar year and the one before, without VAT: one stretch of an index that holds such orders only. Whoever has waited for a
/// lock counts what was placed meanwhile, too: the year's end bounds it, not the moment.
///
/// # Errors
/// Database errors.
pub async fn sold(conn: &mut PgConnection, shop: ShopId, now: Timestamp) -> Result<Sold, DbError> {
    let year = now.business_time().date().year();
    let (Some(before), Some(this), Some(next)) = (
        swedish_midnight(year - 1, 1, 1),
        swedish_midnight(year, 1, 1),
        swedish_midnight(year + 1, 1, 1),
    ) else {
        return Ok(Sold::default());
    };
    sqlx::query_as!(
        Sold,
        r#"select coalesce(sum(total_minor - vat_minor) filter (where placed_at >= $3), 0)::bigint as "this_year_minor!",
                  coalesce(sum(total_minor - vat_minor) filter (where placed_at < $3), 0)::bigint as "last_year_minor!"
           from orders where shop_id = $1 and oss_country is not null and placed_at >= $2 and placed_at < $4 and state = 'placed'"#,
        shop.0,
        before,
        this,
        next
    )
    .fetch_one(conn)
    .await
}

/// What of such sales waits for its payment, without VAT; that of one cart left out, which is being ordered anew.
///
/// # Errors
/// Database errors.
pub async fn held(conn: &mut PgConnection, shop: ShopId, but: CartId) -> Result<i64, DbError> {
    sqlx::query_scalar!(
        r#"select coalesce(sum(total_minor - vat_minor), 0)::bigint as "held!"
           from orders where shop_id = $1 and oss_country is not null and state = 'prepared' and cart_id <> $2"#,
        shop.0,
        but.0
    )
    .fetch_one(conn)
    .await
}

/// What was sold to one country at one rate.
#[derive(Clone, Debug)]
pub struct SoldRow {
    /// Whose consumers.
    pub country: String,
    /// Basis points.
    pub rate_bp: i32,
    /// Without VAT.
    pub net_minor: i64,
    /// VAT.
    pub vat_minor: i64,
}

/// A quarter's sales at the rates of the buyers' countries. An order that was called off later is a correction of that later quarter.
///
/// # Errors
/// Database errors.
pub async fn sales(
    conn: &mut PgConnection,
    shop: ShopId,
    quarter: Quarter,
) -> Result<Vec<SoldRow>, DbError> {
    let Some((from, to)) = quarter.span() else {
        return Ok(Vec::new());
    };
    sqlx::query_as!(
        SoldRow,
        r#"select o.oss_country::text as "country!", l.vat_rate_bp as rate_bp, sum(l.total_minor - l.vat_minor)::bigint as "net_minor!",
                  sum(l.vat_minor)::bigint as "vat_minor!"
           from orders o join order_lines l on l.order_id = o.id
           where o.shop_id = $1 and o.oss_country is not null and o.vat_ground = 'destination' and o.placed_at >= $2 and o.placed_at < $3
             and (o.state = 'placed' or o.closed_at >= $3)
             -- A voucher is no sale of goods.
             and not l.is_card
           group by 1, 2 order by 1, 2 desc"#,
        shop.0,
        from,
        to
    )
    .fetch_all(conn)
    .await
}

/// A part of what went back: what one rate of a case, or of an order that was called off, weighs in it.
#[derive(Clone, Debug)]
pub struct Back {
    /// The case, or the order.
    pub case: uuid::Uuid,
    /// Whose consumer.
    pub country: String,
    /// When it was sold.
    pub placed_at: Timestamp,
    /// All that went back.
    pub refund_minor: i64,
    /// Basis points.
    pub rate_bp: i32,
    /// The part's weight: what its pieces cost, or its share of the freight.
    pub amount_minor: i64,
}

/// What went back in a quarter of sales at the rates of the buyers' countries.
///
/// # Errors
/// Database errors.
pub async fn back(
    conn: &mut PgConnection,
    shop: ShopId,
    quarter: Quarter,
) -> Result<Vec<Back>, DbError> {
    let Some((from, to)) = quarter.span() else {
        return Ok(Vec::new());
    };
    sqlx::query_as!(
        Back,
        r#"with cases as (
               select rc.id, rc.refund_minor, rc.freight_minor, o.id as order_id, o.oss_country, o.placed_at, o.freight_minor as freight_of_order
               from return_cases rc join orders o on o.id = rc.order_id
               where rc.state = 'refunded' and rc.closed_at >= $2 and rc.closed_at < $3
                 and o.shop_id = $1 and o.oss_country is not null and o.vat_ground = 'destination' and o.placed_at is not null and rc.refund_minor > 0)
           select c.id as "case!", c.oss_country::text as "country!", c.placed_at as "placed_at!: Timestamp", c.refund_minor as "refund_minor!",
                  l.vat_rate_bp as "rate_bp!", sum(rl.amount_minor)::bigint as "amount_minor!"
           from cases c join return_lines rl on rl.return_id = c.id join order_lines l on l.id = rl.order_line_id
           group by c.id, c.oss_country, c.placed_at, c.refund_minor, l.vat_rate_bp
           union all
           select c.id, c.oss_country::text, c.placed_at, c.refund_minor, l.vat_rate_bp,
                  (c.freight_minor::numeric * l.total_minor / nullif(c.freight_of_order, 0))::bigint
           from cases c join order_lines l on l.order_id = c.order_id and l.kind = 'freight' where c.freight_minor > 0 and c.freight_of_order > 0
           union all
           select o.id, o.oss_country::text, o.placed_at, o.total_minor, l.vat_rate_bp, sum(l.total_minor)::bigint
           from orders o join order_lines l on l.order_id = o.id
           where o.shop_id = $1 and o.oss_country is not null and o.vat_ground = 'destination' and o.state = 'cancelled' and o.total_minor > 0
             and o.placed_at < $2 and o.closed_at >= $2 and o.closed_at < $3
           group by o.id, l.vat_rate_bp
           order by 1, 5"#,
        shop.0,
        from,
        to
    )
    .fetch_all(conn)
    .await
}
