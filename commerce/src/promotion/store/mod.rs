//! Reading what decides, and writing promotions and their codes.

mod codes;
mod ground;
mod writing;

use platform::clock::Timestamp;
use platform::db::{DbError, PgConnection};
use platform::money::Currency;
use serde_json::Value;
use uuid::Uuid;

use super::{Benefit, Conditions, Lane, PromotionState, Rule};
use crate::catalogue::Label;
use crate::ids::{CartId, PromotionId, ShopId, VariantId};

pub(crate) use codes::move_codes;
pub(super) use codes::{code_written, give, has_code};
pub use codes::{given_codes, insert_codes, take_away};
pub(super) use ground::{categories_of, costs_of, has_ordered, uses_by};
pub use writing::Draft;
pub(super) use writing::{end_due, insert, lock_for_count, set_state, update};

pub(super) struct Row {
    id: PromotionId,
    label: Value,
    state: String,
    kind: String,
    lane: String,
    is_exclusive: bool,
    currency: Currency,
    percent_bp: Option<i32>,
    amount_minor: Option<i64>,
    buy_quantity: Option<i32>,
    pay_quantity: Option<i32>,
    gift_variant_id: Option<VariantId>,
    gift_quantity: Option<i32>,
    needs_code: bool,
    is_first_order: bool,
    min_sum_minor: Option<i64>,
    min_quantity: Option<i32>,
    max_uses_per_buyer: Option<i32>,
    min_margin_bp: Option<i32>,
    is_used_up: bool,
    starts_at: Timestamp,
    ends_at: Option<Timestamp>,
    products: Vec<Uuid>,
    excluded_products: Vec<Uuid>,
    categories: Vec<Uuid>,
    excluded_categories: Vec<Uuid>,
    tiers: Vec<String>,
    companies: Vec<Uuid>,
}

impl Row {
    fn rule(self) -> Result<Rule, DbError> {
        let unknown = |what: &str| DbError::Decode(format!("unknown {what} of promotion").into());
        let benefit = benefit(&self).ok_or_else(|| unknown("kind"))?;
        Ok(Rule {
            id: self.id,
            label: Label::from_json(self.label),
            benefit,
            lane: Lane::parse(&self.lane).ok_or_else(|| unknown("lane"))?,
            is_exclusive: self.is_exclusive,
            conditions: Conditions {
                products: typed(self.products),
                categories: typed(self.categories),
                excluded_products: typed(self.excluded_products),
                excluded_categories: typed(self.excluded_categories),
                tiers: self.tiers,
                companies: self.companies,
                min_sum_minor: self.min_sum_minor,
                min_quantity: self.min_quantity.map(i64::from),
                is_first_order: self.is_first_order,
                needs_code: self.needs_code,
                max_uses_per_buyer: self.max_uses_per_buyer.map(i64::from),
            },
            min_margin_bp: self.min_margin_bp,
            state: PromotionState::from_column(&self.state).ok_or_else(|| unknown("state"))?,
            starts_at: self.starts_at,
            ends_at: self.ends_at,
            currency: self.currency,
            is_used_up: self.is_used_up,
        })
    }
}

fn typed<T: From<Uuid>>(ids: Vec<Uuid>) -> Vec<T> {
    ids.into_iter().map(T::from).collect()
}

fn benefit(row: &Row) -> Option<Benefit> {
    Some(match row.kind.as_str() {
        "percent" => Benefit::Percent {
            bp: row.percent_bp?,
        },
        "sum" => Benefit::Sum {
            minor: row.amount_minor?,
        },
        "fixed_price" => Benefit::FixedPrice {
            minor: row.amount_minor?,
        },
        "buy_pay" => Benefit::BuyPay {
            buy: row.buy_quantity?.into(),
            pay: row.pay_quantity?.into(),
        },
        "free_freight" => Benefit::FreeFreight,
        "gift" => Benefit::Gift {
            variant_id: row.gift_variant_id?,
            quantity: row.gift_quantity?.into(),
        },
        _ => return None,
    })
}

/// The rules that may hold for a cart: those that ask for no code and hold now, those whose codes it has, and `tried`, whatever its state. What the cart's own
/// order uses, which waits for its payment, is not used up for it.
pub(super) async fn rules_for(
    conn: &mut PgConnection,
    shop_id: ShopId,
    cart_id: CartId,
    tried: Option<PromotionId>,
    now: Timestamp,
) -> Result<Vec<Rule>, DbError> {
    let rows = sqlx::query_as!(
        Row,
        r#"select p.id as "id!: PromotionId", p.label, p.state, p.kind, p.lane, p.is_exclusive, p.currency::text as "currency!", p.percent_bp,
                  p.amount_minor, p.buy_quantity, p.pay_quantity, p.gift_variant_id as "gift_variant_id?: VariantId", p.gift_quantity, p.needs_code,
                  p.is_first_order, p.min_sum_minor, p.min_quantity, p.max_uses_per_buyer, p.min_margin_bp, p.starts_at, p.ends_at,
                  (p.max_uses is not null and p.uses >= p.max_uses + (select count(*) from orders o join promotion_redemptions r on r.order_id = o.id
                       where o.cart_id = $2 and o.state in ('prepared', 'placed') and r.promotion_id = p.id and r.state = 'held')) as "is_used_up!",
                  array(select x.product_id from promotion_products x where x.promotion_id = p.id and not x.is_excluded) as "products!",
                  array(select x.product_id from promotion_products x where x.promotion_id = p.id and x.is_excluded) as "excluded_products!",
                  array(select x.category_id from promotion_categories x where x.promotion_id = p.id and not x.is_excluded) as "categories!",
                  array(select x.category_id from promotion_categories x where x.promotion_id = p.id and x.is_excluded) as "excluded_categories!",
                  array(select x.tier_code from promotion_tiers x where x.promotion_id = p.id) as "tiers!",
                  array(select x.company_id from promotion_companies x where x.promotion_id = p.id order by x.company_id) as "companies!"
           from promotions p
           where (p.shop_id = (select $1::uuid) and p.state = 'active' and not p.needs_code and p.starts_at <= $3 and (p.ends_at is null or p.ends_at > $3))
              or p.id in (select c.promotion_id from cart_codes g join promotion_codes c on c.id = g.code_id where g.cart_id = $2)
              or p.id = (select $4::uuid)
           order by p.id"#,
        shop_id.0,
        cart_id.0,
        now,
        tried.map(|id| id.0),
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter().map(Row::rule).collect()
}

/// The rules that may hold for somebody from one moment to another: those that hold at one of them at least, and those that begin or end between them. What asks
/// for a code is among them only where it begins or ends.
pub(super) async fn rules_between(
    conn: &mut PgConnection,
    shop_id: ShopId,
    (now, then): (Timestamp, Timestamp),
) -> Result<Vec<Rule>, DbError> {
    let rows = sqlx::query_as!(
        Row,
        r#"select p.id as "id!: PromotionId", p.label, p.state, p.kind, p.lane, p.is_exclusive, p.currency::text as "currency!", p.percent_bp,
                  p.amount_minor, p.buy_quantity, p.pay_quantity, p.gift_variant_id as "gift_variant_id?: VariantId", p.gift_quantity, p.needs_code,
                  p.is_first_order, p.min_sum_minor, p.min_quantity, p.max_uses_per_buyer, p.min_margin_bp, p.starts_at, p.ends_at,
                  (p.max_uses is not null and p.uses >= p.max_uses) as "is_used_up!",
                  array(select x.product_id from promotion_products x where x.promotion_id = p.id and not x.is_excluded) as "products!",
                  array(select x.product_id from promotion_products x where x.promotion_id = p.id and x.is_excluded) as "excluded_products!",
                  array(select x.category_id from promotion_categories x where x.promotion_id = p.id and not x.is_excluded) as "categories!",
                  array(select x.category_id from promotion_categories x where x.promotion_id = p.id and x.is_excluded) as "excluded_categories!",
                  array(select x.tier_code from promotion_tiers x where x.promotion_id = p.id) as "tiers!",
                  array(select x.company_id from promotion_companies x where x.promotion_id = p.id order by x.company_id) as "companies!"
           from promotions p
           where p.shop_id = $1 and p.state = 'active' and p.starts_at <= $3 and (p.ends_at is null or p.ends_at > $2)
             and (not p.needs_code or p.starts_at > $2 or p.ends_at <= $3)
           order by p.starts_at, p.id"#,
        shop_id.0,
        now,
        then,
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter().map(Row::rule).collect()
}

/// One rule.
///
/// # Errors
/// Database errors.
pub async fn rule(conn: &mut PgConnection, id: PromotionId) -> Result<Option<Rule>, DbError> {
    let rows = sqlx::query_as!(
        Row,
        r#"select p.id as "id!: PromotionId", p.label, p.state, p.kind, p.lane, p.is_exclusive, p.currency::text as "currency!", p.percent_bp,
                  p.amount_minor, p.buy_quantity, p.pay_quantity, p.gift_variant_id as "gift_variant_id?: VariantId", p.gift_quantity, p.needs_code,
                  p.is_first_order, p.min_sum_minor, p.min_quantity, p.max_uses_per_buyer, p.min_margin_bp, p.starts_at, p.ends_at,
                  (p.max_uses is not null and p.uses >= p.max_uses) as "is_used_up!",
                  array(select x.product_id from promotion_products x where x.promotion_id = p.id and not x.is_excluded) as "products!",
                  array(select x.product_id from promotion_products x where x.promotion_id = p.id and x.is_excluded) as "excluded_products!",
                  array(select x.category_id from promotion_categories x where x.promotion_id = p.id and not x.is_excluded) as "categories!",
                  array(select x.category_id from promotion_categories x where x.promotion_id = p.id and x.is_excluded) as "excluded_categories!",
                  array(select x.tier_code from promotion_tiers x where x.promotion_id = p.id) as "tiers!",
                  array(select x.company_id from promotion_companies x where x.promotion_id = p.id order by x.company_id) as "companies!"
           from promotions p where p.id = $1"#,
        id.0,
    )
    .fetch_optional(conn)
    .await?;
    rows.map(Row::rule).transpose()
}
