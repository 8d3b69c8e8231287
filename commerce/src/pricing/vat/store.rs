//! Reading and writing rates by staff.

use platform::clock::Timestamp;
use platform::db::{DbError, PgConnection, Tx};
use uuid::Uuid;

/// Locks a class: who lays down its rates waits here. False when there is none.
pub(super) async fn lock_class(tx: &mut Tx, vat_class: &str) -> Result<bool, DbError> {
    let found = sqlx::query_scalar!(
        "select code from vat_classes where code = $1 and code <> 'voucher' for no key update",
        vat_class
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(found.is_some())
}

/// When a class' rates in a country begin.
pub(super) async fn begin_of_rates(
    conn: &mut PgConnection,
    vat_class: &str,
    country: &str,
) -> Result<Vec<Timestamp>, DbError> {
    sqlx::query_scalar!(
        r#"select valid_from as "valid_from: Timestamp" from vat_rates where vat_class = $1 and country = $2"#,
        vat_class,
        country
    )
    .fetch_all(conn)
    .await
}

/// Removes a rate that has not begun and lets the one before it go on to where the removed one would have ended.
pub(super) async fn take_back(
    tx: &mut Tx,
    id: Uuid,
    now: Timestamp,
) -> Result<Option<(String, String, i32, Timestamp)>, DbError> {
    // Whoever lays down another of the same class waits, and the other way round.
    let class = sqlx::query_scalar!("select vat_class from vat_rates where id = $1", id)
        .fetch_optional(&mut **tx)
        .await?;
    let Some(class) = class else { return Ok(None) };
    lock_class(tx, &class).await?;
    let gone = sqlx::query!(
        r#"delete from vat_rates where id = $1 and valid_from > $2
           returning vat_class, country::text as "country!", rate_bp, valid_from as "valid_from: Timestamp", valid_to as "valid_to: Timestamp""#,
        id,
        now
    )
    .fetch_optional(&mut **tx)
    .await?;
    let Some(gone) = gone else { return Ok(None) };
    sqlx::query!(
        "update vat_rates set valid_to = $4 where vat_class = $1 and country = $2 and valid_to = $3",
        gone.vat_class,
        gone.country,
        gone.valid_from,
        gone.valid_to as _
    )
    .execute(&mut **tx)
    .await?;
    Ok(Some((
        gone.vat_class,
        gone.country,
        gone.rate_bp,
        gone.valid_from,
    )))
}
