//! Reading tiers. There are few: they are read whole.

use platform::clock::Timestamp;
use platform::db::{DbError, PgConnection};

use super::{GUESTS, SupportLevel, Tier, TierFunction};
use crate::catalogue::Label;
use crate::ids::{PriceListId, ShopId};

struct Row {
    code: String,
    name: serde_json::Value,
    position: i32,
    shows_vat: bool,
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
    let rows = sqlx::query_as!(
        Row,
        r#"select code, name, position, shows_vat, currency::text as "currency!", payment_days, credit_limit_minor, minimum_order_minor, functions,
                  free_freight_minor, support_level, can_be_applied_for, row_version
           from tiers order by position, code limit 200"#
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(Tier::from).collect())
}

/// One tier.
///
/// # Errors
/// Database errors.
pub async fn tier(conn: &mut PgConnection, code: &str) -> Result<Option<Tier>, DbError> {
    let row = sqlx::query_as!(
        Row,
        r#"select code, name, position, shows_vat, currency::text as "currency!", payment_days, credit_limit_minor, minimum_order_minor, functions,
                  free_freight_minor, support_level, can_be_applied_for, row_version
           from tiers where code = $1"#,
        code
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(Tier::from))
}

/// How many belong to a tier: people and companies. For the back office's list.
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

/// A price list that a tier's people are asked the prices of.
#[derive(Clone, Debug)]
pub struct TierList {
    /// Which.
    pub id: PriceListId,
    /// What it is called.
    pub name: String,
    /// Whether it is a campaign's, which only ever lowers.
    pub is_campaign: bool,
    /// Whether it is guests', for what no list of the tier's own has a price of.
    pub is_fallback: bool,
    /// From when it holds; none: always has.
    pub valid_from: Option<Timestamp>,
    /// Until when; none: until further notice.
    pub valid_to: Option<Timestamp>,
}

/// The lists of a tier that have not ended, in the order in which they are asked (as `pricing::listing::price_context` has it); of campaigns and lists to
/// come as many as fit.
///
/// # Errors
/// Database errors.
pub async fn lists(
    conn: &mut PgConnection,
    shop: ShopId,
    code: &str,
    at: Timestamp,
) -> Result<Vec<TierList>, DbError> {
    sqlx::query_as!(
        TierList,
        r#"select l.id as "id!: PriceListId", l.name as "name!", l.is_campaign as "is_campaign!", l.is_fallback as "is_fallback!",
                  l.valid_from as "valid_from?: Timestamp", l.valid_to as "valid_to?: Timestamp"
           from shops s cross join lateral (
               select id, name, currency, priority, false as is_campaign, (tier_code = $3 and $2 <> $3) as is_fallback, valid_from, valid_to
               from price_lists where shop_id = s.id and tier_code in ($2, $3) and audience = 'tier'
               union all
               select id, name, currency, priority, true, false, valid_from, valid_to from price_lists
               where shop_id = s.id and audience = 'campaign' and (for_tiers = '{}' or $2 = any(for_tiers))) l
           where s.id = $1 and l.currency = s.currency and (l.valid_to is null or l.valid_to > $4)
           order by l.is_fallback, l.is_campaign desc, l.priority, l.id limit 100"#,
        shop.0,
        code,
        GUESTS,
        at as _
    )
    .fetch_all(conn)
    .await
}
