//! What can be done to a product from the head of its page.

use super::views::ProductPage;
use crate::bar::{Act, Bar};

/// The bar of a product's page.
pub(super) fn bar(view: &ProductPage) -> Bar {
    let mut rest = Vec::new();
    if let Some(href) = &view.text_href {
        rest.push(Act::to("product-text-edit", "edit", href.as_str()));
    }
    if let Some(href) = &view.shop_href {
        rest.push(Act::to("product-in-shop", "eye", href.as_str()));
    }
    if view.publication.form.is_some() {
        rest.push(Act::to("product-publication", "calendar", "#h-publicering"));
    }
    if !view.withdrawal.reasons.is_empty() {
        rest.push(Act::to("product-withdrawal", "return", "#h-anger"));
    }
    if !view.kind.kinds.is_empty() {
        rest.push(Act::to("product-kind", "product", "#h-slag"));
    }
    // A draft waits to be read through.
    let primary = view.has_draft.then_some(view.text_href.as_ref()).flatten();
    let primary = primary.map(|href| Act::to("text-review", "check", format!("{href}/granska")));
    Bar::of(primary, rest)
}
