//! Reading sales to consumers across borders. All of it is told in the shop's own currency: what was sold in another counts by the rate that its order keeps.
//! The threshold and the return are the seller's: all shops of a seller with one currency count together, whichever of them is asked for.

use platform::clock::Timestamp;
use platform::db::{DbError, PgConnection};

use super::Sold;
use super::quarter::Quarter;
use crate::ids::{CartId, ShopId};
use crate::pricing::vat::swedish_midnight;

/// What has been sold so this calendar year and the one before, without VAT: one stretch of an index that holds such orders only, less the gift
/// cards in them, which are vouchers and no supply yet. Whoever has waited for a
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
        r#"with carded as (
               select coalesce(sum(valued(l.total_minor, o.exchange_rate_e6)) filter (where o.placed_at >= $3), 0)::bigint as this_year,
                      coalesce(sum(valued(l.total_minor, o.exchange_rate_e6)) filter (where o.placed_at < $3), 0)::bigint as last_year
               from order_lines l join orders o on o.id = l.order_id
               where l.is_card and o.shop_id = any(array(select s.id from shops s join shops own using (org_number, currency) where own.id = $1))
                 and o.oss_country is not null and o.placed_at >= $2 and o.placed_at < $4 and o.state = 'placed')
           select (coalesce(sum(valued(total_minor - vat_minor, exchange_rate_e6)) filter (where placed_at >= $3), 0) - (select this_year from carded))::bigint as "this_year_minor!",
                  (coalesce(sum(valued(total_minor - vat_minor, exchange_rate_e6)) filter (where placed_at < $3), 0) - (select last_year from carded))::bigint as "last_year_minor!"
           from orders where shop_id = any(array(select s.id from shops s join shops own using (org_number, currency) where own.id = $1))
             and oss_country is not null and placed_at >= $2 and placed_at < $4 and state = 'placed'"#,
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
        r#"select coalesce(sum(valued((o.total_minor - o.vat_minor
                                - coalesce((select sum(l.total_minor) from order_lines l where l.order_id = o.id and l.is_card), 0))::bigint,
                                o.exchange_rate_e6)), 0)::bigint as "held!"
           from orders o where o.shop_id = any(array(select s.id from shops s join shops own using (org_number, currency) where own.id = $1))
             and o.oss_country is not null and o.state = 'prepared' and o.cart_id <> $2"#,
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

/// A quarter's sales at the rates of the buyers' countries, those too that were called off since: their credit notes take them back.
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
        r#"select o.oss_country::text as "country!", l.vat_rate_bp as rate_bp, sum(valued(l.total_minor - l.vat_minor, o.exchange_rate_e6))::bigint as "net_minor!",
                  sum(valued(l.vat_minor, o.exchange_rate_e6))::bigint as "vat_minor!"
           from orders o join order_lines l on l.order_id = o.id
           where o.shop_id = any(array(select s.id from shops s join shops own using (org_number, currency) where own.id = $1))
             and o.oss_country is not null and o.vat_ground = 'destination' and o.placed_at >= $2 and o.placed_at < $3
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

/// A part of what went back, as its credit note has it: it is never changed, and neither is what has been reported.
#[derive(Clone, Debug)]
pub struct Back {
    /// Whose consumer.
    pub country: String,
    /// When it was sold.
    pub placed_at: Timestamp,
    /// Basis points.
    pub rate_bp: i32,
    /// Without VAT.
    pub net_minor: i64,
    /// VAT.
    pub vat_minor: i64,
}

/// What went back in a quarter of sales at the rates of the buyers' countries: by returns, by what was called off, in whichever way the money went.
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
        r#"select o.oss_country::text as "country!", o.placed_at as "placed_at!: Timestamp", p.rate_bp,
                  valued(p.amount_minor - p.vat_minor, o.exchange_rate_e6) as "net_minor!", valued(p.vat_minor, o.exchange_rate_e6) as "vat_minor!"
           from credit_notes n join orders o on o.id = n.order_id join credit_note_parts p on p.credit_note_id = n.id
           where n.shop_id = any(array(select s.id from shops s join shops own using (org_number, currency) where own.id = $1))
             and n.issued_at >= $2 and n.issued_at < $3
             and o.oss_country is not null and o.vat_ground = 'destination' and o.placed_at is not null
             -- A voucher that is taken back was no sale of goods.
             and not (p.rate_bp = 0 and exists (select from order_lines l where l.order_id = o.id and l.is_card))
           order by n.issued_at, n.id, p.rate_bp"#,
        shop.0,
        from,
        to
    )
    .fetch_all(conn)
    .await
}
