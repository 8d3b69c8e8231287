//! Writing what no other noun writes.

use platform::db::{DbError, Tx};

use crate::ids::ShopId;

/// Two who open a shop at the same time do it one after the other; so does whoever says where a shop delivers, which locks its row.
pub(super) async fn lock(tx: &mut Tx) -> Result<(), DbError> {
    sqlx::query!(
        "select pg_advisory_xact_lock(hashtextextended('opening', 1)) from (select 1) as one"
    )
    .fetch_one(&mut **tx)
    .await?;
    sqlx::query!("select id from shops order by id for no key update")
        .fetch_all(&mut **tx)
        .await?;
    Ok(())
}

/// Offers a way of freight, or offers it no more.
pub(super) async fn offer_freight(
    tx: &mut Tx,
    shop: ShopId,
    code: &str,
    is_active: bool,
) -> Result<(), DbError> {
    sqlx::query!(
        "update freight_methods set is_active = $3 where shop_id = $1 and code = $2 and is_active <> $3",
        shop.0,
        code,
        is_active
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Puts the locations that are not named behind those that are, in the order that they have: the first of all takes what is imported without one.
pub(super) async fn put_behind(tx: &mut Tx, named: &[String]) -> Result<(), DbError> {
    let count = i32::try_from(named.len()).unwrap_or(i32::MAX);
    sqlx::query!(
        "update locations set position = position + $2
         where code <> all($1) and exists (select from locations l where l.code <> all($1) and l.position <= $2)",
        named,
        count
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}
