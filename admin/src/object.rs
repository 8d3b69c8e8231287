//! The **object page** pattern: sticky head with one strip of states, facts to the right, one timeline.

use platform::i18n::Message;
use platform::outbox::listing::ListedDelivery;
use serde::Serialize;

use crate::guard::Me;
use crate::list::Status;
use crate::when::{When, clock, short_day};

/// A state in the strip under the heading.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct StripItem {
    /// Text key.
    pub(crate) label: String,
    pub(crate) status: Status,
}

/// A field that someone else has saved otherwise: what is stored beside what was typed.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Collision {
    /// Text key of the field.
    pub(crate) label: &'static str,
    pub(crate) stored: Message,
    pub(crate) typed: Message,
}

impl Collision {
    /// Of values that stand as they are.
    pub(crate) fn of_text(label: &'static str, stored: &str, typed: &str) -> Option<Self> {
        let plain = |text: &str| Message::new("list-value").with("text", text.to_owned());
        Self::of(label, (stored, plain(stored)), (typed, plain(typed)))
    }

    /// Of values with words for them; nothing when they are the same.
    pub(crate) fn of(
        label: &'static str,
        stored: (&str, Message),
        typed: (&str, Message),
    ) -> Option<Self> {
        (stored.0 != typed.0).then_some(Self {
            label,
            stored: stored.1,
            typed: typed.1,
        })
    }
}

/// A line of a comparison.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct DiffLine {
    /// `same`, `gone` or `new`.
    pub(crate) kind: &'static str,
    pub(crate) text: String,
}

impl DiffLine {
    pub(crate) fn new(kind: &'static str, text: &str) -> Self {
        let text = text.to_owned();
        Self { kind, text }
    }
}

/// A line of the timeline.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Event {
    pub(crate) iso: String,
    pub(crate) clock: String,
    /// Set on the first line of a day.
    pub(crate) day: Option<Message>,
    pub(crate) icon: &'static str,
    /// `ok`, `bad`, `absent` or nothing.
    pub(crate) tone: &'static str,
    pub(crate) text: Message,
    /// What is another now.
    pub(crate) changes: Vec<FieldChange>,
    pub(crate) small: Option<Message>,
}

/// A value before and after; nothing where there was none.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct FieldChange {
    /// Text key.
    pub(crate) label: &'static str,
    pub(crate) before: Option<Message>,
    pub(crate) after: Option<Message>,
}

impl Event {
    pub(crate) fn new(
        at: platform::clock::Timestamp,
        icon: &'static str,
        tone: &'static str,
        text: Message,
    ) -> Self {
        let iso = at.jiff().strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
        Self {
            iso,
            clock: clock(at),
            day: None,
            icon,
            tone,
            text,
            changes: Vec::new(),
            small: None,
        }
    }

    pub(crate) fn with_small(mut self, small: Message) -> Self {
        self.small = Some(small);
        self
    }
}

/// Latest first, with each day named once.
pub(crate) fn timeline(
    me: &Me,
    mut events: Vec<(platform::clock::Timestamp, Event)>,
) -> Vec<Event> {
    // What happened in the same moment keeps its order, turned round like the rest.
    events.reverse();
    events.sort_by_key(|(at, _)| std::cmp::Reverse(*at));
    let today = me.now().business_time().date();
    let mut last = None;
    events
        .into_iter()
        .map(|(at, mut event)| {
            let date = at.business_time().date();
            if last != Some(date) {
                last = Some(date);
                event.day = Some(if date == today {
                    Message::new("day-today")
                } else if Some(date) == today.yesterday().ok() {
                    Message::new("day-yesterday")
                } else {
                    Message::new("list-value").with("text", short_day(me.locale(), date, today))
                });
            }
            event
        })
        .collect()
}

/// A delivery in the table "Leveranser till andra system".
#[derive(Clone, Debug, Serialize)]
pub(crate) struct DeliveryRow {
    pub(crate) id: String,
    pub(crate) what: Message,
    pub(crate) to: String,
    pub(crate) tone: &'static str,
    pub(crate) status: Status,
    pub(crate) sent: Option<When>,
    pub(crate) receipt: Option<When>,
    pub(crate) error: Option<String>,
    pub(crate) can_retry: bool,
}

impl DeliveryRow {
    pub(crate) fn new(me: &Me, delivery: &ListedDelivery, can_retry: bool) -> Self {
        let when = |at| When::new(me.locale(), at, me.now());
        let is_stopped = matches!(delivery.state.as_str(), "failed" | "dead");
        Self {
            id: delivery.id.to_string(),
            what: fact_label(&delivery.fact_name),
            to: delivery.destination.clone(),
            tone: if delivery.state == "dead" { "bad" } else { "" },
            status: delivery_status(&delivery.state),
            sent: delivery.sent_at.map(when),
            receipt: delivery.acknowledged_at.map(when),
            error: delivery
                .last_error
                .clone()
                .filter(|_| delivery.state != "acknowledged"),
            can_retry: can_retry && is_stopped,
        }
    }
}

/// The state of a delivery in the words of the status vocabulary.
pub(crate) fn delivery_status(state: &str) -> Status {
    match state {
        "acknowledged" => Status::new("ok", "delivery-acknowledged"),
        "sent" => Status::new("info", "delivery-sent"),
        "failed" => Status::new("warn", "delivery-failed"),
        "dead" => Status::new("bad", "delivery-dead"),
        _ => Status::new("idle", "delivery-pending"),
    }
}

/// The facts that may be on their way somewhere.
pub(crate) const FACTS: &[&str] = &[
    "OrderPrepared",
    "OrderPlaced",
    "OrderLapsed",
    "OrderInvoiced",
    "InvoicePaid",
    "InvoiceReopened",
    "CardsRefunded",
    "GiftCardIssued",
    "OrderCancelled",
    "PaymentOpened",
    "PaymentProcessing",
    "PaymentCaptured",
    "PaymentMismatched",
    "InvoiceIssued",
    "InvoicePartlyPaid",
    "InvoiceOverpaid",
    "DifferenceSettled",
    "RestAskedFor",
    "PaymentRefused",
    "PaymentExpired",
    "RefundFellDue",
    "ShipmentSent",
    "ShipmentDelivered",
    "ShipmentCorrected",
    "ShipmentNoticeSent",
    "ReturnOpened",
    "ReturnApproved",
    "ReturnSettled",
    "ReturnRefused",
    "GoodsReturned",
    "GoodsSortedOut",
    "ReplacementSent",
    "ReturnTakenBack",
    "RefundBegun",
    "RefundFailed",
    "ReturnRefunded",
    "ContactCorrected",
    "ConfirmationSent",
];

/// What a fact is called where it is on its way to someone. Facts that this version has no words for show their name.
pub(crate) fn fact_label(name: &str) -> Message {
    match name {
        "OrderPrepared" => Message::new("fact-name-order-prepared"),
        "OrderPlaced" => Message::new("fact-name-order-placed"),
        "OrderLapsed" => Message::new("fact-name-order-lapsed"),
        "OrderInvoiced" => Message::new("fact-name-order-invoiced"),
        "InvoicePaid" => Message::new("fact-name-invoice-paid"),
        "InvoiceIssued" => Message::new("fact-name-invoice-issued"),
        "InvoicePartlyPaid" => Message::new("fact-name-invoice-partly-paid"),
        "InvoiceOverpaid" => Message::new("fact-name-invoice-overpaid"),
        "DifferenceSettled" => Message::new("fact-name-difference-settled"),
        "RestAskedFor" => Message::new("fact-name-rest-asked-for"),
        "InvoiceReopened" => Message::new("fact-name-invoice-reopened"),
        "CardsRefunded" => Message::new("fact-name-cards-refunded"),
        "GiftCardIssued" => Message::new("fact-name-gift-card-issued"),
        "OrderCancelled" => Message::new("fact-name-order-cancelled"),
        "PaymentCaptured" => Message::new("fact-name-payment-captured"),
        "PaymentRefused" => Message::new("fact-name-payment-refused"),
        "RefundFellDue" => Message::new("fact-name-refund-fell-due"),
        "ShipmentSent" => Message::new("fact-name-shipment-sent"),
        "ReturnOpened" => Message::new("fact-name-return-opened"),
        "GoodsReturned" => Message::new("fact-name-goods-returned"),
        "GoodsSortedOut" => Message::new("fact-name-goods-sorted-out"),
        "ReplacementSent" => Message::new("fact-name-replacement-sent"),
        other => Message::new("list-value").with("text", other),
    }
}

/// A vendor's name as vendors write it.
pub(crate) fn vendor(name: &str) -> String {
    let mut letters = name.chars();
    letters
        .next()
        .map(|first| first.to_uppercase().chain(letters).collect())
        .unwrap_or_default()
}
