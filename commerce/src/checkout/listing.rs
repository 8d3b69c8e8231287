//! What the checkout reads of the merchant's settings.

use platform::db::{DbError, PgConnection};
use platform::money::Currency;

use super::freight::Parcel;
use crate::ids::{FreightMethodId, ShopId};
use crate::payment::PaymentMethod;
use crate::setting::Key;

/// A way to travel, with one of its rates.
#[derive(Clone, Debug)]
pub(super) struct FreightRate {
    pub(super) id: FreightMethodId,
    pub(super) code: String,
    pub(super) kind: String,
    pub(super) label: String,
    pub(super) description: String,
    pub(super) min_days: i32,
    pub(super) max_days: i32,
    pub(super) min_weight_g: i32,
    pub(super) max_weight_g: Option<i32>,
    pub(super) price_minor: i64,
    /// Goods for this much travel free by this way.
    pub(super) free_from_minor: Option<i64>,
    /// Goods for this much travel free by every way, for the buyer's tier.
    pub(super) tier_free_from_minor: Option<i64>,
    /// The hour in Stockholm before which an order leaves the same working day, by whatever way.
    pub(super) until_hour: i32,
}

/// The ways that lead there, are open to the buyer's tier and have a price in the currency, in the merchant's order, each with its rates in the order in which they are tried, and from which sum on
/// the tier has goods travel free within the shop's own country.
pub(super) async fn freight_rates(
    conn: &mut PgConnection,
    parcel: &Parcel<'_>,
    locale: &str,
) -> Result<Vec<FreightRate>, DbError> {
    let until = Key::SameDayHour.whole();
    sqlx::query_as!(
        FreightRate,
        r#"select m.id, m.code, m.kind, coalesce(m.label ->> $3, m.label ->> 'sv', m.code) as "label!",
                  coalesce(m.description ->> $3, m.description ->> 'sv', '') as "description!",
                  m.min_days, m.max_days, r.min_weight_g, r.max_weight_g, r.price_minor, r.free_from_minor, (
                      select t.free_freight_minor from tiers t, shops s
                      where t.code = $5 and t.currency = r.currency and s.id = m.shop_id and s.country = $2::text) as tier_free_from_minor,
                  (select whole_setting($1, $6, $7, $8, $9)) as "until_hour!"
           from freight_methods m join freight_rates r on r.method_id = m.id
           where m.shop_id = $1 and m.is_active and (m.for_tiers = '{}' or $5 = any(m.for_tiers)) and $2 = any(r.countries) and r.currency = $4
           order by m.position, m.id, r.position, r.price_minor"#,
        parcel.shop_id.0,
        parcel.country,
        locale,
        parcel.currency.code(),
        parcel.tier,
        until.key,
        until.least,
        until.most,
        until.usual,
    )
    .fetch_all(conn)
    .await
}

/// The countries that a shop delivers to.
pub(super) async fn countries(
    conn: &mut PgConnection,
    shop: ShopId,
) -> Result<Vec<String>, DbError> {
    sqlx::query_scalar!(
        r#"select unnest(countries)::text as "country!" from shops where id = $1"#,
        shop.0
    )
    .fetch_all(conn)
    .await
}

/// A way to a country, as staff see it.
#[derive(Clone, Debug)]
pub struct ListedWay {
    /// How.
    pub method_id: FreightMethodId,
    /// What it is called.
    pub label: String,
    /// Where to.
    pub country: String,
    /// What its sums are in.
    pub currency: String,
    /// What it costs, VAT included.
    pub price_minor: i64,
    /// Free from this sum on; none: never.
    pub free_from_minor: Option<i64>,
    /// Heaviest parcel in grams; none: no limit.
    pub max_weight_g: Option<i32>,
}

/// The ways to other countries than the shop's own, and those at home that cost something in another currency.
///
/// # Errors
/// Database errors.
pub async fn ways_abroad(
    conn: &mut PgConnection,
    shop: ShopId,
    locale: &str,
) -> Result<Vec<ListedWay>, DbError> {
    sqlx::query_as!(
        ListedWay,
        r#"select m.id as "method_id!: FreightMethodId", coalesce(m.label ->> $2, m.label ->> 'sv', m.code) as "label!", c.code as "country!",
                  r.currency::text as "currency!", r.price_minor, r.free_from_minor, r.max_weight_g
           from freight_methods m join freight_rates r on r.method_id = m.id cross join lateral unnest(r.countries) as c (code)
           join shops s on s.id = m.shop_id
           where m.shop_id = $1 and m.is_active and (c.code <> s.country or r.currency <> s.currency)
           order by c.code, m.position, r.position, r.price_minor"#,
        shop.0,
        locale
    )
    .fetch_all(conn)
    .await
}

/// The ways by which goods are sent: id and name.
///
/// # Errors
/// Database errors.
pub async fn methods(
    conn: &mut PgConnection,
    shop: ShopId,
    locale: &str,
) -> Result<Vec<(FreightMethodId, String)>, DbError> {
    let rows = sqlx::query!(
        r#"select id as "id: FreightMethodId", coalesce(label ->> $2, label ->> 'sv', code) as "label!" from freight_methods
           where shop_id = $1 and is_active and kind = 'delivery' order by position"#,
        shop.0,
        locale
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(|row| (row.id, row.label)).collect())
}

/// A way of freight, and who may choose it.
#[derive(Clone, Debug)]
pub struct FreightForTiers {
    /// Which.
    pub id: FreightMethodId,
    /// Stable name.
    pub code: String,
    /// What it is called.
    pub label: String,
    /// The tiers that may choose it; empty: everybody.
    pub for_tiers: Vec<String>,
    /// Whether it has a price to the shop's own country, in its own currency.
    pub leads_home: bool,
    /// Against silent overwrite.
    pub row_version: i32,
}

/// The ways of freight that a shop has, with who may choose each.
///
/// # Errors
/// Database errors.
pub async fn freight_for_tiers(
    conn: &mut PgConnection,
    shop: ShopId,
    locale: &str,
) -> Result<Vec<FreightForTiers>, DbError> {
    sqlx::query_as!(
        FreightForTiers,
        r#"select m.id as "id: FreightMethodId", m.code, coalesce(m.label ->> $2, m.label ->> 'sv', m.code) as "label!", m.for_tiers, m.row_version,
                  exists (select from freight_rates r join shops s on s.id = m.shop_id
                          where r.method_id = m.id and r.currency = s.currency and s.country::text = any(r.countries)) as "leads_home!"
           from freight_methods m where m.shop_id = $1 and m.is_active order by m.position, m.id"#,
        shop.0,
        locale
    )
    .fetch_all(conn)
    .await
}

/// A way to pay, and who may choose it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaymentForTiers {
    /// Which.
    pub method: PaymentMethod,
    /// The tiers that may choose it; empty: everybody.
    pub for_tiers: Vec<String>,
    /// Whether the shop's own currency can be paid so.
    pub takes_currency: bool,
    /// Against silent overwrite; 0 where nothing has been said yet.
    pub row_version: i32,
}

impl PaymentForTiers {
    /// Whether people of a tier may pay so.
    #[must_use]
    pub fn is_for(&self, tier: &str) -> bool {
        self.for_tiers.is_empty() || self.for_tiers.iter().any(|code| code == tier)
    }
}

/// The ways to pay that a shop has, with who may choose each. Names that this version does not know are left out.
///
/// # Errors
/// Database errors.
pub async fn payment_for_tiers(
    conn: &mut PgConnection,
    shop: ShopId,
) -> Result<Vec<PaymentForTiers>, DbError> {
    let rows = sqlx::query!(
        r#"select m.method as "method!", s.currency::text as "currency!", coalesce(w.for_tiers, '{}') as "for_tiers!", coalesce(w.row_version, 0) as "row_version!"
           from shops s cross join lateral unnest(s.payment_methods) with ordinality as m (method, place)
           left join payment_ways w on w.shop_id = s.id and w.method = m.method
           where s.id = $1 order by m.place"#,
        shop.0
    )
    .fetch_all(conn)
    .await?;
    Ok(rows
        .into_iter()
        .filter_map(|row| {
            let method = PaymentMethod::parse(&row.method)?;
            Some(PaymentForTiers {
                method,
                takes_currency: method.takes(Currency::from(row.currency)),
                for_tiers: row.for_tiers,
                row_version: row.row_version,
            })
        })
        .collect())
}
