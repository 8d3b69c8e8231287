//! Reading tiers. There are few: they are read whole.

use platform::db::{DbError, PgConnection};

use super::{SupportLevel, Tier, TierFunction};
use crate::catalogue::Label;

struct Row {
    code: String,
    name: serde_json::Value,
    position: i32,
    shows_vat: bool,
    buys_in: Option<String>,
    currency: String,
    payment_days: i16,
    credit_limit_minor: Option<i64>,
    minimum_order_minor: i64,
    free_freight_minor: Option<i64>,
    functions: Vec<String>,
    support_level: String,
    can_be_applied_for: bool,
    row_version: i32,
}

impl From<Row> for Tier {
    fn from(row: Row) -> Self {
        Self {
            code: row.code,
            name: Label::from_json(row.name),
            position: row.position,
            shows_vat: row.shows_vat,
            buys_in: row.buys_in,
            currency: row.currency,
            payment_days: row.payment_days,
            credit_limit_minor: row.credit_limit_minor,
            minimum_order_minor: row.minimum_order_minor,
            free_freight_minor: row.free_freight_minor,
            functions: row
                .functions
                .iter()
                .filter_map(|name| TierFunction::from_column(name))
                .collect(),
            // The CHECK allows no other; what this version does not know is helped in turn.
            support_level: SupportLevel::from_column(&row.support_level)
                .unwrap_or(SupportLevel::Standard),
            can_be_applied_for: row.can_be_applied_for,
            row_version: row.row_version,
        }
    }
}

/// All tiers, in their order.
///
/// # Errors
/// Database errors.
pub async fn tiers(conn: &mut PgConnection) -> Result<Vec<Tier>, DbError> {
    read(conn, None).await
}

/// One tier.
///
/// # Errors
/// Database errors.
pub async fn tier(conn: &mut PgConnection, code: &str) -> Result<Option<Tier>, DbError> {
    Ok(read(conn, Some(code)).await?.pop())
}

async fn read(conn: &mut PgConnection, code: Option<&str>) -> Result<Vec<Tier>, DbError> {
    let rows = sqlx::query_as!(
        Row,
        r#"select code, name, position, shows_vat, buys_in::text as buys_in, currency::text as "currency!", payment_days, credit_limit_minor, minimum_order_minor, functions,
                  free_freight_minor, support_level, can_be_applied_for, row_version
           from tiers where $1::text is null or code = $1 order by position, code limit 200"#,
        code
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(Tier::from).collect())
}

/// How many companies belong to a tier, for the back office's list.
#[derive(Clone, Debug)]
pub struct TierUse {
    /// Which tier.
    pub code: String,
    /// Active companies, at most a thousand and one.
    pub companies: i64,
}

/// How many active companies each tier has, never looking at more than a thousand and one of each.
///
/// # Errors
/// Database errors.
pub async fn uses(conn: &mut PgConnection) -> Result<Vec<TierUse>, DbError> {
    sqlx::query_as!(
        TierUse,
        r#"select t.code, (select count(*) from (select from companies c where c.tier_code = t.code and c.state = 'active' limit 1001) found) as "companies!"
           from tiers t order by t.position, t.code limit 200"#
    )
    .fetch_all(conn)
    .await
}
