//! Writing freight methods.

use platform::db::{DbError, Tx};
use platform::ids::new_uuid;
use platform::money::Currency;

use super::deliver::WayDraft;
use super::freight::FreightKind;
use crate::catalogue::Label;
use crate::ids::{FreightMethodId, ShopId};
use crate::payment::PaymentMethod;

/// A way for goods to travel, as it is to be.
#[derive(Clone, Debug)]
pub struct FreightMethodDraft {
    /// Stable name; the shop's method with it is changed.
    pub code: String,
    /// What shoppers choose.
    pub label: Label,
    /// One line about it.
    pub description: Label,
    /// Whether the goods are sent or collected.
    pub kind: FreightKind,
    /// Place in the list.
    pub position: i32,
    /// Fewest working days from order to door.
    pub min_days: i16,
    /// Most working days.
    pub max_days: i16,
    /// What it costs; all rates that were there are replaced.
    pub rates: Vec<FreightRateDraft>,
}

/// What a method costs for some weights and countries.
#[derive(Clone, Debug)]
pub struct FreightRateDraft {
    /// ISO 3166-1 alpha-2.
    pub countries: Vec<String>,
    /// Grams, inclusive.
    pub min_weight_g: i32,
    /// Grams, inclusive; `None`: no limit.
    pub max_weight_g: Option<i32>,
    /// In what.
    pub currency: Currency,
    /// Minor units, VAT included.
    pub price_minor: i64,
    /// Free when the goods cost at least this; `None`: never.
    pub free_from_minor: Option<i64>,
}

/// Makes a freight method, or changes the one with its code. Gives the id.
///
/// # Errors
/// Database errors.
pub async fn save_freight_method(
    tx: &mut Tx,
    shop_id: ShopId,
    draft: &FreightMethodDraft,
) -> Result<FreightMethodId, DbError> {
    let id = sqlx::query_scalar!(
        "insert into freight_methods (id, shop_id, code, label, description, position, min_days, max_days, kind)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
         on conflict (shop_id, code) do update set label = excluded.label, description = excluded.description, position = excluded.position,
             min_days = excluded.min_days, max_days = excluded.max_days, kind = excluded.kind
         returning id",
        new_uuid(),
        shop_id.0,
        draft.code,
        draft.label.to_json(),
        draft.description.to_json(),
        draft.position,
        draft.min_days,
        draft.max_days,
        draft.kind.as_str()
    )
    .fetch_one(&mut **tx)
    .await?;
    sqlx::query!("delete from freight_rates where method_id = $1", id)
        .execute(&mut **tx)
        .await?;
    for (position, rate) in draft.rates.iter().enumerate() {
        sqlx::query!(
            "insert into freight_rates (id, method_id, countries, min_weight_g, max_weight_g, currency, price_minor, free_from_minor, position)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
            new_uuid(),
            id,
            &rate.countries,
            rate.min_weight_g,
            rate.max_weight_g,
            rate.currency.code(),
            rate.price_minor,
            rate.free_from_minor,
            i32::try_from(position).unwrap_or(i32::MAX)
        )
        .execute(&mut **tx)
        .await?;
    }
    Ok(FreightMethodId(id))
}

/// Says who may choose a way of freight that still has this version; false when it has not.
pub(super) async fn limit_freight(
    tx: &mut Tx,
    shop: ShopId,
    id: FreightMethodId,
    tiers: &[String],
    row_version: i32,
) -> Result<bool, DbError> {
    let done = sqlx::query!(
        "update freight_methods set for_tiers = $4, row_version = row_version + 1 where id = $1 and shop_id = $2 and row_version = $3",
        id.0,
        shop.0,
        row_version,
        tiers
    )
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Says who may pay in a way of which that was said in this version, 0: never; false when it is another by now.
pub(super) async fn limit_payment(
    tx: &mut Tx,
    shop: ShopId,
    method: PaymentMethod,
    tiers: &[String],
    row_version: i32,
) -> Result<bool, DbError> {
    let done = if row_version == 0 {
        sqlx::query!(
            "insert into payment_ways (shop_id, method, for_tiers) values ($1, $2, $3) on conflict (shop_id, method) do nothing",
            shop.0,
            method.as_str(),
            tiers
        )
        .execute(&mut **tx)
        .await?
    } else {
        sqlx::query!(
            "update payment_ways set for_tiers = $4, row_version = row_version + 1 where shop_id = $1 and method = $2 and row_version = $3",
            shop.0,
            method.as_str(),
            row_version,
            tiers
        )
        .execute(&mut **tx)
        .await?
    };
    Ok(done.rows_affected() == 1)
}

/// Locks a shop: who changes where it delivers waits here. Gives its own country and currency.
pub(super) async fn lock_shop(tx: &mut Tx, shop: ShopId) -> Result<(String, Currency), DbError> {
    let own = sqlx::query!(
        r#"select country::text as "country!", currency::text as "currency!" from shops where id = $1 for no key update"#,
        shop.0
    )
    .fetch_one(&mut **tx)
    .await?;
    Ok((own.country, Currency::from(own.currency)))
}

/// Lays down what a way costs to one country, instead of what it cost there. False when the shop has no such way to send goods.
pub(super) async fn replace_way(
    tx: &mut Tx,
    shop: ShopId,
    currency: Currency,
    draft: &WayDraft,
) -> Result<bool, DbError> {
    let country = std::slice::from_ref(&draft.country);
    sqlx::query!(
        "delete from freight_rates where method_id = $1 and countries = $2 and currency = $3",
        draft.method.0,
        country,
        currency.code()
    )
    .execute(&mut **tx)
    .await?;
    let written = sqlx::query!(
        "insert into freight_rates (id, method_id, countries, max_weight_g, currency, price_minor, free_from_minor, position)
         select $1, m.id, $4, $5, $6, $7, $8, 0 from freight_methods m where m.id = $2 and m.shop_id = $3 and m.kind = 'delivery'",
        new_uuid(),
        draft.method.0,
        shop.0,
        country,
        draft.max_weight_g,
        currency.code(),
        draft.price_minor,
        draft.free_from_minor
    )
    .execute(&mut **tx)
    .await?;
    Ok(written.rows_affected() == 1)
}

/// The shop delivers there.
pub(super) async fn add_country(tx: &mut Tx, shop: ShopId, country: &str) -> Result<(), DbError> {
    sqlx::query!(
        "update shops set countries = countries || $2::text where id = $1 and $2 <> all(countries)",
        shop.0,
        country
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// What freight at home costs in other currencies than the shop's own is taken away. False when there was no such price.
pub(super) async fn remove_home_ways(
    tx: &mut Tx,
    shop: ShopId,
    country: &str,
    home: Currency,
) -> Result<bool, DbError> {
    let left = sqlx::query!(
        "update freight_rates r set countries = array_remove(r.countries, $2::text) from freight_methods m
         where m.id = r.method_id and m.shop_id = $1 and $2 = any(r.countries) and cardinality(r.countries) > 1 and r.currency <> $3",
        shop.0,
        country,
        home.code()
    )
    .execute(&mut **tx)
    .await?;
    let gone = sqlx::query!(
        "delete from freight_rates r using freight_methods m
         where m.id = r.method_id and m.shop_id = $1 and r.countries = array[$2::text] and r.currency <> $3",
        shop.0,
        country,
        home.code()
    )
    .execute(&mut **tx)
    .await?;
    Ok(left.rows_affected() + gone.rows_affected() > 0)
}

/// The shop delivers there no more, by no way. False when it did not.
pub(super) async fn remove_country(
    tx: &mut Tx,
    shop: ShopId,
    country: &str,
) -> Result<bool, DbError> {
    let removed = sqlx::query!(
        "update shops set countries = array_remove(countries, $2::text) where id = $1 and $2 = any(countries)",
        shop.0,
        country
    )
    .execute(&mut **tx)
    .await?;
    sqlx::query!(
        "with left_over as (
             update freight_rates r set countries = array_remove(r.countries, $2::text) from freight_methods m
             where m.id = r.method_id and m.shop_id = $1 and $2 = any(r.countries) and cardinality(r.countries) > 1)
         delete from freight_rates r using freight_methods m where m.id = r.method_id and m.shop_id = $1 and r.countries = array[$2::text]",
        shop.0,
        country
    )
    .execute(&mut **tx)
    .await?;
    Ok(removed.rows_affected() == 1)
}
