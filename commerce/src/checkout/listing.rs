//! What the checkout reads of the merchant's settings.

use platform::db::{DbError, PgConnection};

use super::freight::Parcel;
use crate::ids::{FreightMethodId, ShopId};

/// A way to travel, with the first rate that fits.
pub(super) struct FreightRate {
    pub(super) id: FreightMethodId,
    pub(super) code: String,
    pub(super) kind: String,
    pub(super) label: String,
    pub(super) description: String,
    pub(super) min_days: i32,
    pub(super) max_days: i32,
    pub(super) price_minor: i64,
    pub(super) free_from_minor: Option<i64>,
}

/// The ways that take a parcel of this weight there and have a price in its currency, in the merchant's order.
pub(super) async fn freight_rates(
    conn: &mut PgConnection,
    parcel: &Parcel<'_>,
    locale: &str,
) -> Result<Vec<FreightRate>, DbError> {
    sqlx::query_as!(
        FreightRate,
        r#"select distinct on (m.position, m.id) m.id, m.code, m.kind, coalesce(m.label ->> $4, m.label ->> 'sv', m.code) as "label!",
                  coalesce(m.description ->> $4, m.description ->> 'sv', '') as "description!",
                  m.min_days, m.max_days, r.price_minor, r.free_from_minor
           from freight_methods m join freight_rates r on r.method_id = m.id
           where m.shop_id = $1 and m.is_active and $2 = any(r.countries) and r.currency = $5
             and r.min_weight_g <= $3::bigint and (r.max_weight_g is null or r.max_weight_g >= $3::bigint)
           order by m.position, m.id, r.position, r.price_minor"#,
        parcel.shop_id.0,
        parcel.country,
        parcel.weight_g,
        locale,
        parcel.currency.code(),
    )
    .fetch_all(conn)
    .await
}

/// The country that a shop sells from.
pub(super) async fn country_of_shop(
    conn: &mut PgConnection,
    shop: ShopId,
) -> Result<String, DbError> {
    sqlx::query_scalar!(
        r#"select country::text as "country!" from shops where id = $1"#,
        shop.0
    )
    .fetch_one(conn)
    .await
}
