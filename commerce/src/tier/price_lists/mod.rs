//! The **order of a tier's price lists**: which are asked and in which order, by the merchant's word. Premium's own may be asked first, then Pro's, then guests'.
//! The first that has a price for the quantity decides, whatever a later one says. A tier without an order is asked its own lists by their priority, then
//! guests'; guests themselves always are. Guests' lists stand in every order, so that what guests have a price of everybody has: to keep goods from a tier is
//! its assortment's part. What a company has agreed goes before, and campaigns lower, as without an order.

pub mod listing;
pub mod preview;
pub mod save;
mod store;

pub use listing::{Asked, TierOrder, asked, choices, in_other_currencies, order};
pub use preview::{Changes, changes};
pub use save::{SaveOrderError, save};

use crate::ids::PriceListId;
use crate::tier::GUESTS;

/// Most lists of one order beside guests', where it is not longer already by lists that were made since.
pub const MOST: usize = 50;

/// A list in an order, as far as its place depends on it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Placed {
    /// Which.
    pub(crate) id: PriceListId,
    /// Whose list it is.
    pub(crate) tier: String,
    /// Its order among that tier's lists.
    pub(crate) priority: i32,
}

/// Where a new list of a tier's belongs in an order of `of_tier`'s: beside the lists of the same tier, before the first with a higher priority; before all
/// where it is the tier's own first. `None`: that order has nothing of the list's tier.
fn place_for(of_tier: &str, order: &[Placed], new: &Placed) -> Option<usize> {
    let is_kin = |of: &Placed| of.tier == new.tier;
    if !order.iter().any(is_kin) {
        return match new.tier.as_str() {
            own if own == of_tier => Some(0),
            GUESTS => Some(order.len()),
            _ => None,
        };
    }
    let later = order
        .iter()
        .position(|of| is_kin(of) && of.priority > new.priority);
    let last = order.iter().rposition(is_kin).map(|at| at + 1);
    later.or(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(tier: &str, priority: i32) -> Placed {
        Placed {
            id: PriceListId::generate(),
            tier: tier.to_owned(),
            priority,
        }
    }

    #[test]
    fn a_new_list_stands_beside_those_of_its_tier() {
        let order = [
            list("premium", 100),
            list("pro", 50),
            list("pro", 100),
            list(GUESTS, 100),
        ];
        let at = |tier: &str, priority| place_for("premium", &order, &list(tier, priority));
        assert_eq!(at("pro", 10), Some(1));
        assert_eq!(at("pro", 50), Some(2), "after its equal");
        assert_eq!(at("pro", 200), Some(3));
        assert_eq!(at(GUESTS, 10), Some(3));
        assert_eq!(at("premium", 100), Some(1));
        assert_eq!(at("user", 1), None);
        // Its own first list goes before what it has borrowed.
        assert_eq!(place_for("user", &order, &list("user", 100)), Some(0));
        assert_eq!(place_for("user", &[], &list(GUESTS, 100)), Some(0));
    }
}
