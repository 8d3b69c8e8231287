//! Writing doors, and in which shop something was done.

use platform::auth::token::Token;
use platform::db::{DbError, Tx};

use crate::ids::{CustomerLinkId, ShopId, WithdrawalNoticeId};

/// Locks all shops, as whoever opens one does: names are given by one at a time. Gives whether this one is there.
pub(super) async fn lock(tx: &mut Tx, shop: ShopId) -> Result<bool, DbError> {
    let all = sqlx::query_scalar!(
        r#"select id as "id: ShopId" from shops order by id for no key update"#
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(all.contains(&shop))
}

/// The first of these names that another shop bears, and that shop's code.
pub(super) async fn taken(
    tx: &mut Tx,
    shop: ShopId,
    names: &[String],
) -> Result<Option<(String, String)>, DbError> {
    let row = sqlx::query!(
        "select n.name, s.code from shop_names n join shops s on s.id = n.shop_id where n.name = any($2) and n.shop_id <> $1 order by n.name limit 1",
        shop.0,
        names
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(row.map(|row| (row.name, row.code)))
}

/// Gives a shop these names and no others, the first being the main one.
pub(super) async fn put_names(tx: &mut Tx, shop: ShopId, names: &[String]) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "delete from shop_names where shop_id = $1 and name <> all($2)",
        shop.0,
        names
    )
    .execute(&mut **tx)
    .await?;
    // No two may be the main one, not for a moment.
    sqlx::query!(
        "update shop_names set is_main = false where shop_id = $1 and is_main",
        shop.0
    )
    .execute(&mut **tx)
    .await?;
    sqlx::query!(
        "insert into shop_names (name, shop_id, is_main, created_at)
         select name, $1::uuid, position = 1, $3::timestamptz from unnest($2::text[]) with ordinality as given (name, position)
         on conflict (name) do update set is_main = excluded.is_main",
        shop.0,
        names,
        now
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Dresses a shop in a theme, and counts its version on.
pub(super) async fn put_theme(
    tx: &mut Tx,
    shop: ShopId,
    theme: Option<&str>,
) -> Result<(), DbError> {
    sqlx::query!(
        "update shops set theme = $2, row_version = row_version + 1 where id = $1",
        shop.0,
        theme
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Notes in which shop somebody has logged in, with the log-in and with the customer, who is there when it is forgotten.
///
/// # Errors
/// Database errors.
pub async fn note_log_in(tx: &mut Tx, session: &Token, shop: ShopId) -> Result<(), DbError> {
    sqlx::query!(
        "with begun as (update customer_sessions set shop_id = $2 where token_hash = $1 returning customer_id)
         update customers c set last_shop_id = $2 from begun where c.id = begun.customer_id",
        session.hash(),
        shop.0
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Notes in which shop a link by mail was asked for.
///
/// # Errors
/// Database errors.
pub async fn note_link(tx: &mut Tx, link: CustomerLinkId, shop: ShopId) -> Result<(), DbError> {
    sqlx::query!(
        "update customer_links set shop_id = $2 where id = $1",
        link.0,
        shop.0
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Notes in which shop a guest's statement was made; the first time counts.
///
/// # Errors
/// Database errors.
pub async fn note_notice(
    tx: &mut Tx,
    notice: WithdrawalNoticeId,
    shop: ShopId,
) -> Result<(), DbError> {
    sqlx::query!(
        "update withdrawal_notices set shop_id = $2 where id = $1 and shop_id is null",
        notice.0,
        shop.0
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}
