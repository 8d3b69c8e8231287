//! What a shopper is told when what they confirmed no longer holds: what it was on the page that they sent, and what it is now.

use platform::money::Money;
use platform::web::Fields;

use super::sheet::Sheet;
use crate::cart::map::changes;
use crate::cart::views::ChangeView;

/// Compares what the form says was seen with what holds now. `shortages` are what fell short at the door.
pub(super) fn changed(now: &Sheet, fields: &Fields, shortages: Vec<ChangeView>) -> Vec<ChangeView> {
    let mut shown = changes(&now.cart);
    for shortage in shortages {
        if !shown.iter().any(|change| change.name == shortage.name) {
            shown.push(shortage);
        }
    }
    let totals = &now.quote.totals;
    let moved = |kind, field: &str, minor: i64| {
        let seen = fields.text(field).parse::<i64>().ok()?;
        let amount = |minor| Some(Money::new(minor, now.cart.currency));
        (seen != minor).then(|| ChangeView {
            before: amount(seen),
            now: amount(minor),
            ..ChangeView::of(kind)
        })
    };
    shown.extend(moved("freight", "seen_freight", totals.freight_minor));
    // VAT and total follow from the rest: they are news of their own only when nothing else is.
    if shown.is_empty() {
        shown.extend(moved("vat", "seen_vat", totals.vat_minor));
        shown.extend(moved("total", "seen_total", totals.total_minor));
    }
    let seen_terms = fields.text("seen_terms");
    if !seen_terms.is_empty() && seen_terms != now.quote.terms.to_string() {
        shown.push(ChangeView::of("terms"));
    }
    if shown.is_empty() {
        shown.push(ChangeView::of("other"));
    }
    shown
}
