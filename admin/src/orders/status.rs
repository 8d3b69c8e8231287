//! The words and colours of an order's states.

use commerce::order::listing::OrderFacts;

use crate::list::Status;
use crate::object::StripItem;

pub(crate) fn state_status(state: &str) -> Status {
    match state {
        "prepared" => Status::new("idle", "order-state-prepared"),
        "placed" => Status::new("ok", "order-state-placed"),
        "cancelled" => Status::new("idle", "order-state-cancelled"),
        _ => Status::new("idle", "order-state-lapsed"),
    }
}

pub(crate) fn payment_status(state: &str) -> Status {
    match state {
        "paid" => Status::new("ok", "payment-paid"),
        "invoiced" => Status::new("info", "payment-invoiced"),
        "processing" => Status::new("info", "payment-processing"),
        "refused" => Status::new("bad", "payment-refused"),
        "partly_refunded" => Status::new("info", "payment-partly-refunded"),
        "refunded" => Status::new("idle", "payment-refunded"),
        "void" => Status::new("idle", "payment-void"),
        _ => Status::new("idle", "payment-pending"),
    }
}

/// How an order stands with its payment. Money that has placed nothing is not what was to come, or came too late: somebody is to decide about it.
/// What came too late has called the order off, so the state alone does not tell it from a purchase that was called off later.
pub(crate) fn paid_status(is_placed: bool, payment: &str) -> Status {
    match (is_placed, payment) {
        (false, "paid") => Status::new("warn", "difference-open"),
        _ => payment_status(payment),
    }
}

pub(super) fn fulfilment_status(state: &str) -> Status {
    match state {
        "partly_shipped" => Status::new("warn", "fulfilment-partly-shipped"),
        "shipped" => Status::new("info", "fulfilment-shipped"),
        "delivered" => Status::new("ok", "fulfilment-delivered"),
        "returned" => Status::new("idle", "fulfilment-returned"),
        "void" => Status::new("idle", "fulfilment-void"),
        _ => Status::new("idle", "fulfilment-unfulfilled"),
    }
}

/// The one word for an order: what it waits for, or how it ended.
pub(super) fn whole_status(order: &OrderFacts) -> Status {
    match order.state.as_str() {
        "placed" => match order.fulfilment_status.as_str() {
            "unfulfilled" | "partly_shipped" if order.waits_for_cards => {
                Status::new("info", "order-whole-cards")
            }
            "unfulfilled" => Status::new("info", "order-whole-to-ship"),
            other => fulfilment_status(other),
        },
        "prepared" if order.payment_status == "refused" => payment_status("refused"),
        other => state_status(other),
    }
}

/// The order's three states, side by side.
pub(super) fn strip(order: &OrderFacts) -> Vec<StripItem> {
    [
        ("orders-state", state_status(&order.state)),
        (
            "orders-payment",
            paid_status(order.placed_at.is_some(), &order.payment_status),
        ),
        (
            "orders-fulfilment",
            fulfilment_status(&order.fulfilment_status),
        ),
    ]
    .map(|(label, status)| StripItem {
        label: label.to_owned(),
        status,
    })
    .into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_that_has_placed_nothing_is_to_be_sorted_out() {
        let shown = |is_placed, payment| paid_status(is_placed, payment).label.key;
        assert_eq!(shown(true, "paid"), "payment-paid");
        assert_eq!(shown(false, "paid"), "difference-open");
        assert_eq!(shown(false, "refunded"), "payment-refunded");
        assert_eq!(shown(false, "pending"), "payment-pending");
    }
}
