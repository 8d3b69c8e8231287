//! What promotions took off an order, frozen when it was agreed: by which rule, off what; and which rules gave nothing, and why.

mod store;

pub use store::{insert, of_order, refusals_of};

use crate::ids::{OrderLineId, PromotionId};

/// Something that was taken off.
#[derive(Clone, Debug, PartialEq, Eq, serde::Deserialize)]
pub struct OrderAdjustment {
    /// Off which line; `None`: off the freight.
    pub line_id: Option<OrderLineId>,
    /// By which rule.
    pub promotion_id: PromotionId,
    /// As it was called, in the order's language.
    pub label: String,
    /// The code that opened it.
    pub code: Option<String>,
    /// How much, in minor units. Positive.
    pub amount_minor: i64,
    /// Less than the rule says, so that the margin stayed.
    pub is_capped: bool,
}

/// A rule that gave nothing, on the whole or on one line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrderRefusal {
    /// On which line; `None`: nowhere.
    pub line_id: Option<OrderLineId>,
    /// Which rule.
    pub promotion_id: PromotionId,
    /// As it was called, in the order's language.
    pub label: String,
    /// See [`crate::promotion::Refusal::code`].
    pub reason: String,
    /// What was missing.
    pub missing: Option<i64>,
    /// How the rule that stood in the way is called.
    pub other: Option<String>,
    /// The rule covered whatever there was.
    pub is_of_all: bool,
}
