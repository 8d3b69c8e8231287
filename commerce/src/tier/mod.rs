//! A **tier**: a group of customers and what it decides — how prices are shown, payment terms, limits, and what its people can do (A1, B2). Data, not
//! code: the back office changes tiers and adds more. The System owner is a role of staff and never one of these.

pub mod assortment;
pub mod listing;
pub mod price_lists;
pub mod save;
mod store;

pub use listing::{tier, tiers};
pub use save::{SaveTierError, TierDraft, create, save};

use crate::catalogue::Label;

/// Codes that no tier may have, since they mean people who work here.
pub const RESERVED_CODES: [&str; 4] = ["owner", "system_owner", "system-owner", "staff"];
/// The tier of whoever has not logged in: it cannot be applied for, and everybody else's prices fall back on it.
pub const GUESTS: &str = "consumer";

/// What people of a tier can do beyond buying.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TierFunction {
    /// Keep lists and templates.
    Lists,
    /// Order by pasting article numbers.
    QuickOrder,
    /// Pay by invoice, within a limit.
    Invoice,
    /// Ask for offers.
    Quotes,
}

impl TierFunction {
    /// Every function, in the order of the form.
    pub const ALL: [Self; 4] = [Self::Lists, Self::QuickOrder, Self::Invoice, Self::Quotes];

    /// The word in the table.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Lists => "lists",
            Self::QuickOrder => "quick_order",
            Self::Invoice => "invoice",
            Self::Quotes => "quotes",
        }
    }

    /// From the word in the table.
    #[must_use]
    pub fn from_column(text: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|function| function.as_str() == text)
    }
}

/// How soon and by whom people of a tier are helped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SupportLevel {
    /// In turn.
    Standard,
    /// Before others.
    Priority,
    /// By a contact of their own.
    Dedicated,
}

impl SupportLevel {
    /// Every level.
    pub const ALL: [Self; 3] = [Self::Standard, Self::Priority, Self::Dedicated];

    /// The word in the table.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Standard => "standard",
            Self::Priority => "priority",
            Self::Dedicated => "dedicated",
        }
    }

    /// From the word in the table.
    #[must_use]
    pub fn from_column(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|level| level.as_str() == text)
    }
}

/// A tier as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tier {
    /// Stable name.
    pub code: String,
    /// For people.
    pub name: Label,
    /// Place in lists; a higher one is the better tier.
    pub position: i32,
    /// Whether prices are shown with VAT.
    pub shows_vat: bool,
    /// What its people buy in; none: the shop's own.
    pub buys_in: Option<String>,
    /// ISO 4217: what the sums are in.
    pub currency: String,
    /// From order to due date, when paid by invoice.
    pub payment_days: i16,
    /// What one company may owe at most, unless it has its own limit; none: nothing on invoice.
    pub credit_limit_minor: Option<i64>,
    /// Smallest sum of goods, as the tier sees it: without VAT where prices are shown without.
    pub minimum_order_minor: i64,
    /// Goods for this much, VAT included, travel free within the shop's own country; none: as each way of sending has it.
    pub free_freight_minor: Option<i64>,
    /// What its people can do.
    pub functions: Vec<TierFunction>,
    /// How they are helped.
    pub support_level: SupportLevel,
    /// Whether companies may apply for it.
    pub can_be_applied_for: bool,
    /// Against silent overwrite.
    pub row_version: i32,
}

impl Tier {
    /// Whether its people can do this.
    #[must_use]
    pub fn has(&self, function: TierFunction) -> bool {
        self.functions.contains(&function)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_read_as_they_are_written() {
        for function in TierFunction::ALL {
            assert_eq!(TierFunction::from_column(function.as_str()), Some(function));
        }
        for level in SupportLevel::ALL {
            assert_eq!(SupportLevel::from_column(level.as_str()), Some(level));
        }
        assert_eq!(TierFunction::from_column("x"), None);
        assert_eq!(SupportLevel::from_column("x"), None);
    }
}
