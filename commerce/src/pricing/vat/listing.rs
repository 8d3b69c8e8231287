//! Rates and classes as staff see them.

use platform::clock::Timestamp;
use platform::db::{DbError, PgConnection};
use uuid::Uuid;

/// A class of VAT.
#[derive(Clone, Debug)]
pub struct VatClass {
    /// `standard`, `food` ...
    pub code: String,
    /// Its name in a language.
    pub name: String,
}

/// The classes that goods can have. Gift cards have one of their own, of which there is nothing to choose or to lay down.
///
/// # Errors
/// Database errors.
pub async fn classes(conn: &mut PgConnection, locale: &str) -> Result<Vec<VatClass>, DbError> {
    sqlx::query_as!(
        VatClass,
        r#"select code, coalesce(name ->> $1, name ->> 'sv', code) as "name!" from vat_classes where code <> 'voucher' order by code"#,
        locale
    )
    .fetch_all(conn)
    .await
}

/// A rate that holds, or will.
#[derive(Clone, Debug)]
pub struct ListedRate {
    /// Which.
    pub id: Uuid,
    /// Of which class.
    pub vat_class: String,
    /// Where.
    pub country: String,
    /// Basis points.
    pub rate_bp: i32,
    /// From this moment.
    pub valid_from: Timestamp,
    /// Until just before this moment; none: until further notice.
    pub valid_to: Option<Timestamp>,
}

/// The rates that hold at a moment or begin later.
///
/// # Errors
/// Database errors.
pub async fn rates(conn: &mut PgConnection, now: Timestamp) -> Result<Vec<ListedRate>, DbError> {
    sqlx::query_as!(
        ListedRate,
        r#"select id, vat_class, country::text as "country!", rate_bp, valid_from, valid_to as "valid_to: Timestamp"
           from vat_rates where valid_to is null or valid_to > $1 order by country, vat_class, valid_from"#,
        now
    )
    .fetch_all(conn)
    .await
}

/// The classes that have no rate in a country.
///
/// # Errors
/// Database errors.
pub async fn classes_without(
    conn: &mut PgConnection,
    country: &str,
) -> Result<Vec<String>, DbError> {
    sqlx::query_scalar!(
        "select code from vat_classes c where not exists (select from vat_rates r where r.vat_class = c.code and r.country = $1) and code <> 'voucher' order by code",
        country
    )
    .fetch_all(conn)
    .await
}
