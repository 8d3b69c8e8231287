//! What can be done to a case from the head of its page.

use super::views::ReturnPage;
use crate::bar::{Act, Bar};

/// The bar of a case's page: the step that the case waits for, then the others in the order in which they come.
pub(super) fn bar(view: &ReturnPage) -> Bar {
    let steps = [
        (view.can_approve, "case-approve", "check", "#h-ja"),
        (view.can_receive, "act-receive", "return", "#h-in"),
        (view.can_send, "case-send-title", "order", "#h-skicka"),
        (view.can_refund, "act-refund", "card", "#h-pengar"),
        (view.can_sort, "act-sort", "return", "#h-undan"),
    ];
    let mut steps = steps
        .into_iter()
        .filter(|(can, ..)| *can)
        .map(|(_, label, icon, href)| Act::to(label, icon, href));
    // What is over waits for nothing.
    let primary = if view.is_over { None } else { steps.next() };
    let mut rest: Vec<Act> = steps.collect();
    if view.can_ask {
        rest.push(Act::to("act-ask", "mail", "#question"));
    }
    if view.can_label {
        rest.push(Act::to("case-label", "file", "#h-sedel"));
    }
    if view.can_pay_postage {
        rest.push(Act::to("case-postage-title", "card", "#h-porto"));
    }
    if let Some(href) = &view.order_href {
        rest.push(Act::to("act-order", "order", href.as_str()));
    }
    if let Some(href) = &view.audit_href {
        rest.push(Act::to("trail-whole", "log", href.as_str()));
    }
    if view.can_close {
        rest.push(Act::to("case-refuse", "close", "#h-nej").dangerous());
    }
    Bar::of(primary, rest)
}
