//! The orders that whoever is logged in can withdraw from now: none whose time is over, and none of which nothing is left.

use jiff::SignedDuration;
use platform::clock::Timestamp;
use platform::db::{DbError, PgConnection};

use super::{ReturnKind, deadline, listing};
use crate::ids::{CustomerId, OrderId, ShopId};

/// An order that came longer ago than this is not even looked at: no period is so long, whatever day it ends on.
const LONGEST: SignedDuration = SignedDuration::from_hours(24 * 31);
/// The same where the buyer was not told of the right, and has a year more.
const LONGEST_UNTOLD: SignedDuration = SignedDuration::from_hours(24 * (31 + 366));

/// An order that can be withdrawn from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Open {
    /// Which.
    pub id: OrderId,
    /// `ORD-100001`.
    pub number: String,
    /// When it was placed.
    pub placed_at: Timestamp,
}

/// Those of a customer in a shop, or in all of them, for themselves and not for a company, the latest first; and whether there may be more than were looked at.
///
/// # Errors
/// Database errors.
pub async fn of_customer(
    conn: &mut PgConnection,
    (customer, shop): (CustomerId, Option<ShopId>),
    now: Timestamp,
    most: i64,
) -> Result<(Vec<Open>, bool), DbError> {
    let since = (now.minus(LONGEST), now.minus(LONGEST_UNTOLD));
    let found = listing::living_orders(conn, (customer, shop), since, most).await?;
    let is_more = i64::try_from(found.len()).unwrap_or(i64::MAX) >= most;
    let mut open = Vec::new();
    for (order, is_delivered) in found {
        // What has not all come has no last day.
        let is_over = is_delivered
            && deadline::of(conn, order.id, ReturnKind::Withdrawal, (now, None))
                .await?
                .is_over();
        if !is_over {
            open.push(order);
        }
    }
    Ok((open, is_more))
}
