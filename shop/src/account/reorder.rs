//! Buying again what an earlier order held.

use axum::extract::{Path, State};
use axum::response::Response;
use commerce::cart::LineError;
use commerce::cart::fill::{Cause, fill};
use commerce::customer::listing;
use platform::web::PageError;

use crate::cart::handlers::{Changing, TRIES, changing, hold, keep_cart};
use crate::page::see_other;
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
    let to_cart = see_other(&state.renderer.url(visitor.locale, "cart", &[]));
    for _ in 0..TRIES {
        let Changing {
            mut tx,
            seen,
            held,
            session,
        } = changing(&state, &visitor).await?;
        let session = session.as_ref();
        let (cart, cookie) = hold(&state, &visitor, &mut tx, &seen.facts, held, session).await?;
        match fill(&mut tx, cart, &goods, Cause::Reorder, &seen.prices.lists).await {
            Ok(()) => {
                tx.commit().await?;
                return Ok(keep_cart(to_cart, cookie));
            }
            Err(LineError::Closed) => {}
            Err(LineError::Db(error)) => return Err(error.into()),
            Err(error) => return Err(PageError::internal(error)),
        }
    }
    Ok(to_cart)
}
