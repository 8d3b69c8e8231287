//! Asking a company's VAT number of its register before a page is made that rests on the answer.

use commerce::customer::Session;
use commerce::pricing::vat::Place;
use commerce::vat_check::ask::{ask, needed};
use platform::web::PageError;

use crate::state::ShopState;
use crate::visitor::{Desk, Visitor};

/// The desk, with a young answer about the number of the company that is bought for, where its purchase to a place rests on one. The desk's connection goes
/// back while the register is asked, which takes no longer than the connector's deadline.
///
/// # Errors
/// Database errors. A register that does not answer is no error.
pub(crate) async fn with_answer(
    state: &ShopState,
    visitor: &Visitor,
    mut desk: Desk,
    place: Place<'_>,
) -> Result<Desk, PageError> {
    let Some(company) = desk.session.as_ref().and_then(Session::company) else {
        return Ok(desk);
    };
    let (shop, now) = (desk.facts.shop.id, state.now());
    let Some(question) = needed(&mut desk.conn, shop, company, place, now).await? else {
        return Ok(desk);
    };
    // What is ordered stays: an offer's goods are no cart that the visitor's own look would find.
    let cart = desk.cart.take();
    drop(desk);
    ask(&state.db, &*state.register, &question, visitor.origin()).await?;
    let mut desk = Desk::open(state, visitor).await?;
    desk.cart = cart;
    Ok(desk)
}
