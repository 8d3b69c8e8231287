use commerce::customer::admin_listing::Deed;
use commerce::quotation::QuotationMessage;
use platform::i18n::Message;

use crate::guard::Me;
use crate::object::{Event, timeline};

/// The trail of a quotation with what its buyer wrote, as a history.
pub(super) fn events(me: &Me, trail: &[Deed], messages: &[QuotationMessage]) -> Vec<Event> {
    let deeds = trail.iter().rev().map(|deed| (deed.at, event(deed)));
    let said = messages.iter().map(|message| {
        let text = Message::new("quote-deed-message").with("version", i64::from(message.version));
        let body = Message::new("list-value").with("text", message.body.clone());
        let event = Event::new(message.at, "mail", "", text).with_small(body);
        (message.at, event)
    });
    timeline(me, deeds.chain(said).collect())
}

fn event(deed: &Deed) -> Event {
    let (icon, tone, key) = match deed.action.as_str() {
        "quotation.asked" => ("file", "", "quote-deed-asked"),
        "quotation.drafted" => ("edit", "", "quote-deed-drafted"),
        "quotation.line_added" => ("edit", "", "quote-deed-line-added"),
        "quotation.sent" => ("mail", "ok", "quote-deed-sent"),
        "quotation.closed" => ("close", "bad", "quote-deed-closed"),
        "quotation.declined" => ("close", "bad", "quote-deed-declined"),
        "quotation.change_asked" => ("return", "", "quote-deed-change-asked"),
        "quotation.taken_back" => ("close", "", "quote-deed-taken-back"),
        "quotation.accepted" => ("check", "", "quote-deed-accepted"),
        "quotation.ordered" => ("order", "ok", "quote-deed-ordered"),
        // What later versions do, that this one has no words for.
        other => {
            let text = Message::new("list-value").with("text", other.to_owned());
            return Event::new(deed.at, "log", "", text);
        }
    };
    let event = Event::new(deed.at, icon, tone, Message::new(key));
    let by = (deed.actor_kind == "staff").then(|| deed.actor_name.clone());
    let parts: Vec<String> = by.into_iter().chain(deed.reason.clone()).collect();
    if parts.is_empty() {
        event
    } else {
        event.with_small(Message::new("list-value").with("text", parts.join(": ")))
    }
}
