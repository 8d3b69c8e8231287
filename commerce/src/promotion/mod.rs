//! A **promotion**: a rule by which goods cost less for a while. Which rules hold, and what each takes off, is worked out anew by one pure function
//! ([`apply::apply`]) at every look; what was agreed is frozen on the order.

pub mod apply;
pub mod benefit;
pub mod code;
mod cover;
pub mod evaluate;
pub mod give_code;
pub mod listing;
pub mod per_piece;
pub mod redeem;
pub mod refusal;
pub mod save;
pub mod schedule;
pub mod share;
pub mod state;
pub mod store;
pub mod try_out;

use platform::clock::Timestamp;
use platform::money::Currency;
use uuid::Uuid;

use crate::catalogue::Label;
use crate::ids::{CategoryId, CustomerId, ProductId, PromotionId, VariantId};

pub use apply::{Adjustment, Outcome, Refused, Target, apply};
pub use benefit::Benefit;
pub use evaluate::{Buyer, Evaluation};
pub use refusal::Refusal;
pub use state::{PromotionEvent, PromotionState};

/// When a rule has its turn. Within a lane the best discount wins, line by line; lanes come one after the other, each on what the one before has left.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Lane {
    /// First.
    Pre,
    /// In the middle, where most are.
    #[default]
    Default,
    /// Last, on what everything else has left.
    Post,
}

impl Lane {
    /// All lanes, in their order.
    pub const ALL: [Self; 3] = [Self::Pre, Self::Default, Self::Post];

    /// As the table names it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pre => "pre",
            Self::Default => "default",
            Self::Post => "post",
        }
    }

    /// From the table's name.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|lane| lane.as_str() == text)
    }
}

/// A promotion as the function sees it.
#[derive(Clone, Debug, PartialEq)]
pub struct Rule {
    /// Which.
    pub id: PromotionId,
    /// What shoppers read.
    pub label: Label,
    /// What it gives.
    pub benefit: Benefit,
    /// When it has its turn.
    pub lane: Lane,
    /// Goes together with no other rule.
    pub is_exclusive: bool,
    /// What must hold.
    pub conditions: Conditions,
    /// What must be left of a line without VAT after its cost, in basis points of what it is sold for; `None`: no guard.
    pub min_margin_bp: Option<i32>,
    /// How far it has come.
    pub state: PromotionState,
    /// From when it holds.
    pub starts_at: Timestamp,
    /// Until just before when; `None`: until further notice.
    pub ends_at: Option<Timestamp>,
    /// In which currency its sums are.
    pub currency: Currency,
    /// As many orders as it may be used in have used it.
    pub is_used_up: bool,
}

impl Rule {
    /// Whether it can hold for goods of a currency: in its own, and in any where nothing of it is a sum. A margin is reckoned with what an article costs us, which is
    /// a sum, too.
    #[must_use]
    pub fn holds_in(&self, currency: Currency) -> bool {
        let gives_sum = matches!(
            self.benefit,
            Benefit::Sum { .. } | Benefit::FixedPrice { .. }
        );
        let asks_sum = self.conditions.min_sum_minor.is_some() || self.min_margin_bp.is_some();
        self.currency == currency || !(gives_sum || asks_sum)
    }
}

/// What must hold for a rule. What is empty or missing asks for nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Conditions {
    /// These products.
    pub products: Vec<ProductId>,
    /// What stands in these categories, or below them.
    pub categories: Vec<CategoryId>,
    /// Never these products.
    pub excluded_products: Vec<ProductId>,
    /// Never what stands in these categories, or below them.
    pub excluded_categories: Vec<CategoryId>,
    /// Customers of one of these tiers.
    pub tiers: Vec<String>,
    /// People who buy for one of these companies.
    pub companies: Vec<Uuid>,
    /// The goods that it covers cost at least this together, as they stand when the lane begins.
    pub min_sum_minor: Option<i64>,
    /// At least so many pieces of the goods that it covers.
    pub min_quantity: Option<i64>,
    /// The customer's first order.
    pub is_first_order: bool,
    /// One of its codes has been given.
    pub needs_code: bool,
    /// In so many orders of the same buyer.
    pub max_uses_per_buyer: Option<i64>,
}

/// A row of goods, with its price.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Goods {
    /// What is bought.
    pub variant_id: VariantId,
    /// Its product.
    pub product_id: ProductId,
    /// The categories in which the product stands, with those above them.
    pub categories: Vec<CategoryId>,
    /// How many.
    pub quantity: i64,
    /// All of them, VAT included, before any promotion. Not negative.
    pub gross_minor: i64,
    /// Basis points.
    pub vat_rate_bp: i32,
    /// What one cost us, without VAT, in ten-thousandths of a minor unit; `None` when nobody has said.
    pub cost_e4: Option<i64>,
    /// Whether promotions may touch it (a gift card is money, not goods).
    pub is_discountable: bool,
}

/// Who buys, and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Case {
    /// The moment.
    pub now: Timestamp,
    /// In which currency the goods cost.
    pub currency: Currency,
    /// The customer's tier.
    pub tier: String,
    /// Whoever is logged in.
    pub customer: Option<CustomerId>,
    /// The company that they buy for.
    pub company: Option<Uuid>,
    /// Whether the customer has bought before; `None` of somebody who is not logged in.
    pub has_ordered: Option<bool>,
    /// Codes that were given.
    pub codes: Vec<GivenCode>,
    /// How often the customer has used these rules, in orders that still hold.
    pub uses_by_buyer: Vec<(PromotionId, i64)>,
}

/// A code that a shopper has given and that is one of ours.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GivenCode {
    /// Its row.
    pub id: Uuid,
    /// As it is written.
    pub code: String,
    /// What it opens.
    pub promotion_id: PromotionId,
    /// Whose it is alone.
    pub customer: Option<CustomerId>,
    /// It has been used as often as it may be.
    pub is_used_up: bool,
}
