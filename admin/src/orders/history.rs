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
    let told = Told { me, currency, fact };
    let (icon, tone, message) = told
        .of_payment()
        .or_else(|| told.of_invoice())
        .or_else(|| told.of_order())
        .or_else(|| told.of_case())
        .unwrap_or_else(|| {
            let message = Message::new("fact-other").with("name", fact.name.as_str());
            ("history", "", message)
        });
    let event = Event::new(fact.occurred_at, icon, tone, message);
    let reference = ["charge_reference", "reference", "tracking_number"]
        .into_iter()
        .map(|key| told.text(key))
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

/// Icon, tone and words of a fact.
type Words = (&'static str, &'static str, Message);

/// A fact as it is told to somebody.
struct Told<'a> {
    me: &'a Me,
    currency: Currency,
    fact: &'a HistoryEntry,
}

impl Told<'_> {
    fn text(&self, key: &str) -> String {
        let value = self.fact.payload.get(key).and_then(|v| v.as_str());
        value.unwrap_or_default().to_owned()
    }

    fn number(&self, key: &str) -> i64 {
        let value = self.fact.payload.get(key);
        value.and_then(serde_json::Value::as_i64).unwrap_or(0)
    }

    fn money(&self, key: &str) -> String {
        let sum = Money::new(self.number(key), self.currency);
        numbers::money(self.me.locale(), sum, numbers::Decimals::Always)
    }

    /// Of what came in another currency than the order's.
    fn money_of(&self, key: &str) -> String {
        let own = Currency::parse(&self.text("currency")).unwrap_or(self.currency);
        let sum = Money::new(self.number(key), own);
        numbers::money(self.me.locale(), sum, numbers::Decimals::Always)
    }

    fn with_amount(&self, key: &str) -> Message {
        Message::new(key).with("amount", self.money("amount_minor"))
    }

    fn with_text(&self, key: &str, name: &str) -> Message {
        Message::new(key).with(name, self.text(name))
    }

    fn case(&self, key: &str) -> Message {
        self.with_text(key, "number")
    }

    fn of_payment(&self) -> Option<Words> {
        Some(match self.fact.name.as_str() {
            "PaymentOpened" => {
                let by = vendor(&self.text("gateway"));
                let message = Message::new("fact-payment-opened").with("gateway", by);
                ("card", "", message)
            }
            "PaymentRefused" => (
                "card",
                "bad",
                self.with_text("fact-payment-refused", "reason"),
            ),
            "PaymentProcessing" => ("card", "", Message::new("fact-payment-processing")),
            "PaymentCaptured" => {
                let amount = self.money_of("amount_minor");
                let message = Message::new("fact-payment-captured").with("amount", amount);
                ("card", "ok", message)
            }
            "PaymentMismatched" => {
                let message = Message::new("fact-payment-mismatched")
                    .with("expected", self.money("expected_minor"))
                    .with("captured", self.money_of("captured_minor"));
                ("warning", "bad", message)
            }
            "PaymentExpired" => ("card", "", Message::new("fact-payment-expired")),
            "DifferenceSettled" => {
                let deed = self.text("deed").replace('_', "-");
                let message = Message::new(format!("fact-difference-{deed}"))
                    .with("amount", self.money_of("amount_minor"));
                ("check", "ok", message)
            }
            "RestAskedFor" => ("mail", "", self.with_amount("fact-rest-asked-for")),
            "CardsRefunded" => ("return", "", self.with_amount("fact-cards-refunded")),
            "RefundFellDue" => ("return", "bad", self.with_amount("fact-refund-fell-due")),
            _ => return None,
        })
    }

    fn of_invoice(&self) -> Option<Words> {
        Some(match self.fact.name.as_str() {
            "OrderInvoiced" => {
                let due = stored_day(self.me.locale(), &self.text("due_on"));
                let message = self.with_amount("fact-order-invoiced").with("due", due);
                ("receipt", "", message)
            }
            "InvoiceIssued" => (
                "receipt",
                "",
                self.with_text("fact-invoice-issued", "number"),
            ),
            "InvoicePaid" => ("receipt", "ok", self.with_amount("fact-invoice-paid")),
            "InvoicePartlyPaid" => {
                let left = self.money("left_minor");
                let message = self
                    .with_amount("fact-invoice-partly-paid")
                    .with("left", left);
                ("receipt", "ok", message)
            }
            "InvoiceOverpaid" => ("warning", "bad", self.with_amount("fact-invoice-overpaid")),
            "InvoiceReopened" => ("receipt", "bad", self.with_amount("fact-invoice-reopened")),
            _ => return None,
        })
    }

    fn of_order(&self) -> Option<Words> {
        Some(match self.fact.name.as_str() {
            "OrderPrepared" => {
                let total = self.money("total_minor");
                let message = Message::new("fact-order-prepared").with("total", total);
                ("order", "", message)
            }
            "OrderPlaced" => ("order", "ok", Message::new("fact-order-placed")),
            "OrderCancelled" => ("close", "", Message::new("fact-order-cancelled")),
            "OrderLapsed" => ("close", "", Message::new("fact-order-lapsed")),
            "GiftCardIssued" => ("mail", "ok", self.with_amount("fact-gift-card-issued")),
            "ShipmentSent" => {
                let message = Message::new("fact-shipment-sent")
                    .with("pieces", self.number("pieces"))
                    .with("carrier", self.text("carrier"));
                ("order", "ok", message)
            }
            "ShipmentDelivered" => ("check", "ok", Message::new("fact-shipment-delivered")),
            "ShipmentCorrected" => ("edit", "", Message::new("fact-shipment-corrected")),
            "ShipmentNoticeSent" => {
                let message = self.with_text("fact-shipment-notice-sent", "recipient");
                ("mail", "ok", message)
            }
            "ContactCorrected" => ("edit", "", Message::new("fact-contact-corrected")),
            "ConfirmationSent" => {
                let message = self.with_text("fact-confirmation-sent", "recipient");
                ("mail", "ok", message)
            }
            _ => return None,
        })
    }

    fn of_case(&self) -> Option<Words> {
        Some(match self.fact.name.as_str() {
            "ReturnOpened" => {
                let message = self
                    .case("fact-return-opened")
                    .with("kind", self.text("kind"));
                ("return", "", message)
            }
            "ReturnApproved" => ("check", "ok", self.case("fact-return-approved")),
            "ReturnSettled" => ("check", "ok", self.case("fact-return-settled")),
            "ReturnRefused" => ("close", "", self.case("fact-return-refused")),
            "GoodsReturned" => {
                let message = self
                    .case("fact-goods-returned")
                    .with("restocked", self.number("restocked"))
                    .with("scrapped", self.number("scrapped"))
                    .with("kept", self.number("kept"));
                ("return", "ok", message)
            }
            "GoodsSortedOut" => {
                let message = self
                    .case("fact-goods-sorted-out")
                    .with("restocked", self.number("restocked"))
                    .with("scrapped", self.number("scrapped"));
                ("return", "", message)
            }
            "ReplacementSent" => {
                let message = self
                    .case("fact-replacement-sent")
                    .with("fresh", self.number("fresh"))
                    .with("back", self.number("back"))
                    .with("carrier", self.text("carrier"));
                ("order", "ok", message)
            }
            "ReturnTakenBack" => ("close", "", self.case("fact-return-taken-back")),
            "RefundBegun" => {
                let amount = self.money("amount_minor");
                let message = self.case("fact-refund-begun").with("amount", amount);
                ("card", "", message)
            }
            "RefundFailed" => {
                let message = self
                    .case("fact-refund-failed")
                    .with("reason", self.text("reason"));
                ("card", "bad", message)
            }
            "ReturnRefunded" => {
                let amount = self.money("amount_minor");
                let message = self.case("fact-return-refunded").with("amount", amount);
                ("card", "ok", message)
            }
            _ => return None,
        })
    }
}
