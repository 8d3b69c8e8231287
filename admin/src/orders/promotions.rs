//! What promotions took off an order, and what they did not: the answer to "why this price?".

use commerce::order::adjustment::{OrderAdjustment, OrderRefusal};
use commerce::order::listing::OrderRow;
use platform::auth::Permission;
use platform::i18n::{Locale, Message, numbers};
use platform::money::{Currency, Money};
use serde::Serialize;

use crate::guard::Me;
use crate::list::Amount;

/// Something that was taken off.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct DiscountRow {
    pub(crate) label: String,
    pub(crate) code: Option<String>,
    pub(crate) href: Option<String>,
    pub(crate) amount: Amount,
    pub(crate) is_capped: bool,
}

impl DiscountRow {
    pub(super) fn new(me: &Me, currency: &str, adjustment: &OrderAdjustment) -> Self {
        let may_read = me.may(Permission::PromotionRead);
        Self {
            label: adjustment.label.clone(),
            code: adjustment.code.clone(),
            href: may_read.then(|| format!("/kampanjer/{}", adjustment.promotion_id)),
            amount: Amount::new(me.locale(), -adjustment.amount_minor, currency),
            is_capped: adjustment.is_capped,
        }
    }
}

/// A promotion that gave nothing, and why.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct RefusedRow {
    pub(crate) label: String,
    /// The line, where it is of one.
    pub(crate) line: Option<String>,
    pub(crate) why: Message,
}

impl RefusedRow {
    pub(super) fn new(
        me: &Me,
        currency: Currency,
        rows: &[OrderRow],
        refusal: &OrderRefusal,
    ) -> Self {
        let line = refusal.line_id.map(|id| id.0);
        let name = rows.iter().find(|row| Some(row.id) == line);
        Self {
            label: refusal.label.clone(),
            line: name.map(|row| row.name.clone()),
            why: why(
                me.locale(),
                currency,
                &refusal.reason,
                refusal.missing,
                refusal.other.as_deref(),
            ),
        }
    }
}

/// A reason in words.
pub(crate) fn why(
    locale: Locale,
    currency: Currency,
    reason: &str,
    missing: Option<i64>,
    other: Option<&str>,
) -> Message {
    let message = Message::new(format!("trace-{reason}"));
    match (reason, missing, other) {
        ("below-sum", Some(minor), _) => message.with(
            "missing",
            numbers::money(
                locale,
                Money::new(minor, currency),
                numbers::Decimals::Always,
            ),
        ),
        ("below-quantity", Some(missing), _) => message.with("missing", missing),
        ("better" | "alone", _, Some(other)) => {
            Message::new(format!("trace-{reason}-by")).with("other", other)
        }
        _ => message,
    }
}
