//! What can be done for a customer from the head of their page.

use super::views::CustomerPage;
use crate::bar::{Act, Bar};

/// The bar of a customer's page. Whoever is shut out waits to be let in; nothing else follows from how an account stands.
pub(super) fn bar(view: &CustomerPage) -> Bar {
    let open =
        (view.is_closed && view.can_manage).then(|| Act::to("customer-open", "lock", "#h-sparr"));
    let link = |label, icon, purpose| {
        let action = format!("/kunder/{}/lank", view.id);
        Act::sending(label, icon, action, ("purpose", purpose))
    };
    let mut rest = Vec::new();
    let can_enter = view.can_help && !view.is_closed;
    if can_enter {
        rest.push(link("customer-send-log-in", "mail", "log_in"));
    }
    if view.can_help {
        rest.push(Act::to("act-note", "edit", "#note"));
    }
    if can_enter {
        rest.push(link("customer-send-reset", "key", "reset"));
    }
    if let Some(href) = &view.all_orders {
        rest.push(Act::to("customer-all-orders", "order", href.as_str()));
    }
    if view.can_manage {
        rest.push(Act::to("act-tier", "settings", "#h-niva"));
    }
    if let Some(href) = &view.audit_href {
        rest.push(Act::to("trail-whole", "log", href.as_str()));
    }
    if view.can_data {
        let href = format!("/kunder/{}/personuppgifter", view.id);
        rest.push(Act::to("customer-rights-open", "file", href));
    }
    if view.can_manage && !view.is_closed {
        rest.push(Act::to("customer-shut", "lock", "#h-sparr").dangerous());
    }
    Bar::of(open, rest)
}
