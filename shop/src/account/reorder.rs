//! Buying again what an earlier order held.

use axum::extract::{Path, State};
use axum::response::Response;
use commerce::cart::fill::Cause;
use commerce::customer::listing;
use platform::web::PageError;

use crate::cart::filling::to_cart;
use crate::state::ShopState;
use crate::visitor::{Desk, Visitor};

/// `POST /konto/bestallningar/{number}/igen`: the cart holds at least what the order did, as far as it can be bought. Sent twice it does the same.
///
/// # Errors
/// 404 for an order that is not the customer's.
pub async fn create(
    State(state): State<ShopState>,
    visitor: Visitor,
    Path(number): Path<String>,
) -> Result<Response, PageError> {
    let (mut desk, session) = Desk::member(&state, &visitor).await?;
    let goods = listing::order_goods(&mut desk.conn, &session, &number)
        .await?
        .ok_or(PageError::NotFound)?;
    drop(desk);
    to_cart(&state, &visitor, &goods, Cause::Reorder).await
}
