//! Which facts go where: the one table of subscribers.

/// Confirms an order to its buyer.
pub const ORDER_CONFIRMATION: &str = "mail.order-confirmation";
/// Tells the buyer what has been sent.
pub const SHIPMENT_NOTICE: &str = "mail.shipment";
/// Lets lists and search know that stock has changed.
pub const LISTING: &str = "shop.listing";

/// Every destination that exists, for the back office.
pub const DESTINATIONS: &[&str] = &[ORDER_CONFIRMATION, SHIPMENT_NOTICE, LISTING];

/// Where a fact goes. Facts that nobody waits for are history only.
#[must_use]
pub fn destinations_of(fact: &str) -> &'static [&'static str] {
    match fact {
        "OrderPlaced" => &[ORDER_CONFIRMATION, LISTING],
        "ShipmentSent" => &[SHIPMENT_NOTICE],
        "ReplacementSent" => &[SHIPMENT_NOTICE, LISTING],
        "ReturnOpened" | "GoodsReturned" | "GoodsSortedOut" => &[LISTING],
        "OrderPrepared" | "OrderLapsed" | "OrderCancelled" => &[LISTING],
        _ => &[],
    }
}

#[cfg(test)]
mod tests {
    use commerce::order::events::ORDER_FACTS;

    use super::*;

    #[test]
    fn every_subscription_is_to_a_fact_that_exists_and_a_destination_that_is_listed() {
        let subscribed = [
            "OrderPlaced",
            "OrderPrepared",
            "OrderLapsed",
            "OrderCancelled",
            "ShipmentSent",
            "ReplacementSent",
            "ReturnOpened",
            "GoodsReturned",
            "GoodsSortedOut",
        ];
        for fact in &subscribed {
            assert!(ORDER_FACTS.contains(fact), "{fact}");
        }
        for fact in ORDER_FACTS {
            for destination in destinations_of(fact) {
                assert!(subscribed.contains(fact));
                assert!(DESTINATIONS.contains(destination));
            }
        }
    }
}
