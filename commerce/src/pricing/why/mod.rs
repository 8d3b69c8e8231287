//! **Why this price?** Everything that led to a price, told so that it can be shown at once and kept on an order for ever.

mod reckon;
mod samples;

use platform::clock::Timestamp;
use platform::money::{Currency, Money};
use serde::{Deserialize, Serialize};

use super::prior::{RatesOf, Reduction};
use super::sheet::ListKind;
use super::vat;
use crate::catalogue::Label;

pub use reckon::line;

/// The whole account of one price.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Why {
    /// When it was reckoned.
    pub at: Timestamp,
    /// For so many pieces.
    pub quantity: i32,
    /// In what.
    pub currency: Currency,
    /// The list that decided.
    pub list: String,
    /// What that list is for.
    pub kind: ListKind,
    /// Whose it is, when it is a tier's: that may be another than the buyer's own. Orders from before it was kept do not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tier: Option<Label>,
    /// Whether the list's prices have VAT in them.
    pub list_includes_vat: bool,
    /// One piece, as the list has it; ten-thousandths of a minor unit.
    pub list_price_e4: i64,
    /// The quantity from which this price holds.
    pub min_quantity: i32,
    /// From when it holds.
    pub valid_from: Option<Timestamp>,
    /// Until when, as far as is known.
    pub valid_to: Option<Timestamp>,
    /// The lists that did not decide, in the order in which they were asked, and why not.
    pub passed_over: Vec<PassedOver>,
    /// From how many pieces another price holds, and which, as its list has it.
    pub next_break: Option<NextBreak>,
    /// VAT.
    pub vat: VatWhy,
    /// One piece with VAT; ten-thousandths of a minor unit.
    pub gross_e4: i64,
    /// All pieces with VAT, rounded once.
    pub line: Money,
    /// What was rounded away or added to reach whole minor units; ten-thousandths of a minor unit.
    pub rounded_e4: i64,
    /// What is said of the reduction, if a campaign decided.
    pub reduction: Option<ReductionWhy>,
    /// The offer that decided, if one did: `list` is its number then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub offer: Option<OfferWhy>,
}

/// The offer that decided a price.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfferWhy {
    /// `O-1001`.
    pub number: String,
    /// Which version of it.
    pub version: i32,
    /// Its last day.
    pub valid_until: jiff::civil::Date,
    /// Who agreed to it, where that is told: to staff, and not on orders.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
}

/// A list that did not decide.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PassedOver {
    /// The list.
    pub list: String,
    /// What it is for.
    pub kind: ListKind,
    /// Whose it is, when it is a tier's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tier: Option<Label>,
    /// Why not.
    pub reason: PassedReason,
}

/// Why a list did not decide.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum PassedReason {
    /// It begins later.
    NotYet {
        /// When.
        from: Timestamp,
    },
    /// It has ended.
    Ended {
        /// When.
        to: Timestamp,
    },
    /// It has no price of this article.
    NoPrice,
    /// It has one from more pieces on.
    TooFew {
        /// From how many.
        min_quantity: i32,
    },
    /// A list that is asked before it has a price.
    AskedLater {
        /// What it says, as it has it.
        price_e4: i64,
        /// Whether VAT is in that; orders from before it was kept do not say.
        #[serde(default)]
        includes_vat: Option<bool>,
    },
    /// A campaign that is not lower than what decided.
    NotLower {
        /// What it says, as it has it.
        price_e4: i64,
        /// Whether VAT is in that; orders from before it was kept do not say.
        #[serde(default)]
        includes_vat: Option<bool>,
    },
    /// What it would cost without the campaign.
    Reduced {
        /// What it says, as it has it.
        price_e4: i64,
        /// Whether VAT is in that; orders from before it was kept do not say.
        #[serde(default)]
        includes_vat: Option<bool>,
    },
}

/// Where the next quantity break is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NextBreak {
    /// From how many pieces.
    pub min_quantity: i32,
    /// One piece, as its list has it.
    pub price_e4: i64,
    /// Whether VAT is in that.
    pub includes_vat: bool,
}

/// VAT in a price.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VatWhy {
    /// The article's class.
    pub class: String,
    /// Basis points.
    pub rate_bp: i32,
    /// Where the goods go.
    pub country: String,
    /// EN 16931: `S`, `Z` ...
    pub reason: String,
}

/// What is said of a reduction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReductionWhy {
    /// When it began.
    pub began: Timestamp,
    /// The lowest price of the 30 days before, as it was shown.
    pub lowest_e4: Option<i64>,
    /// Whether VAT is in that; not known of accounts that were kept before this was told.
    #[serde(default)]
    pub includes_vat: Option<bool>,
    /// Whether it may be announced as a reduction.
    pub is_announced: bool,
}

/// What is asked.
#[derive(Clone, Copy, Debug)]
pub struct WhyAsked<'a> {
    /// For so many pieces.
    pub quantity: i32,
    /// At this moment.
    pub at: Timestamp,
    /// In this currency.
    pub currency: Currency,
    /// What VAT there is.
    pub rates: RatesOf<'a>,
    /// What holds instead of a rate, where no VAT is charged: the price is then what the rate leaves of it.
    pub free: Option<vat::Category>,
    /// What is said of a reduction.
    pub reduction: Reduction,
    /// Whether that was reckoned with VAT.
    pub shows_vat: bool,
}

impl Why {
    /// As the customer is told it: nothing of what is to come but the end of a campaign, and not who of the staff agreed to it.
    #[must_use]
    pub fn for_customers(mut self) -> Self {
        self.passed_over
            .retain(|passed| !matches!(passed.reason, PassedReason::NotYet { .. }));
        if self.kind != ListKind::Campaign {
            self.valid_to = None;
        }
        if let Some(offer) = &mut self.offer {
            offer.by = None;
        }
        self
    }
}
