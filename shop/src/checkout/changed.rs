//! What a shopper is told when what they confirmed no longer holds: what it was on the page that they sent, and what it is now.

use platform::i18n::Locale;
use platform::money::Money;
use platform::web::Fields;

use super::sheet::Sheet;
use crate::cart::map::{changes, sums};
use crate::cart::views::{ChangeView, DiscountView};

/// Compares what the form says was seen with what holds now, as the visitor sees prices. `shortages` are what fell short at the door.
pub(super) fn changed(
    now: &Sheet,
    fields: &Fields,
    shortages: Vec<ChangeView>,
    (locale, shows_vat): (Locale, bool),
) -> Vec<ChangeView> {
    let mut shown = changes(&now.cart, shows_vat);
    // Sums of two currencies are not compared: that it is another is the news, and the page shows what it comes to now.
    let seen_currency = fields.text("seen_currency");
    let currency = now.cart.currency.code();
    if !seen_currency.is_empty() && seen_currency != currency {
        shown.push(ChangeView {
            name: currency.to_owned(),
            ..ChangeView::of("currency")
        });
        return shown;
    }
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
    let sums = sums(&now.cart, &now.quote, locale, shows_vat);
    shown.extend(moved("freight", "seen_freight", sums.freight.minor));
    shown.extend(discounts(now, fields, &sums.discounts));
    // Whose VAT it is moves freight and sums: said by itself, with what it comes to.
    let seen_tax = fields.text("seen_tax");
    let is_taxed_otherwise = !seen_tax.is_empty() && seen_tax != now.cart.tax.ground.as_str();
    if is_taxed_otherwise {
        shown.push(ChangeView {
            name: now.cart.tax.ground.as_str().to_owned(),
            ..ChangeView::of("tax")
        });
    }
    // VAT and total follow from the rest: they are news of their own only when nothing else is.
    if shown.is_empty() || is_taxed_otherwise {
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

/// A discount as the page writes it down and reads it again: which promotion, how much, and what it is called.
pub(super) fn written(discount: &DiscountView) -> String {
    format!(
        "{} {} {}",
        discount.id, discount.amount.minor, discount.label
    )
}

/// Promotions that ended meanwhile, began, or take off another sum.
fn discounts(now: &Sheet, fields: &Fields, current: &[DiscountView]) -> Vec<ChangeView> {
    let amount = |minor| Some(Money::new(minor, now.cart.currency));
    let seen: Vec<(&str, i64, &str)> = fields
        .all("seen_discount")
        .filter_map(|text| {
            let (id, rest) = text.split_once(' ')?;
            let (minor, label) = rest.split_once(' ')?;
            Some((id, minor.parse().ok()?, label))
        })
        .collect();
    let mut shown = Vec::new();
    for (id, minor, label) in &seen {
        let still = current.iter().find(|discount| discount.id == *id);
        let kind = match still {
            None => "discount-gone",
            Some(discount) if discount.amount.minor != *minor => "discount",
            Some(_) => continue,
        };
        shown.push(ChangeView {
            name: (*label).to_owned(),
            before: amount(*minor),
            now: still.map(|discount| discount.amount),
            ..ChangeView::of(kind)
        });
    }
    let is_new = |discount: &&DiscountView| !seen.iter().any(|(id, ..)| *id == discount.id);
    shown.extend(current.iter().filter(is_new).map(|discount| ChangeView {
        name: discount.label.clone(),
        now: Some(discount.amount),
        ..ChangeView::of("discount-new")
    }));
    shown
}
