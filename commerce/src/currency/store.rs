//! Rates in the database.

use platform::clock::Date;
use platform::db::{DbError, PgConnection, Tx};
use platform::ids::new_uuid;
use platform::money::Currency;
use uuid::Uuid;

use super::enter::RateDraft;
use crate::ids::ShopId;

/// Locks a shop: who enters rates waits here. Gives its own currency.
pub(super) async fn lock_shop(tx: &mut Tx, shop: ShopId) -> Result<Currency, DbError> {
    let code = sqlx::query_scalar!(
        r#"select currency::text as "currency!" from shops where id = $1 for no key update"#,
        shop.0
    )
    .fetch_one(&mut **tx)
    .await?;
    Ok(Currency::from(code))
}

/// A rate as it is stored.
pub(super) struct Held {
    pub(super) on: Date,
    pub(super) e6: i64,
    pub(super) source: String,
}

/// The rate that counts on a day: of the latest day until then, the one that was entered last.
pub(super) async fn latest(
    conn: &mut PgConnection,
    shop: ShopId,
    currency: Currency,
    on: Date,
) -> Result<Option<Held>, DbError> {
    sqlx::query_as!(
        Held,
        r#"select on_day as "on: Date", rate_e6 as e6, source from exchange_rates
           where shop_id = $1 and currency = $2 and on_day <= $3 order by on_day desc, entered_at desc, id desc limit 1"#,
        shop.0,
        currency.code(),
        on as Date
    )
    .fetch_optional(conn)
    .await
}

pub(super) async fn insert(
    tx: &mut Tx,
    shop: ShopId,
    draft: &RateDraft,
    by: Option<Uuid>,
) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "insert into exchange_rates (id, shop_id, currency, on_day, rate_e6, source, entered_at, entered_by)
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
        new_uuid(),
        shop.0,
        draft.currency.code(),
        draft.on as Date,
        draft.e6,
        draft.source.as_str(),
        now,
        by
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}
