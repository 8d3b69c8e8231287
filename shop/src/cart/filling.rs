//! Goods that go into the cart together: what an earlier order held, what a list holds, what was typed at once.

use axum::response::Response;
use commerce::cart::LineError;
use commerce::cart::fill::{Cause, Wanted, fill};
use http::HeaderValue;
use platform::web::PageError;

use super::changing::{Changing, TRIES, changing, hold, keep_cart};
use crate::page::see_other;
use crate::state::ShopState;
use crate::visitor::Visitor;

/// A cart that was filled.
pub(crate) struct Filled {
    cookie: Option<HeaderValue>,
}

impl Filled {
    /// The answer, by which the browser keeps the cart.
    pub(crate) fn kept_by(self, response: Response) -> Response {
        keep_cart(response, self.cookie)
    }
}

/// Puts goods into the visitor's cart, opened if there is none, as far as they can be bought; its page tells what came of each. Sent twice it does the
/// same. `None`: nothing was done, since each time that it was tried the cart had become an order meanwhile.
///
/// # Errors
/// Database errors.
pub(crate) async fn fill_cart(
    state: &ShopState,
    visitor: &Visitor,
    goods: &[Wanted],
    cause: Cause,
) -> Result<Option<Filled>, PageError> {
    for _ in 0..TRIES {
        let Changing {
            mut tx,
            seen,
            held,
            session,
        } = changing(state, visitor).await?;
        let session = session.as_ref();
        let (cart, cookie) = hold(state, visitor, &mut tx, &seen.facts, held, session).await?;
        let done = fill(&mut tx, cart, goods, cause, &seen.prices.lists).await;
        match tx.end(done).await? {
            Ok(()) => return Ok(Some(Filled { cookie })),
            Err(LineError::Closed) => {}
            Err(LineError::Db(error)) => return Err(error.into()),
            Err(error) => return Err(PageError::internal(error)),
        }
    }
    Ok(None)
}

/// Puts goods into the visitor's cart, as [`fill_cart`] does, and goes on to its page.
///
/// # Errors
/// Database errors.
pub(crate) async fn to_cart(
    state: &ShopState,
    visitor: &Visitor,
    goods: &[Wanted],
    cause: Cause,
) -> Result<Response, PageError> {
    let filled = fill_cart(state, visitor, goods, cause).await?;
    let response = see_other(&state.renderer.url(visitor.locale, "cart", &[]));
    Ok(match filled {
        Some(filled) => filled.kept_by(response),
        None => response,
    })
}
