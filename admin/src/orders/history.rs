use platform::clock::Timestamp;
use platform::i18n::{Message, numbers};
use platform::money::{Currency, Money};
use platform::outbox::listing::HistoryEntry;

use crate::guard::Me;
use crate::object::{Event, vendor};
use crate::when::stored_day;

/// The facts about a case, for its timeline.
pub(crate) fn case_events<'a>(
    me: &Me,
    currency: Currency,
    facts: impl Iterator<Item = &'a HistoryEntry>,
) -> Vec<(Timestamp, Event)> {
    facts
        .map(|fact| (fact.occurred_at, event(me, currency, fact)))
        .collect()
}

/// A fact as a line of the history. Facts of later versions, that this one has no words for, show their name.
pub(super) fn event(me: &Me, currency: Currency, fact: &HistoryEntry) -> Event {
    let text = |key: &str| {
        fact.payload
            .get(key)
            .and_then(|v| v.as_str())
            .unwrap_or_default()
            .to_owned()
    };
    let number = |key: &str| {
        fact.payload
            .get(key)
            .and_then(serde_json::Value::as_i64)
            .unwrap_or(0)
    };
    let money = |key: &str| {
        let minor = fact
            .payload
            .get(key)
            .and_then(serde_json::Value::as_i64)
            .unwrap_or(0);
        numbers::money(
            me.locale(),
            Money::new(minor, currency),
            numbers::Decimals::Always,
        )
    };
    // Of what came in another currency than the order's.
    let money_of = |key: &str| {
        let own = Currency::parse(&text("currency")).unwrap_or(currency);
        let sum = Money::new(number(key), own);
        numbers::money(me.locale(), sum, numbers::Decimals::Always)
    };
    let case = |key: &'static str| Message::new(key).with("number", text("number"));
    let (icon, tone, message) = match fact.name.as_str() {
        "OrderPrepared" => (
            "order",
            "",
            Message::new("fact-order-prepared").with("total", money("total_minor")),
        ),
        "PaymentOpened" => (
            "card",
            "",
            Message::new("fact-payment-opened").with("gateway", vendor(&text("gateway"))),
        ),
        "PaymentRefused" => (
            "card",
            "bad",
            Message::new("fact-payment-refused").with("reason", text("reason")),
        ),
        "PaymentProcessing" => ("card", "", Message::new("fact-payment-processing")),
        "PaymentCaptured" => (
            "card",
            "ok",
            Message::new("fact-payment-captured").with("amount", money_of("amount_minor")),
        ),
        "PaymentMismatched" => (
            "warning",
            "bad",
            Message::new("fact-payment-mismatched")
                .with("expected", money("expected_minor"))
                .with("captured", money_of("captured_minor")),
        ),
        "PaymentExpired" => ("card", "", Message::new("fact-payment-expired")),
        "OrderPlaced" => ("order", "ok", Message::new("fact-order-placed")),
        "OrderInvoiced" => (
            "receipt",
            "",
            Message::new("fact-order-invoiced")
                .with("amount", money("amount_minor"))
                .with("due", stored_day(me.locale(), &text("due_on"))),
        ),
        "InvoicePaid" => (
            "receipt",
            "ok",
            Message::new("fact-invoice-paid").with("amount", money("amount_minor")),
        ),
        "InvoiceIssued" => (
            "receipt",
            "",
            Message::new("fact-invoice-issued").with("number", text("number")),
        ),
        "InvoicePartlyPaid" => (
            "receipt",
            "ok",
            Message::new("fact-invoice-partly-paid")
                .with("amount", money("amount_minor"))
                .with("left", money("left_minor")),
        ),
        "InvoiceOverpaid" => (
            "warning",
            "bad",
            Message::new("fact-invoice-overpaid").with("amount", money("amount_minor")),
        ),
        "DifferenceSettled" => (
            "check",
            "ok",
            Message::new(format!(
                "fact-difference-{}",
                text("deed").replace('_', "-")
            ))
            .with("amount", money_of("amount_minor")),
        ),
        "RestAskedFor" => (
            "mail",
            "",
            Message::new("fact-rest-asked-for").with("amount", money("amount_minor")),
        ),
        "InvoiceReopened" => (
            "receipt",
            "bad",
            Message::new("fact-invoice-reopened").with("amount", money("amount_minor")),
        ),
        "CardsRefunded" => (
            "return",
            "",
            Message::new("fact-cards-refunded").with("amount", money("amount_minor")),
        ),
        "GiftCardIssued" => (
            "mail",
            "ok",
            Message::new("fact-gift-card-issued").with("amount", money("amount_minor")),
        ),
        "OrderCancelled" => ("close", "", Message::new("fact-order-cancelled")),
        "OrderLapsed" => ("close", "", Message::new("fact-order-lapsed")),
        "RefundFellDue" => (
            "return",
            "bad",
            Message::new("fact-refund-fell-due").with("amount", money("amount_minor")),
        ),
        "ShipmentSent" => (
            "order",
            "ok",
            Message::new("fact-shipment-sent")
                .with("pieces", number("pieces"))
                .with("carrier", text("carrier")),
        ),
        "ShipmentDelivered" => ("check", "ok", Message::new("fact-shipment-delivered")),
        "ShipmentCorrected" => ("edit", "", Message::new("fact-shipment-corrected")),
        "ShipmentNoticeSent" => (
            "mail",
            "ok",
            Message::new("fact-shipment-notice-sent").with("recipient", text("recipient")),
        ),
        "ReturnOpened" => (
            "return",
            "",
            Message::new("fact-return-opened")
                .with("kind", text("kind"))
                .with("number", text("number")),
        ),
        "ReturnApproved" => ("check", "ok", case("fact-return-approved")),
        "ReturnSettled" => ("check", "ok", case("fact-return-settled")),
        "ReturnRefused" => ("close", "", case("fact-return-refused")),
        "GoodsReturned" => (
            "return",
            "ok",
            case("fact-goods-returned")
                .with("restocked", number("restocked"))
                .with("scrapped", number("scrapped"))
                .with("kept", number("kept")),
        ),
        "GoodsSortedOut" => (
            "return",
            "",
            case("fact-goods-sorted-out")
                .with("restocked", number("restocked"))
                .with("scrapped", number("scrapped")),
        ),
        "ReplacementSent" => (
            "order",
            "ok",
            case("fact-replacement-sent")
                .with("fresh", number("fresh"))
                .with("back", number("back"))
                .with("carrier", text("carrier")),
        ),
        "ReturnTakenBack" => ("close", "", case("fact-return-taken-back")),
        "RefundBegun" => (
            "card",
            "",
            case("fact-refund-begun").with("amount", money("amount_minor")),
        ),
        "RefundFailed" => (
            "card",
            "bad",
            case("fact-refund-failed").with("reason", text("reason")),
        ),
        "ReturnRefunded" => (
            "card",
            "ok",
            case("fact-return-refunded").with("amount", money("amount_minor")),
        ),
        "ContactCorrected" => ("edit", "", Message::new("fact-contact-corrected")),
        "ConfirmationSent" => (
            "mail",
            "ok",
            Message::new("fact-confirmation-sent").with("recipient", text("recipient")),
        ),
        other => (
            "history",
            "",
            Message::new("fact-other").with("name", other),
        ),
    };
    let event = Event::new(fact.occurred_at, icon, tone, message);
    let reference = ["charge_reference", "reference", "tracking_number"]
        .into_iter()
        .map(text)
        .find(|t| !t.is_empty());
    match (fact.actor_kind.as_str(), reference) {
        ("staff", _) => {
            event.with_small(Message::new("event-by").with("name", fact.actor_name.clone()))
        }
        (_, Some(reference)) => {
            event.with_small(Message::new("list-value").with("text", reference))
        }
        ("vendor", None) => {
            event.with_small(Message::new("event-from").with("name", vendor(&fact.actor_name)))
        }
        _ => event,
    }
}
