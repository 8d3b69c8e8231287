//! Reading and writing settings.

use platform::db::{DbError, PgConnection, Tx};
use serde_json::Value;

use super::{Key, Level};
use crate::ids::{OrderId, ShopId};

/// What holds for a shop, by key.
pub(super) async fn of_shop(conn: &mut PgConnection, shop: ShopId) -> Result<Value, DbError> {
    sqlx::query_scalar!(r#"select settings_of($1) as "held!""#, shop.0)
        .fetch_one(conn)
        .await
}

/// What one setting says that is a number: a step down an index, where all of them are put together.
pub(super) async fn number(
    conn: &mut PgConnection,
    shop: ShopId,
    key: Key,
) -> Result<i32, DbError> {
    let asked = key.whole();
    sqlx::query_scalar!(
        r#"select whole_setting($1, $2, $3, $4, $5) as "held!""#,
        shop.0,
        asked.key,
        asked.least,
        asked.most,
        asked.usual,
    )
    .fetch_one(conn)
    .await
}

/// What holds for the shop of an order.
pub(super) async fn of_order(conn: &mut PgConnection, order: OrderId) -> Result<Value, DbError> {
    sqlx::query_scalar!(
        r#"select settings_of(shop_id) as "held!" from orders where id = $1"#,
        order.0
    )
    .fetch_one(conn)
    .await
}

/// A value as it is stored.
pub(super) struct Row {
    pub(super) key: String,
    pub(super) is_shared: bool,
    pub(super) value: Value,
    pub(super) row_version: i32,
}

/// What is laid down for all shops, and for one.
pub(super) async fn rows(conn: &mut PgConnection, level: Level) -> Result<Vec<Row>, DbError> {
    sqlx::query_as!(
        Row,
        r#"select key, shop_id is null as "is_shared!", value, row_version from settings where shop_id is null or shop_id = $1"#,
        level.shop()
    )
    .fetch_all(conn)
    .await
}

/// Who changes settings waits for who does; who reads them waits for nobody.
pub(super) async fn lock(tx: &mut Tx) -> Result<(), DbError> {
    sqlx::query!(
        "select pg_advisory_xact_lock(hashtextextended('settings', 1)) from (select 1) as one"
    )
    .fetch_one(&mut **tx)
    .await?;
    Ok(())
}

/// Writes a value; the JSON null takes it back.
pub(super) async fn put(
    tx: &mut Tx,
    level: Level,
    key: Key,
    value: Value,
    row_version: i32,
) -> Result<(), DbError> {
    let (now, by) = (tx.now(), tx.actor().name().to_owned());
    sqlx::query!(
        "insert into settings (shop_id, key, value, updated_at, updated_by, row_version) values ($1, $2, $3, $4, $5, $6)
         on conflict on constraint settings_key do update set value = excluded.value, updated_at = excluded.updated_at,
             updated_by = excluded.updated_by, row_version = excluded.row_version",
        level.shop(),
        key.name(),
        value,
        now,
        by,
        row_version
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}
