//! What was wished of the gift cards of an order, line by line.

use std::collections::HashMap;

use commerce::gift_card::bought::listing;
use commerce::ids::OrderLineId;
use commerce::order::Order;
use platform::db::{DbError, PgConnection};

use crate::cart::wish_views::WishedView;

/// What was wished of each line of cards. The cards of a line differ in nothing.
///
/// # Errors
/// Database errors.
pub(crate) async fn of_order(
    conn: &mut PgConnection,
    order: &Order,
) -> Result<HashMap<OrderLineId, WishedView>, DbError> {
    let cards = listing::of_order(conn, order.id).await?;
    let view = |card: &listing::BoughtCard| WishedView {
        recipient: card.recipient.clone(),
        greeting: card.greeting.lines().map(str::to_owned).collect(),
        deliver_on: card.deliver_on.map(|day| day.0),
        href: String::new(),
    };
    Ok(cards
        .iter()
        .map(|card| (card.line_id, view(card)))
        .collect())
}
