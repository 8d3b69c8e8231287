//! Writing prices, and the small tables of VAT.

use platform::clock::Timestamp;
use platform::db::{DbError, PgConnection, Tx};
use platform::ids::new_uuid;
use platform::money::UnitPrice;
use uuid::Uuid;

use super::NewPrice;
use super::vat::{DatedRate, VOUCHER};
use crate::ids::{PriceListId, ProductId, VariantId};

pub(super) async fn vat_rates(conn: &mut PgConnection) -> Result<Vec<DatedRate>, DbError> {
    sqlx::query_as!(
        DatedRate,
        "select vat_class, country, rate_bp, valid_from, valid_to from vat_rates order by vat_class, country, valid_from"
    )
    .fetch_all(conn)
    .await
}

pub(super) async fn vat_rate_at(
    conn: &mut PgConnection,
    vat_class: &str,
    country: &str,
    at: Timestamp,
) -> Result<Option<i32>, DbError> {
    if vat_class == VOUCHER {
        return Ok(Some(0));
    }
    sqlx::query_scalar!(
        "select rate_bp from vat_rates
         where vat_class = $1 and country = $2 and valid_from <= $3 and (valid_to is null or valid_to > $3)",
        vat_class,
        country,
        at
    )
    .fetch_optional(conn)
    .await
}

/// Makes a VAT class, or renames it.
///
/// # Errors
/// Database errors.
pub async fn save_vat_class(
    tx: &mut Tx,
    code: &str,
    name: &serde_json::Value,
) -> Result<(), DbError> {
    sqlx::query!(
        "insert into vat_classes (code, name) values ($1, $2) on conflict (code) do update set name = excluded.name",
        code,
        name
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Lays down a rate from a moment on; the rate that held until then ends. The same rate again is no change.
///
/// # Errors
/// Database errors.
pub async fn lay_down_vat_rate(
    tx: &mut Tx,
    vat_class: &str,
    country: &str,
    rate_bp: i32,
    from: Timestamp,
) -> Result<(), DbError> {
    let next = sqlx::query_scalar!(
        "select min(valid_from) from vat_rates where vat_class = $1 and country = $2 and valid_from > $3",
        vat_class,
        country,
        from
    )
    .fetch_one(&mut **tx)
    .await?;
    sqlx::query!(
        "update vat_rates set valid_to = $3 where vat_class = $1 and country = $2 and valid_from < $3 and (valid_to is null or valid_to > $3)",
        vat_class,
        country,
        from
    )
    .execute(&mut **tx)
    .await?;
    sqlx::query!(
        "insert into vat_rates (id, vat_class, country, rate_bp, valid_from, valid_to) values ($1, $2, $3, $4, $5, $6)
         on conflict on constraint vat_rates_from_key do update set rate_bp = excluded.rate_bp",
        new_uuid(),
        vat_class,
        country,
        rate_bp,
        from,
        next
    )
    .execute(&mut **tx)
    .await?;
    crate::catalogue::storefront::mark_rate(tx, from).await
}

/// What is to be done with one (variant, quantity): the interval that holds at the moment, if any, and where the new one ends.
struct Planned {
    variant_id: Uuid,
    min_quantity: i32,
    price_e4: i64,
    old_id: Option<Uuid>,
    has_begun: bool,
    new_to: Option<Timestamp>,
}

/// Locks the variants in id order: who changes their prices waits here.
pub(super) async fn lock_variants(tx: &mut Tx, prices: &[NewPrice]) -> Result<(), DbError> {
    let variants: Vec<Uuid> = prices.iter().map(|p| p.variant_id.0).collect();
    sqlx::query!(
        "select id from variants where id = any($1) order by id for no key update",
        &variants
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(())
}

pub(super) async fn cost(
    conn: &mut PgConnection,
    product: ProductId,
    variant: VariantId,
) -> Result<Option<Option<UnitPrice>>, DbError> {
    let found = sqlx::query_scalar!(
        "select cost_e4 from variants where id = $1 and product_id = $2",
        variant.0,
        product.0
    )
    .fetch_optional(conn)
    .await?;
    Ok(found.map(|cost| cost.map(UnitPrice)))
}

/// What a variant costs the merchant, locked.
pub(super) async fn lock_cost(
    tx: &mut Tx,
    product: ProductId,
    variant: VariantId,
) -> Result<Option<Option<UnitPrice>>, DbError> {
    let found = sqlx::query_scalar!(
        "select cost_e4 from variants where id = $1 and product_id = $2 for no key update",
        variant.0,
        product.0
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(found.map(|cost| cost.map(UnitPrice)))
}

pub(super) async fn set_cost(
    tx: &mut Tx,
    variant: VariantId,
    cost: Option<UnitPrice>,
) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "update variants set cost_e4 = $2, updated_at = $3, row_version = row_version + 1 where id = $1",
        variant.0,
        cost.map(|cost| cost.0),
        now
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// The moment at which a price that is to hold at once begins: the transaction's, or just after one that began at once in a transaction which came
/// first though it was begun later.
pub(super) async fn next_moment(
    tx: &mut Tx,
    list: PriceListId,
    prices: &[NewPrice],
) -> Result<Timestamp, DbError> {
    let variants: Vec<Uuid> = prices.iter().map(|p| p.variant_id.0).collect();
    let now = tx.now();
    let moment = sqlx::query_scalar!(
        r#"select greatest($3, max(valid_from) + interval '1 microsecond') as "moment!: Timestamp" from prices
           where variant_id = any($1) and price_list_id = $2 and valid_from > $3 and valid_from = created_at"#,
        &variants,
        list.0,
        now
    )
    .fetch_one(&mut **tx)
    .await?;
    Ok(moment)
}

/// Ends what holds at `from` and lets the new prices begin then. `made`: when they were decided; the same as `from` for those that hold at once.
pub(super) async fn change_prices(
    tx: &mut Tx,
    list: PriceListId,
    from: Timestamp,
    made: Timestamp,
    prices: &[NewPrice],
) -> Result<Vec<VariantId>, DbError> {
    let planned = plan(tx, list, from, prices).await?;
    let ended: Vec<Uuid> = planned
        .iter()
        .filter(|p| p.has_begun)
        .filter_map(|p| p.old_id)
        .collect();
    let replaced: Vec<Uuid> = planned
        .iter()
        .filter(|p| !p.has_begun)
        .filter_map(|p| p.old_id)
        .collect();
    if !ended.is_empty() {
        sqlx::query!(
            "update prices set valid_to = $2 where id = any($1)",
            &ended,
            from
        )
        .execute(&mut **tx)
        .await?;
    }
    if !replaced.is_empty() {
        // The table lets go only of what has not begun, by this moment.
        sqlx::query!(
            "select set_config('torg.moment', $1::timestamptz::text, true) from (select 1) as one",
            from
        )
        .fetch_one(&mut **tx)
        .await?;
        sqlx::query!(
            "delete from prices where id = any($1) and valid_from >= $2",
            &replaced,
            from
        )
        .execute(&mut **tx)
        .await?;
    }
    begin(tx, list, from, made, &planned).await?;
    Ok(planned.iter().map(|p| VariantId(p.variant_id)).collect())
}

async fn plan(
    tx: &mut Tx,
    list: PriceListId,
    from: Timestamp,
    prices: &[NewPrice],
) -> Result<Vec<Planned>, DbError> {
    let variants: Vec<Uuid> = prices.iter().map(|p| p.variant_id.0).collect();
    let quantities: Vec<i32> = prices.iter().map(|p| p.min_quantity).collect();
    let amounts: Vec<i64> = prices.iter().map(|p| p.unit_price.0).collect();
    sqlx::query_as!(
        Planned,
        r#"select w.variant_id as "variant_id!", w.min_quantity as "min_quantity!", w.price_e4 as "price_e4!",
                  p.id as "old_id?", coalesce(p.valid_from < $5, false) as "has_begun!",
                  coalesce(p.valid_to, (select min(n.valid_from) from prices n
                      where n.variant_id = w.variant_id and n.price_list_id = $4 and n.min_quantity = w.min_quantity
                        and n.valid_from > $5)) as "new_to?: Timestamp"
           from unnest($1::uuid[], $2::int[], $3::bigint[]) as w (variant_id, min_quantity, price_e4)
           left join lateral (
               select id, unit_price_e4, valid_from, valid_to from prices
               where variant_id = w.variant_id and price_list_id = $4 and min_quantity = w.min_quantity
                   and valid_from <= $5 and (valid_to is null or valid_to > $5)
               limit 1) p on true
           where p.unit_price_e4 is distinct from w.price_e4
           order by w.variant_id, w.min_quantity"#,
        &variants,
        &quantities,
        &amounts,
        list.0,
        from,
    )
    .fetch_all(&mut **tx)
    .await
}

/// Lets prices begin now that have nothing before or after them.
pub(super) async fn begin_first(
    tx: &mut Tx,
    list: PriceListId,
    prices: &[NewPrice],
) -> Result<(), DbError> {
    let now = tx.now();
    let planned: Vec<Planned> = prices
        .iter()
        .map(|price| Planned {
            variant_id: price.variant_id.0,
            min_quantity: price.min_quantity,
            price_e4: price.unit_price.0,
            old_id: None,
            has_begun: false,
            new_to: None,
        })
        .collect();
    begin(tx, list, now, now, &planned).await
}

async fn begin(
    tx: &mut Tx,
    list: PriceListId,
    from: Timestamp,
    made: Timestamp,
    planned: &[Planned],
) -> Result<(), DbError> {
    let ids: Vec<Uuid> = planned.iter().map(|_| new_uuid()).collect();
    let variants: Vec<Uuid> = planned.iter().map(|p| p.variant_id).collect();
    let quantities: Vec<i32> = planned.iter().map(|p| p.min_quantity).collect();
    let amounts: Vec<i64> = planned.iter().map(|p| p.price_e4).collect();
    let ends: Vec<Option<Timestamp>> = planned.iter().map(|p| p.new_to).collect();
    let by = tx.actor().name().to_owned();
    sqlx::query!(
        "insert into prices (id, price_list_id, variant_id, min_quantity, unit_price_e4, valid_from, valid_to, created_at, created_by)
         select id, $6, variant_id, min_quantity, price_e4, $7, valid_to, $8, $9
         from unnest($1::uuid[], $2::uuid[], $3::int[], $4::bigint[], $5::timestamptz[])
              as n (id, variant_id, min_quantity, price_e4, valid_to)",
        &ids,
        &variants,
        &quantities,
        &amounts,
        &ends as &[Option<Timestamp>],
        list.0,
        from,
        made,
        by,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Makes a customer tier (A1), or changes it.
///
/// # Errors
/// Database errors.
pub async fn save_tier(
    tx: &mut Tx,
    code: &str,
    name: &serde_json::Value,
    position: i32,
    shows_vat: bool,
) -> Result<(), DbError> {
    sqlx::query!(
        "insert into tiers (code, name, position, shows_vat) values ($1, $2, $3, $4)
         on conflict (code) do update set name = excluded.name, position = excluded.position, shows_vat = excluded.shows_vat",
        code,
        name,
        position,
        shows_vat
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// A tier's price list as it is to be.
#[derive(Clone, Debug)]
pub struct TierList<'a> {
    /// Stable name; the list with it is renamed, its currency and audience stay.
    pub code: &'a str,
    /// For staff.
    pub name: &'a str,
    /// Whose.
    pub shop_id: crate::ids::ShopId,
    /// In what.
    pub currency: platform::money::Currency,
    /// Whether its prices include VAT.
    pub includes_vat: bool,
    /// For which tier.
    pub tier: &'a str,
    /// Lists are asked in this order.
    pub priority: i32,
}

/// Makes a tier's price list, or renames it. Gives the id.
///
/// # Errors
/// Database errors.
pub async fn save_tier_list(tx: &mut Tx, list: &TierList<'_>) -> Result<PriceListId, DbError> {
    let now = tx.now();
    let id = sqlx::query_scalar!(
        "insert into price_lists (id, code, name, shop_id, currency, includes_vat, audience, tier_code, priority, created_at)
         values ($1, $2, $3, $4, $5, $6, 'tier', $7, $8, $9)
         on conflict (code) do update set name = excluded.name, priority = excluded.priority returning id",
        new_uuid(),
        list.code,
        list.name,
        list.shop_id.0,
        list.currency.code(),
        list.includes_vat,
        list.tier,
        list.priority,
        now
    )
    .fetch_one(&mut **tx)
    .await?;
    Ok(PriceListId(id))
}
