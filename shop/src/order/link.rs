//! The link to an order's page: the number is for people, the key makes it unguessable. Nothing is stored; the key follows from the program's secret.

use commerce::ids::OrderId;
use commerce::order::{self, Access, Order};
use platform::db::PgConnection;
use platform::i18n::Locale;
use platform::web::PageError;

use crate::state::ShopState;

/// The key of an order's link, for whoever may act.
#[must_use]
pub fn key(state: &ShopState, id: OrderId) -> String {
    key_to(state, id, Access::Act)
}

/// The key of an order's link.
#[must_use]
pub fn key_to(state: &ShopState, id: OrderId, access: Access) -> String {
    state.secret.link_key(access.purpose(), id.0.as_bytes())
}

/// The path of an order's page, for whoever may act.
#[must_use]
pub fn path(state: &ShopState, locale: Locale, number: &str, id: OrderId) -> String {
    path_to(state, locale, number, (id, Access::Act))
}

/// The path of an order's page.
#[must_use]
pub fn path_to(
    state: &ShopState,
    locale: Locale,
    number: &str,
    (id, access): (OrderId, Access),
) -> String {
    let key = key_to(state, id, access);
    let values = [("number", number), ("key", key.as_str())];
    state.renderer.url(locale, "order", &values)
}

/// The path of the page of the order with this id.
///
/// # Errors
/// Database errors.
pub async fn path_by_id(
    state: &ShopState,
    locale: Locale,
    id: OrderId,
) -> Result<String, PageError> {
    let (_, number) = order::store::number_in_shop(&mut *state.db.read().await?, id)
        .await?
        .filter(|(shop_id, _)| state.serves(*shop_id))
        .ok_or(PageError::NotFound)?;
    Ok(path(state, locale, &number, id))
}

/// The order that a link names, to do something about it. A wrong key, and one for reading, is the same as no such order.
///
/// # Errors
/// 404, or database errors.
pub async fn resolve(
    state: &ShopState,
    conn: &mut PgConnection,
    number: &str,
    key: &str,
) -> Result<Order, PageError> {
    let (order, access) = resolve_to_read(state, conn, number, key).await?;
    access.may_act().then_some(order).ok_or(PageError::NotFound)
}

/// The order that a link names, to be shown, and what whoever has the link may do. A wrong key is the same as no such order, and so is another shop's order.
///
/// # Errors
/// 404, or database errors.
pub async fn resolve_to_read(
    state: &ShopState,
    conn: &mut PgConnection,
    number: &str,
    key: &str,
) -> Result<(Order, Access), PageError> {
    // What cannot be a number is not asked for.
    let is_number = number.len() <= 32
        && number
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    if !is_number {
        return Err(PageError::NotFound);
    }
    let id = order::store::id_by_number(conn, number)
        .await?
        .ok_or(PageError::NotFound)?;
    let opens = |access: &Access| {
        let purpose = access.purpose();
        state.secret.is_link_key(purpose, id.0.as_bytes(), key)
    };
    let access = [Access::Act, Access::Read].into_iter().find(opens);
    let access = access.ok_or(PageError::NotFound)?;
    let order = order::store::load(conn, id).await?;
    let order = order.filter(|order| state.serves(order.shop_id));
    Ok((order.ok_or(PageError::NotFound)?, access))
}
