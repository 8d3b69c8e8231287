//! Reading what decides, and writing promotions and their codes.

use platform::clock::Timestamp;
use platform::db::{DbError, PgConnection, Tx};
use platform::ids::new_uuid;
use platform::money::Currency;
use serde_json::Value;
use uuid::Uuid;

use super::code::NewCodes;
use super::{Benefit, Conditions, GivenCode, Lane, PromotionState, Rule};
use crate::catalogue::Label;
use crate::ids::{CartId, CategoryId, CustomerId, ProductId, PromotionId, ShopId, VariantId};

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

/// The codes of a cart, in the order in which they were given.
///
/// # Errors
/// Database errors.
pub async fn given_codes(
    conn: &mut PgConnection,
    cart_id: CartId,
) -> Result<Vec<GivenCode>, DbError> {
    sqlx::query_as!(
        GivenCode,
        r#"select c.id, c.code, c.promotion_id as "promotion_id!: PromotionId", c.customer_id as "customer?: CustomerId",
                  (c.max_uses is not null and c.uses >= c.max_uses + (select count(*) from orders o join promotion_redemptions r on r.order_id = o.id
                       where o.cart_id = $1 and o.state in ('prepared', 'placed') and r.code_id = c.id and r.state = 'held')) as "is_used_up!"
           from cart_codes g join promotion_codes c on c.id = g.code_id where g.cart_id = $1 order by g.given_at, c.code"#,
        cart_id.0
    )
    .fetch_all(conn)
    .await
}

/// The code that is written so, and the shop that it is of.
pub(super) async fn code_written(
    conn: &mut PgConnection,
    shop_id: ShopId,
    code: &str,
) -> Result<Option<GivenCode>, DbError> {
    sqlx::query_as!(
        GivenCode,
        r#"select c.id, c.code, c.promotion_id as "promotion_id!: PromotionId", c.customer_id as "customer?: CustomerId",
                  (c.max_uses is not null and c.uses >= c.max_uses) as "is_used_up!"
           from promotion_codes c join promotions p on p.id = c.promotion_id
           where c.code = $1 and p.shop_id = $2 and p.state <> 'draft'"#,
        code,
        shop_id.0
    )
    .fetch_optional(conn)
    .await
}

/// Keeps a code with a cart; `false` when it keeps as many as it may. The caller holds the cart's lock.
pub(super) async fn give(tx: &mut Tx, cart_id: CartId, code_id: Uuid) -> Result<bool, DbError> {
    let now = tx.now();
    let kept = sqlx::query!(
        "insert into cart_codes (cart_id, code_id, given_at)
         select $1, $2, $3 where (select count(*) from cart_codes where cart_id = $1 and code_id <> $2) < $4
         on conflict (cart_id, code_id) do update set given_at = cart_codes.given_at",
        cart_id.0,
        code_id,
        now,
        super::code::MOST_GIVEN
    )
    .execute(&mut **tx)
    .await?;
    Ok(kept.rows_affected() == 1)
}

/// Moves the codes of a cart to the one that its goods move to, as far as that may keep more.
pub(crate) async fn move_codes(tx: &mut Tx, from: CartId, into: CartId) -> Result<(), DbError> {
    sqlx::query!(
        "with gone as (delete from cart_codes where cart_id = $1 returning code_id, given_at)
         insert into cart_codes (cart_id, code_id, given_at) select $2, g.code_id, g.given_at from gone g
         order by g.given_at limit greatest($3 - (select count(*) from cart_codes where cart_id = $2), 0)
         on conflict (cart_id, code_id) do nothing",
        from.0,
        into.0,
        super::code::MOST_GIVEN
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Takes a code away from a cart; `false` when it had none that is written so.
///
/// # Errors
/// Database errors.
pub async fn take_away(tx: &mut Tx, cart_id: CartId, code: &str) -> Result<bool, DbError> {
    let gone = sqlx::query!(
        "delete from cart_codes g using promotion_codes c where g.cart_id = $1 and g.code_id = c.id and c.code = $2",
        cart_id.0,
        code
    )
    .execute(&mut **tx)
    .await?;
    Ok(gone.rows_affected() > 0)
}

/// The categories of products, with those above them.
pub(super) async fn categories_of(
    conn: &mut PgConnection,
    products: &[Uuid],
) -> Result<Vec<(ProductId, CategoryId)>, DbError> {
    let rows = sqlx::query!(
        r#"select distinct pc.product_id as "product!: ProductId", up.id as "category!: CategoryId"
           from product_categories pc join categories c on c.id = pc.category_id cross join lateral unnest(c.path) as up (id)
           where pc.product_id = any($1)"#,
        products
    )
    .fetch_all(conn)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| (row.product, row.category))
        .collect())
}

/// What variants cost us, in ten-thousandths of a minor unit.
pub(super) async fn costs_of(
    conn: &mut PgConnection,
    variants: &[Uuid],
) -> Result<Vec<(VariantId, i64)>, DbError> {
    let rows = sqlx::query!(
        r#"select id as "id!: VariantId", cost_e4 as "cost_e4!" from variants where id = any($1) and cost_e4 is not null"#,
        variants
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(|row| (row.id, row.cost_e4)).collect())
}

/// Whether a customer has an order that was placed; as a guest with the same address counts.
pub(super) async fn has_ordered(
    conn: &mut PgConnection,
    customer_id: CustomerId,
) -> Result<bool, DbError> {
    sqlx::query_scalar!(
        r#"select exists (select from orders o where o.customer_id = $1 and o.placed_at is not null)
               or exists (select from orders o join customers c on lower(o.email) = lower(c.email) where c.id = $1 and o.placed_at is not null) as "has!""#,
        customer_id.0
    )
    .fetch_one(conn)
    .await
}

/// How often a buyer's orders use these rules, but for those of this cart. A guest is known by the address.
pub(super) async fn uses_by(
    conn: &mut PgConnection,
    (customer_id, email): (Option<CustomerId>, Option<&str>),
    cart_id: CartId,
    promotions: &[Uuid],
) -> Result<Vec<(PromotionId, i64)>, DbError> {
    let rows = sqlx::query!(
        r#"select r.promotion_id as "promotion!: PromotionId", count(*) as "uses!"
           from orders o join promotion_redemptions r on r.order_id = o.id and r.state = 'held'
           where (o.customer_id = $1 or lower(o.email) = $2) and o.cart_id <> $3 and r.promotion_id = any($4) group by r.promotion_id"#,
        customer_id.map(|id| id.0),
        email.map(str::to_lowercase),
        cart_id.0,
        promotions
    )
    .fetch_all(conn)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| (row.promotion, row.uses))
        .collect())
}

/// Whether a promotion has a code.
pub(super) async fn has_code(conn: &mut PgConnection, id: PromotionId) -> Result<bool, DbError> {
    sqlx::query_scalar!(
        r#"select exists (select from promotion_codes where promotion_id = $1) as "has!""#,
        id.0
    )
    .fetch_one(conn)
    .await
}

/// Makes codes; gives how many were new. One that is there already, of whichever promotion, stays as it is.
///
/// # Errors
/// Database errors.
pub async fn insert_codes(tx: &mut Tx, codes: &NewCodes) -> Result<u64, DbError> {
    let now = tx.now();
    let ids: Vec<Uuid> = codes.codes.iter().map(|_| new_uuid()).collect();
    let made = sqlx::query!(
        "insert into promotion_codes (id, promotion_id, code, customer_id, max_uses, created_at)
         select n.id, $1, n.code, $2, $3, $4 from unnest($5::uuid[], $6::text[]) as n (id, code)
         on conflict on constraint promotion_codes_code_key do nothing",
        codes.promotion_id.0,
        codes.customer.map(|id| id.0),
        codes.max_uses,
        now,
        &ids,
        &codes.codes,
    )
    .execute(&mut **tx)
    .await?;
    Ok(made.rows_affected())
}

/// A promotion as it is to be stored.
#[derive(Clone, Debug)]
pub struct Draft {
    /// What staff call it.
    pub name: String,
    /// What shoppers read.
    pub label: Label,
    /// What it gives.
    pub benefit: Benefit,
    /// When it has its turn.
    pub lane: Lane,
    /// Goes together with no other.
    pub is_exclusive: bool,
    /// What must hold.
    pub conditions: Conditions,
    /// See [`Rule::min_margin_bp`].
    pub min_margin_bp: Option<i32>,
    /// In so many orders altogether.
    pub max_uses: Option<i64>,
    /// From when.
    pub starts_at: Timestamp,
    /// Until just before when.
    pub ends_at: Option<Timestamp>,
}

struct Values {
    percent_bp: Option<i32>,
    amount_minor: Option<i64>,
    buy: Option<i32>,
    pay: Option<i32>,
    gift: Option<Uuid>,
    gift_quantity: Option<i32>,
}

fn values(benefit: Benefit) -> Values {
    let small = |value: i64| i32::try_from(value).ok();
    let none = Values {
        percent_bp: None,
        amount_minor: None,
        buy: None,
        pay: None,
        gift: None,
        gift_quantity: None,
    };
    match benefit {
        Benefit::Percent { bp } => Values {
            percent_bp: Some(bp),
            ..none
        },
        Benefit::Sum { minor } | Benefit::FixedPrice { minor } => Values {
            amount_minor: Some(minor),
            ..none
        },
        Benefit::BuyPay { buy, pay } => Values {
            buy: small(buy),
            pay: small(pay),
            ..none
        },
        Benefit::FreeFreight => none,
        Benefit::Gift {
            variant_id,
            quantity,
        } => Values {
            gift: Some(variant_id.0),
            gift_quantity: small(quantity),
            ..none
        },
    }
}

/// Writes a new promotion, as a draft.
pub(super) async fn insert(
    tx: &mut Tx,
    id: PromotionId,
    shop_id: ShopId,
    currency: Currency,
    draft: &Draft,
) -> Result<(), DbError> {
    let (now, values, conditions) = (tx.now(), values(draft.benefit), &draft.conditions);
    sqlx::query!(
        "insert into promotions (id, shop_id, name, label, kind, lane, is_exclusive, currency, percent_bp, amount_minor, buy_quantity, pay_quantity,
                                 gift_variant_id, gift_quantity, needs_code, is_first_order, min_sum_minor, min_quantity, max_uses, max_uses_per_buyer,
                                 min_margin_bp, starts_at, ends_at, created_at, updated_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $24)",
        id.0,
        shop_id.0,
        draft.name,
        draft.label.to_json(),
        draft.benefit.kind(),
        draft.lane.as_str(),
        draft.is_exclusive,
        currency.code(),
        values.percent_bp,
        values.amount_minor,
        values.buy,
        values.pay,
        values.gift,
        values.gift_quantity,
        conditions.needs_code,
        conditions.is_first_order,
        conditions.min_sum_minor,
        conditions.min_quantity.and_then(|n| i32::try_from(n).ok()),
        draft.max_uses,
        conditions.max_uses_per_buyer.and_then(|n| i32::try_from(n).ok()),
        draft.min_margin_bp,
        draft.starts_at,
        draft.ends_at,
        now,
    )
    .execute(&mut **tx)
    .await?;
    write_conditions(tx, id, conditions).await
}

/// Locks a promotion against everybody who uses it, so that its uses can be counted: whoever is ordering by it is waited for.
pub(super) async fn lock_for_count(tx: &mut Tx, id: PromotionId) -> Result<(), DbError> {
    sqlx::query!("select id from promotions where id = $1 for update", id.0)
        .fetch_optional(&mut **tx)
        .await?;
    Ok(())
}

/// Writes a promotion anew that still is at this version; `false` when it is not.
pub(super) async fn update(
    tx: &mut Tx,
    id: PromotionId,
    row_version: i32,
    draft: &Draft,
) -> Result<bool, DbError> {
    let (now, values, conditions) = (tx.now(), values(draft.benefit), &draft.conditions);
    let done = sqlx::query!(
        "update promotions set name = $3, label = $4, kind = $5, lane = $6, is_exclusive = $7, percent_bp = $8, amount_minor = $9, buy_quantity = $10,
                pay_quantity = $11, gift_variant_id = $12, gift_quantity = $13, needs_code = $14, is_first_order = $15, min_sum_minor = $16,
                min_quantity = $17, max_uses = $18, max_uses_per_buyer = $19, min_margin_bp = $20, starts_at = $21, ends_at = $22, updated_at = $23,
                row_version = row_version + 1,
                -- Uses are counted where there is a limit; where there was none, from now on.
                uses = case when $18::bigint is null then uses
                            else (select count(*) from promotion_redemptions r where r.promotion_id = $1 and r.state = 'held') end
         where id = $1 and row_version = $2",
        id.0,
        row_version,
        draft.name,
        draft.label.to_json(),
        draft.benefit.kind(),
        draft.lane.as_str(),
        draft.is_exclusive,
        values.percent_bp,
        values.amount_minor,
        values.buy,
        values.pay,
        values.gift,
        values.gift_quantity,
        conditions.needs_code,
        conditions.is_first_order,
        conditions.min_sum_minor,
        conditions.min_quantity.and_then(|n| i32::try_from(n).ok()),
        draft.max_uses,
        conditions.max_uses_per_buyer.and_then(|n| i32::try_from(n).ok()),
        draft.min_margin_bp,
        draft.starts_at,
        draft.ends_at,
        now,
    )
    .execute(&mut **tx)
    .await?;
    if done.rows_affected() == 0 {
        return Ok(false);
    }
    write_conditions(tx, id, conditions).await?;
    Ok(true)
}

async fn write_conditions(
    tx: &mut Tx,
    id: PromotionId,
    conditions: &Conditions,
) -> Result<(), DbError> {
    let products: Vec<Uuid> = conditions.products.iter().map(|p| p.0).collect();
    let no_products: Vec<Uuid> = conditions.excluded_products.iter().map(|p| p.0).collect();
    let categories: Vec<Uuid> = conditions.categories.iter().map(|c| c.0).collect();
    let no_categories: Vec<Uuid> = conditions.excluded_categories.iter().map(|c| c.0).collect();
    sqlx::query!(
        "with gone as (delete from promotion_products where promotion_id = $1 and not product_id = any($2::uuid[] || $3::uuid[]))
         insert into promotion_products (promotion_id, product_id, is_excluded)
         select $1, x.id, x.id = any($3) from (select distinct unnest($2::uuid[] || $3::uuid[]) as id) x
         on conflict (promotion_id, product_id) do update set is_excluded = excluded.is_excluded",
        id.0,
        &products,
        &no_products
    )
    .execute(&mut **tx)
    .await?;
    sqlx::query!(
        "with gone as (delete from promotion_categories where promotion_id = $1 and not category_id = any($2::uuid[] || $3::uuid[]))
         insert into promotion_categories (promotion_id, category_id, is_excluded)
         select $1, x.id, x.id = any($3) from (select distinct unnest($2::uuid[] || $3::uuid[]) as id) x
         on conflict (promotion_id, category_id) do update set is_excluded = excluded.is_excluded",
        id.0,
        &categories,
        &no_categories
    )
    .execute(&mut **tx)
    .await?;
    sqlx::query!(
        "with gone as (delete from promotion_tiers where promotion_id = $1 and not tier_code = any($2::text[]))
         insert into promotion_tiers (promotion_id, tier_code) select distinct $1::uuid, unnest($2::text[])
         on conflict (promotion_id, tier_code) do nothing",
        id.0,
        &conditions.tiers
    )
    .execute(&mut **tx)
    .await?;
    sqlx::query!(
        "with gone as (delete from promotion_companies where promotion_id = $1 and not company_id = any($2::uuid[]))
         insert into promotion_companies (promotion_id, company_id) select distinct $1::uuid, unnest($2::uuid[])
         on conflict (promotion_id, company_id) do nothing",
        id.0,
        &conditions.companies
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Moves a promotion to a state that [`PromotionState::apply`] gave, when it still is at this version.
pub(super) async fn set_state(
    tx: &mut Tx,
    id: PromotionId,
    row_version: i32,
    state: PromotionState,
) -> Result<bool, DbError> {
    let now = tx.now();
    let done = sqlx::query!(
        "update promotions set state = $3, updated_at = $4, row_version = row_version + 1,
                ends_at = case when $3 = 'ended' and starts_at < $4 then least(ends_at, $4) else ends_at end
         where id = $1 and row_version = $2",
        id.0,
        row_version,
        state.as_str(),
        now
    )
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Ends what is past its period, at most `limit`; gives which.
pub(super) async fn end_due(tx: &mut Tx, limit: i64) -> Result<Vec<PromotionId>, DbError> {
    let now = tx.now();
    sqlx::query_scalar!(
        r#"update promotions set state = 'ended', updated_at = $1, row_version = row_version + 1 where id in (
               select id from promotions where state in ('active', 'paused') and ends_at <= $1 order by ends_at limit $2 for update skip locked)
           returning id as "id: PromotionId""#,
        now,
        limit
    )
    .fetch_all(&mut **tx)
    .await
}
