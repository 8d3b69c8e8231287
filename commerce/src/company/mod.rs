//! A **company** that buys (A5): people act for it in roles, its goods go to its places, and what it may owe has a limit.

pub mod admin_listing;
pub mod application;
pub mod apply;
pub mod article;
pub mod by_staff;
pub mod cost_place;
pub mod credit;
pub mod decide;
pub mod invite;
pub mod listing;
pub mod manage;
pub mod member;
pub mod number;
pub mod place;
pub mod purchase;
mod store;

pub use application::{Application, ApplicationState};
pub use manage::{ManageError, MemberTerms, Papers};
pub use member::{Acting, Member, MemberRole};
pub use place::Place;

use crate::ids::CompanyId;

/// Longest name in characters.
pub const LONGEST_NAME: usize = 120;
/// Longest cost place, reference and marking in characters.
pub const LONGEST_WORD: usize = 60;

/// Whether a company buys.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CompanyState {
    /// It does.
    Active,
    /// Staff have shut it: nobody acts for it.
    Closed,
}

impl CompanyState {
    /// Every state.
    pub const ALL: [Self; 2] = [Self::Active, Self::Closed];

    /// The word in the table.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Closed => "closed",
        }
    }

    /// From the word in the table.
    #[must_use]
    pub fn from_column(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == text)
    }
}

/// A company as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Company {
    /// Which.
    pub id: CompanyId,
    /// `FTG-1001`: for people, never a secret.
    pub number: String,
    /// Registered name.
    pub name: String,
    /// ISO 3166-1 alpha-2.
    pub country: String,
    /// See [`number::parse_org_number`].
    pub org_number: String,
    /// With its country's letters.
    pub vat_number: Option<String>,
    /// Its tier (A1).
    pub tier_code: String,
    /// `active` or `closed`.
    pub state: String,
    /// Its own days from order to due date; none: as the tier says.
    pub payment_days: Option<i16>,
    /// Its own limit; none: as the tier says.
    pub credit_limit_minor: Option<i64>,
    /// Whether it may pay by invoice; none: as the tier says.
    pub may_invoice: Option<bool>,
    /// What it buys in; none: as its tier.
    pub buys_in: Option<String>,
    /// What limit and debt are in.
    pub credit_currency: String,
    /// Ordered on invoice and not yet paid.
    pub credit_used_minor: i64,
    /// Where invoices go by mail; empty: to whoever orders.
    pub invoice_email: String,
    /// Street of the invoice's address; empty: as the goods.
    pub invoice_street: String,
    /// c/o, box.
    pub invoice_street2: String,
    /// Postcode.
    pub invoice_postcode: String,
    /// Town.
    pub invoice_city: String,
    /// Global location number.
    pub gln: Option<String>,
    /// Peppol's scheme and number.
    pub e_invoice_id: Option<String>,
    /// Whether each order must name whose it is.
    pub requires_reference: bool,
    /// Whether its buyers see all its orders, and not only their own.
    pub buyers_see_all: bool,
    /// From which each order's cost place is chosen; empty: its buyers write what they like. See [`cost_place`].
    pub cost_places: Vec<String>,
    /// Whom it turns to here, for its people to see; empty: nobody of its own.
    pub contact: String,
    /// Against silent overwrite.
    pub row_version: i32,
}
