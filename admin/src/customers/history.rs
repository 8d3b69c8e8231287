use commerce::customer::admin_listing::Deed;
use platform::i18n::Message;

use crate::audit_trail::is_told;
use crate::guard::Me;
use crate::object::{Event, timeline};

/// The account's trail as a history. What staff noted of whoever is erased is not told any more.
pub(super) fn events(me: &Me, trail: &[Deed], is_erased: bool) -> Vec<Event> {
    // The history wants them in the order in which they happened.
    let events = trail
        .iter()
        .rev()
        .map(|deed| (deed.at, event(deed, is_erased)));
    timeline(me, events.collect())
}

fn event(deed: &Deed, is_erased: bool) -> Event {
    let (icon, tone, text) = match deed.action.as_str() {
        "customer.registered" => ("user", "ok", Message::new("customer-deed-registered")),
        "customer.log_in" => ("key", "", Message::new("customer-deed-log-in")),
        "customer.log_in_refused" => ("key", "bad", Message::new("customer-deed-log-in-refused")),
        "customer.log_out" => ("key", "", Message::new("customer-deed-log-out")),
        "customer.session_revoked" | "customer.sessions_revoked" | "customer.sessions_ended" => {
            ("lock", "", Message::new("customer-deed-sessions-ended"))
        }
        "customer.passkey_added" => ("key", "", Message::new("customer-deed-passkey-added")),
        "customer.passkey_renamed" => ("edit", "", Message::new("customer-deed-passkey-renamed")),
        "customer.passkey_removed" => ("key", "", Message::new("customer-deed-passkey-removed")),
        "customer.passkey_refused" => ("key", "bad", Message::new("customer-deed-passkey-refused")),
        "customer.proved_anew" => ("key", "", Message::new("customer-deed-proved-anew")),
        "customer.password_set" => ("key", "", Message::new("customer-deed-password-set")),
        "customer.details_changed" => ("edit", "", Message::new("customer-deed-details-changed")),
        "customer.email_change_asked" => {
            ("mail", "", Message::new("customer-deed-email-change-asked"))
        }
        "customer.email_changed" => ("mail", "", Message::new("customer-deed-email-changed")),
        "customer.email_given_back" => (
            "mail",
            "bad",
            Message::new("customer-deed-email-given-back"),
        ),
        "customer.address_added"
        | "customer.address_changed"
        | "customer.address_removed"
        | "customer.address_made_default" => ("edit", "", Message::new("customer-deed-address")),
        "customer.consent" => ("check", "", Message::new("customer-deed-consent")),
        "customer.orders_claimed" => ("order", "", Message::new("customer-deed-orders-claimed")),
        "customer.acts_for" => ("people", "", Message::new("customer-deed-acts-for")),
        "customer.exported" => ("export", "", Message::new("customer-deed-exported")),
        "customer.export_asked" => ("export", "", Message::new("customer-deed-export-asked")),
        "customer.erasure_asked" => ("close", "bad", Message::new("customer-deed-erasure-asked")),
        "customer.unused_told" => ("mail", "", Message::new("customer-deed-unused-told")),
        "customer.erased" => ("close", "bad", Message::new("customer-deed-erased")),
        "customer.orders_purged" => ("close", "", Message::new("customer-deed-orders-purged")),
        "customer.noted" => ("edit", "", Message::new("customer-deed-noted")),
        "customer.link_sent" => ("mail", "", Message::new("customer-deed-link-sent")),
        "customer.tier_changed" => ("settings", "", Message::new("customer-deed-tier-changed")),
        "customer.closed" => ("lock", "bad", Message::new("customer-deed-closed")),
        "customer.reopened" => ("lock", "ok", Message::new("customer-deed-reopened")),
        // What later versions do, that this one has no words for.
        other => (
            "log",
            "",
            Message::new("list-value").with("text", other.to_owned()),
        ),
    };
    let event = Event::new(deed.at, icon, tone, text);
    let by = match deed.actor_kind.as_str() {
        "staff" => Some(deed.actor_name.clone()),
        _ => None,
    };
    let reason = deed.reason.as_ref();
    let small = match (by, reason.filter(|_| is_told(&deed.action, is_erased))) {
        (Some(by), Some(reason)) => Some(format!("{by}: {reason}")),
        (Some(by), None) => Some(by),
        (None, Some(reason)) => Some(reason.clone()),
        (None, None) => None,
    };
    match (small, deed.tries) {
        (Some(text), _) => event.with_small(Message::new("list-value").with("text", text)),
        (None, Some(tries)) => {
            event.with_small(Message::new("customer-deed-tries").with("tries", tries))
        }
        (None, None) => event,
    }
}
