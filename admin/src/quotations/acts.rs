//! What can be done to a quotation from the head of its page.

use super::views::QuotationPage;
use crate::bar::{Act, Bar};

/// The bar of a quotation's page.
pub(super) fn bar(view: &QuotationPage) -> Bar {
    let order = view
        .order_href
        .as_ref()
        .map(|href| Act::to("act-order", "order", href.as_str()));
    let answer = view
        .can_answer
        .then(|| Act::to("act-answer", "mail", "#h-rader"));
    let mut rest: Vec<Act> = order.into_iter().collect();
    if let Some(href) = &view.company_href {
        rest.push(Act::to("company-name", "people", href.as_str()));
    }
    if let Some(href) = &view.audit_href {
        rest.push(Act::to("trail-whole", "log", href.as_str()));
    }
    if view.can_close {
        rest.push(Act::to("quote-close", "close", "#h-nej").dangerous());
    }
    Bar::of(answer, rest)
}
