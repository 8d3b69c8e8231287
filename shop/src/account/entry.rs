//! What happens whenever somebody comes in: the cart that they filled as a guest meets the one that they have already.

use axum::response::Response;
use commerce::cart::owner;
use commerce::company::listing::companies_of;
use commerce::customer::listing as customers;
use commerce::customer::log_in::LoggedIn;
use commerce::ids::CustomerId;
use commerce::pricing::Audience;
use commerce::pricing::listing::price_context;
use commerce::shop_door;
use commerce::tier::GUESTS;
use platform::db::Tx;
use platform::web::PageError;

use super::cookies;
use super::gate::onward;
use crate::page::see_other;
use crate::state::ShopState;
use crate::visitor::Visitor;

/// Lets whoever has logged in come in: the cart comes along, and the browser gets its cookies and is led on.
///
/// # Errors
/// Database errors.
pub(super) async fn let_in(
    state: &ShopState,
    visitor: &Visitor,
    mut tx: Tx,
    (customer, logged_in): (CustomerId, &LoggedIn),
    next: &str,
) -> Result<Response, PageError> {
    note_shop(state, &mut tx, logged_in).await?;
    bring_cart(state, visitor, &mut tx, customer).await?;
    tx.commit().await?;
    let response = see_other(&onward(state, visitor, next));
    cookies::log_in(response, logged_in, state.is_secure())
}

/// Notes that it is this shop where somebody has logged in.
///
/// # Errors
/// Database errors.
pub(crate) async fn note_shop(
    state: &ShopState,
    tx: &mut Tx,
    logged_in: &LoggedIn,
) -> Result<(), PageError> {
    let shop = state.facts(tx).await?.shop.id;
    Ok(shop_door::note_log_in(tx, &logged_in.session, shop).await?)
}

/// Brings the browser's cart along, in the log-in's own transaction.
///
/// # Errors
/// Database errors.
pub(crate) async fn bring_cart(
    state: &ShopState,
    visitor: &Visitor,
    tx: &mut Tx,
    customer: CustomerId,
) -> Result<(), PageError> {
    let facts = state.facts(tx).await?;
    let shop = facts.shop.id;
    let own = customers::customer(tx, customer).await?;
    let tier = own.map_or(GUESTS.to_owned(), |own| own.tier_code);
    let at = tx.now();
    let found = price_context(tx, shop, Audience::Tier(&tier), at).await?;
    // What is not in their assortment stays in the cart and is told there, as what only a company of theirs has a price of or sees: nobody acts for one yet.
    let mut lists = found.map_or_else(|| facts.prices.unlimited(), |of| of.unlimited());
    for acting in companies_of(tx, customer).await? {
        let found = price_context(tx, shop, Audience::Company(acting.company), at).await?;
        for list in found.into_iter().flat_map(|of| of.unlimited()) {
            if !lists.contains(&list) {
                lists.push(list);
            }
        }
    }
    Ok(owner::adopt(tx, shop, customer, visitor.cart_hash(), &lists).await?)
}
