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

/// A class of goods that are sold, without a rate in a country.
#[derive(Clone, Debug)]
pub struct Unrated {
    /// Where.
    pub country: String,
    /// The class's name in a language.
    pub class: String,
}

/// What has no rate at a moment in these countries, of classes of which something is sold.
///
/// # Errors
/// Database errors.
pub async fn unrated(
    conn: &mut PgConnection,
    countries: &[&str],
    locale: &str,
    now: Timestamp,
) -> Result<Vec<Unrated>, DbError> {
    let countries: Vec<String> = countries.iter().map(|&code| code.to_owned()).collect();
    sqlx::query_as!(
        Unrated,
        r#"select c.code as "country!", coalesce(k.name ->> $2, k.name ->> 'sv', k.code) as "class!"
           from unnest($1::text[]) with ordinality as c (code, place) cross join vat_classes k
           where k.code <> 'voucher' and exists (select from products p where p.vat_class = k.code and p.status = 'active')
             and not exists (select from vat_rates r where r.vat_class = k.code and r.country = c.code
                             and r.valid_from <= $3 and (r.valid_to is null or r.valid_to > $3))
           order by c.place, k.code"#,
        &countries,
        locale,
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
