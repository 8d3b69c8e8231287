//! The link to an order's page: the number is for people, the key makes it unguessable. Nothing is stored; the key follows from the program's secret.

use commerce::ids::OrderId;
use commerce::order::{self, ORDER_PAGE, Order};
use platform::db::PgConnection;
use platform::i18n::Locale;
use platform::web::PageError;

use crate::state::ShopState;

/// The key of an order's link.
#[must_use]
pub fn key(state: &ShopState, id: OrderId) -> String {
    state.secret.link_key(ORDER_PAGE, id.0.as_bytes())
}

/// The path of an order's page.
#[must_use]
pub fn path(state: &ShopState, locale: Locale, number: &str, id: OrderId) -> String {
    state.renderer.url(
        locale,
        "order",
        &[("number", number), ("key", &key(state, id))],
    )
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
    let order = order::store::load(&mut *state.db.read().await?, id)
        .await?
        .ok_or(PageError::NotFound)?;
    Ok(path(state, locale, &order.number, id))
}

/// The order that a link names. A wrong key is the same as no such order.
///
/// # Errors
/// 404, or database errors.
pub async fn resolve(
    state: &ShopState,
    conn: &mut PgConnection,
    number: &str,
    key: &str,
) -> Result<Order, PageError> {
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
    if !state.secret.is_link_key(ORDER_PAGE, id.0.as_bytes(), key) {
        return Err(PageError::NotFound);
    }
    order::store::load(conn, id)
        .await?
        .ok_or(PageError::NotFound)
}
