//! Writing promotions.

use platform::clock::Timestamp;
use platform::db::{DbError, Tx};
use platform::money::Currency;
use uuid::Uuid;

use crate::catalogue::Label;
use crate::ids::{PromotionId, ShopId};
use crate::promotion::{Benefit, Conditions, Lane, PromotionState};

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
    /// See [`crate::promotion::Rule::min_margin_bp`].
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

/// A statement that writes a draft: what comes before the columns, between them and their values, and after. `$1` is the promotion and `$22` the moment;
/// from `$23` on, values are the statement's own.
macro_rules! write_draft {
    (($tx:ident, $id:ident, $draft:ident), $before:literal, $between:literal, $after:literal, $($own:expr),+) => {{
        let (now, values, conditions) = ($tx.now(), values($draft.benefit), &$draft.conditions);
        sqlx::query!(
            $before
                + "name, label, kind, lane, is_exclusive, percent_bp, amount_minor, buy_quantity, pay_quantity, gift_variant_id, gift_quantity, needs_code,
                   is_first_order, min_sum_minor, min_quantity, max_uses, max_uses_per_buyer, min_margin_bp, starts_at, ends_at"
                + $between
                + "$2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21"
                + $after,
            $id.0,
            $draft.name,
            $draft.label.to_json(),
            $draft.benefit.kind(),
            $draft.lane.as_str(),
            $draft.is_exclusive,
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
            $draft.max_uses,
            conditions.max_uses_per_buyer.and_then(|n| i32::try_from(n).ok()),
            $draft.min_margin_bp,
            $draft.starts_at,
            $draft.ends_at,
            now,
            $($own),+
        )
        .execute(&mut **$tx)
        .await
    }};
}

/// Writes a new promotion, as a draft.
pub(in crate::promotion) async fn insert(
    tx: &mut Tx,
    id: PromotionId,
    shop_id: ShopId,
    currency: Currency,
    draft: &Draft,
) -> Result<(), DbError> {
    write_draft!(
        (tx, id, draft),
        "insert into promotions (id, shop_id, currency, created_at, updated_at, ",
        ") values ($1, $23, $24, $22, $22, ",
        ")",
        shop_id.0,
        currency.code()
    )?;
    write_conditions(tx, id, &draft.conditions).await
}

/// Locks a promotion against everybody who uses it, so that its uses can be counted: whoever is ordering by it is waited for.
pub(in crate::promotion) async fn lock_for_count(
    tx: &mut Tx,
    id: PromotionId,
) -> Result<(), DbError> {
    sqlx::query!("select id from promotions where id = $1 for update", id.0)
        .fetch_optional(&mut **tx)
        .await?;
    Ok(())
}

/// Writes a promotion anew that still is at this version; `false` when it is not.
pub(in crate::promotion) async fn update(
    tx: &mut Tx,
    id: PromotionId,
    row_version: i32,
    draft: &Draft,
) -> Result<bool, DbError> {
    let done = write_draft!(
        (tx, id, draft),
        "update promotions set (",
        ") = (",
        "), updated_at = $22, row_version = row_version + 1,
                -- Uses are counted where there is a limit; where there was none, from now on.
                uses = case when $17::bigint is null then uses
                            else (select count(*) from promotion_redemptions r where r.promotion_id = $1 and r.state = 'held') end
         where id = $1 and row_version = $23",
        row_version
    )?;
    if done.rows_affected() == 0 {
        return Ok(false);
    }
    write_conditions(tx, id, &draft.conditions).await?;
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
pub(in crate::promotion) async fn set_state(
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
pub(in crate::promotion) async fn end_due(
    tx: &mut Tx,
    limit: i64,
) -> Result<Vec<PromotionId>, DbError> {
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
