//! What can be done to a company from the head of its page.

use super::views::CompanyPage;
use crate::bar::{Act, Bar};

/// The bar of a company's page.
pub(super) fn bar(view: &CompanyPage) -> Bar {
    let terms = view
        .can_manage
        .then(|| Act::to("act-terms", "edit", "#h-villkor"));
    let check = view
        .can_check
        .then(|| Act::to("act-check-vat", "check", "#h-moms"));
    Bar::of(None, terms.into_iter().chain(check).collect())
}
