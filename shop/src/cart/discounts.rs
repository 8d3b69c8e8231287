//! What promotions take off, as the cart, the checkout and the order show it; and what becomes of codes.

use commerce::cart::Cart;
use commerce::checkout::quote::Quote;
use commerce::order::adjustment::{OrderAdjustment, OrderRefusal};
use commerce::order::seen::divided;
use commerce::order::{Order, OrderLine};
use commerce::promotion::{Adjustment, Benefit, GivenCode, Refusal, Refused, Rule, Target};
use platform::i18n::{Locale, Message, dates, numbers};
use platform::money::{Currency, Money, vat_in_gross};

use super::views::{CodeView, DiscountView, RefusedView};

/// What is taken off one line of a cart.
pub(crate) fn of_line(
    cart: &Cart,
    quote: &Quote,
    locale: Locale,
    index: usize,
) -> Vec<DiscountView> {
    let of_line = |adjustment: &&Adjustment| adjustment.target == Target::Line(index);
    quote
        .promotions
        .outcome
        .adjustments
        .iter()
        .filter(of_line)
        .map(|adjustment| view(cart, quote, locale, adjustment))
        .collect()
}

/// Promotions that take nothing off a line though they hold for this buyer, and why. Of those that ask for a code nothing is told before it is given.
pub(crate) fn refused_of_line(
    cart: &Cart,
    quote: &Quote,
    locale: Locale,
    index: usize,
) -> Vec<RefusedView> {
    let promotions = &quote.promotions;
    let is_known = |rule: &Rule| {
        let is_given = |given: &GivenCode| given.promotion_id == rule.id;
        !rule.conditions.needs_code || promotions.codes.iter().any(is_given)
    };
    let told = |refused: &&Refused| match refused.why {
        Refusal::Better { .. } | Refusal::NothingOff | Refusal::Margin => {
            refused.line == Some(index)
        }
        // What the whole cart lacks, or has instead, is told where it is of everything.
        Refusal::BelowSum { .. } | Refusal::BelowQuantity { .. } | Refusal::Alone { .. } => {
            promotions.covers_everything(refused.promotion_id)
        }
        _ => false,
    };
    promotions
        .outcome
        .refused
        .iter()
        .filter(told)
        .filter_map(|refused| {
            let mut rules = promotions.rules.iter();
            let rule = rules.find(|rule| rule.id == refused.promotion_id)?;
            is_known(rule).then(|| RefusedView {
                label: rule.label.text(locale.code()).to_owned(),
                why: refusal(refused.why, "why-off", locale, cart.currency),
            })
        })
        .collect()
}

/// All that is taken off the line.
pub(crate) fn sum_of_line(quote: &Quote, index: usize) -> i64 {
    let discounts = &quote.promotions.outcome.line_discounts;
    discounts.get(index).copied().unwrap_or(0)
}

/// What each promotion takes off the goods altogether.
pub(crate) fn of_goods(cart: &Cart, quote: &Quote, locale: Locale) -> Vec<DiscountView> {
    let adjustments = quote.promotions.outcome.adjustments.iter();
    together(
        adjustments
            .filter(|adjustment| adjustment.target != Target::Freight)
            .map(|adjustment| view(cart, quote, locale, adjustment)),
    )
}

/// The promotion by which the freight costs nothing.
pub(crate) fn free_freight(quote: &Quote, locale: Locale) -> String {
    let rule = quote.promotions.outcome.free_freight_by;
    rule.map(|id| quote.promotions.label(id, locale.code()).to_owned())
        .unwrap_or_default()
}

fn view(cart: &Cart, quote: &Quote, locale: Locale, adjustment: &Adjustment) -> DiscountView {
    DiscountView {
        id: adjustment.promotion_id.to_string(),
        label: quote
            .promotions
            .label(adjustment.promotion_id, locale.code())
            .to_owned(),
        code: adjustment.code.clone().unwrap_or_default(),
        amount: Money::new(-adjustment.amount_minor, cart.currency),
    }
}

/// The same rows without VAT: `total` is what they take off together then, and is divided as they are.
pub(crate) fn without_vat(rows: &mut [DiscountView], total: i64) {
    let with_vat: Vec<i64> = rows.iter().map(|row| row.amount.minor).collect();
    for (row, part) in rows.iter_mut().zip(divided(&with_vat, total)) {
        row.amount.minor = part;
    }
}

/// A line's sum after what is taken off it, as the visitor sees prices, with what is taken off.
pub(crate) fn line_after(
    cart: &Cart,
    quote: &Quote,
    locale: Locale,
    index: usize,
    shows_vat: bool,
) -> (i64, Vec<DiscountView>) {
    let mut rows = of_line(cart, quote, locale, index);
    let Some(line) = cart.lines.get(index) else {
        return (0, rows);
    };
    let gross = line.total_minor().unwrap_or(0) - sum_of_line(quote, index);
    if shows_vat {
        return (gross, rows);
    }
    let net = gross - vat_in_gross(gross, line.vat_rate_bp);
    without_vat(&mut rows, net - line.net_minor().unwrap_or(0));
    (net, rows)
}

/// One row for each promotion, in the order in which they come.
fn together(discounts: impl Iterator<Item = DiscountView>) -> Vec<DiscountView> {
    let mut rows: Vec<DiscountView> = Vec::new();
    for discount in discounts {
        match rows.iter_mut().find(|row| row.id == discount.id) {
            Some(row) => row.amount.minor += discount.amount.minor,
            None => rows.push(discount),
        }
    }
    rows
}

fn ordered(currency: Currency, adjustment: &OrderAdjustment) -> DiscountView {
    DiscountView {
        id: adjustment.promotion_id.to_string(),
        label: adjustment.label.clone(),
        code: adjustment.code.clone().unwrap_or_default(),
        amount: Money::new(-adjustment.amount_minor, currency),
    }
}

/// What was taken off one line of an order, as its buyer saw prices.
pub(crate) fn of_ordered_line(order: &Order, line: &OrderLine) -> Vec<DiscountView> {
    let mut rows: Vec<DiscountView> = order
        .adjustments
        .iter()
        .filter(|adjustment| adjustment.line_id == Some(line.id))
        .map(|adjustment| ordered(order.currency, adjustment))
        .collect();
    if !order.shows_vat {
        without_vat(&mut rows, line.seen_total(false) - line.seen_before(false));
    }
    rows
}

/// Promotions that took nothing off a line of an order though they held for its buyer, and why: what the cart told, as it was then. Whoever had not given
/// a code is refused for that reason, and nothing is told of it.
pub(crate) fn refused_of_ordered_line(
    order: &Order,
    refusals: &[OrderRefusal],
    line: &OrderLine,
    locale: Locale,
) -> Vec<RefusedView> {
    let told = |refused: &&OrderRefusal| match refused.reason.as_str() {
        "better" | "nothing-off" | "margin" => refused.line_id == Some(line.id),
        "below-sum" | "below-quantity" | "alone" => refused.is_of_all,
        _ => false,
    };
    let refusals = refusals.iter().filter(told);
    refusals
        .map(|refused| RefusedView {
            label: refused.label.clone(),
            why: match (refused.reason.as_str(), refused.missing) {
                ("below-sum", Some(minor)) => {
                    let missing = Money::new(minor, order.currency);
                    let missing = numbers::money(locale, missing, numbers::Decimals::WhenNeeded);
                    Message::new("why-then-below-sum").with("missing", missing)
                }
                ("below-quantity", Some(missing)) => {
                    Message::new("why-then-below-quantity").with("missing", missing)
                }
                (reason, _) => Message::new(format!("why-off-{reason}")),
            },
        })
        .collect()
}

/// What each promotion took off an order's goods, as its buyer saw prices.
pub(crate) fn of_ordered_goods(order: &Order) -> Vec<DiscountView> {
    let adjustments = order.adjustments.iter();
    let mut rows = together(
        adjustments
            .filter(|adjustment| adjustment.line_id.is_some())
            .map(|adjustment| ordered(order.currency, adjustment)),
    );
    if !order.shows_vat {
        without_vat(&mut rows, order.seen_discount());
    }
    rows
}

/// The promotion by which an order's freight cost nothing.
pub(crate) fn freed_freight(order: &Order) -> String {
    let mut freed = order.adjustments.iter().filter(|a| a.line_id.is_none());
    freed.next().map(|a| a.label.clone()).unwrap_or_default()
}

/// The codes of a cart, each with what it does.
pub(crate) fn codes(cart: &Cart, quote: &Quote, locale: Locale) -> Vec<CodeView> {
    let promotions = &quote.promotions;
    promotions
        .codes
        .iter()
        .map(|given| {
            let why = promotions.outcome.why_not(given.promotion_id);
            // Of two codes for the same rule, one opens it.
            let is_other = why.is_none()
                && !promotions
                    .outcome
                    .adjustments
                    .iter()
                    .any(|a| a.code.as_deref() == Some(given.code.as_str()))
                && promotions.outcome.free_freight_by != Some(given.promotion_id);
            let why = why.or(is_other.then_some(Refusal::Better { by: None }));
            CodeView {
                code: given.code.clone(),
                label: promotions
                    .label(given.promotion_id, locale.code())
                    .to_owned(),
                why_not: why.map(|why| reason(why, locale, cart.currency)),
            }
        })
        .collect()
}

/// Gifts that a cart has earned and that are not in it: which variant, and by which promotion.
pub(crate) fn gifts_to_choose(
    quote: &Quote,
    locale: Locale,
) -> Vec<(commerce::ids::VariantId, String)> {
    let promotions = &quote.promotions;
    promotions
        .rules
        .iter()
        .filter(|rule| promotions.outcome.why_not(rule.id) == Some(Refusal::GiftNotChosen))
        .filter_map(|rule| match rule.benefit {
            Benefit::Gift { variant_id, .. } => {
                Some((variant_id, rule.label.text(locale.code()).to_owned()))
            }
            _ => None,
        })
        .collect()
}

/// Why a code gives nothing, in words.
pub(crate) fn reason(why: Refusal, locale: Locale, currency: Currency) -> Message {
    refusal(why, "code", locale, currency)
}

/// The same in the words of a family of texts.
fn refusal(why: Refusal, family: &str, locale: Locale, currency: Currency) -> Message {
    let message = Message::new(format!("{family}-{}", why.code()));
    match why {
        Refusal::BelowSum { missing_minor } => {
            let missing = Money::new(missing_minor, currency);
            message.with(
                "missing",
                numbers::money(locale, missing, numbers::Decimals::WhenNeeded),
            )
        }
        Refusal::BelowQuantity { missing } => message.with("missing", missing),
        Refusal::NotYet { from } => {
            let day = from.business_time().date();
            message.with("date", dates::date(locale, day, dates::DateStyle::Day))
        }
        _ => message,
    }
}
