//! Who acts for a company, and as what.

use crate::ids::{CompanyId, CustomerId};

/// What a person may do for a company.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum MemberRole {
    /// Buys, up to a limit of their own, and sees what they themselves have bought.
    Buyer,
    /// Approves others' orders, too, and sees all of the company's.
    Approver,
    /// Everything, and decides who belongs to the company and what its papers say.
    Administrator,
}

impl MemberRole {
    /// Every role.
    pub const ALL: [Self; 3] = [Self::Buyer, Self::Approver, Self::Administrator];

    /// The word in the table.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Buyer => "buyer",
            Self::Approver => "approver",
            Self::Administrator => "administrator",
        }
    }

    /// From the word in the table.
    #[must_use]
    pub fn from_column(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.as_str() == text)
    }

    /// Whether the person may approve others' orders.
    #[must_use]
    pub fn may_approve(self) -> bool {
        matches!(self, Self::Approver | Self::Administrator)
    }

    /// Whether the person acts in others' orders, too: withdraws, complains, sends back. Seeing them is not enough.
    #[must_use]
    pub fn acts_for_others(self) -> bool {
        self.may_approve()
    }

    /// Whether the role as such sees all the company's orders, and not only the person's own: see [`Acting::sees_all_orders`].
    #[must_use]
    pub fn sees_all_orders(self) -> bool {
        self.may_approve()
    }

    /// Whether the person decides who belongs to the company and what its papers say.
    #[must_use]
    pub fn may_manage(self) -> bool {
        self == Self::Administrator
    }
}

/// For which company a log-in acts, and as what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Acting {
    /// Which company.
    pub company: CompanyId,
    /// Its name.
    pub name: String,
    /// Its tier: its people buy at its prices.
    pub tier_code: String,
    /// What the person may do.
    pub role: MemberRole,
    /// An order up to this sum needs nobody's approval; none: no limit.
    pub approval_limit_minor: Option<i64>,
    /// Given with the person's orders; may be empty.
    pub cost_place: String,
    /// The company lets its buyers see all its orders: see them, and not act in them.
    pub buyers_see_all: bool,
}

impl Acting {
    /// Whether the person sees all the company's orders, by their role or since the company lets its buyers.
    #[must_use]
    pub fn sees_all_orders(&self) -> bool {
        self.role.sees_all_orders() || self.buyers_see_all
    }
}

/// A person who belongs to a company, as its people and staff see them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// Who.
    pub customer_id: CustomerId,
    /// Name.
    pub name: String,
    /// The address they log in with.
    pub email: String,
    /// `sv` or `en`.
    pub locale: String,
    /// What they may do.
    pub role: MemberRole,
    /// An order up to this sum needs nobody's approval; none: no limit.
    pub approval_limit_minor: Option<i64>,
    /// Given with their orders; may be empty.
    pub cost_place: String,
    /// The cost places whose purchases they approve, where their role does; empty: all.
    pub approves_for: Vec<String>,
    /// Against silent overwrite.
    pub row_version: i32,
}

impl Member {
    /// Whether the person may approve what a colleague buys for so much and for this cost place.
    #[must_use]
    pub fn may_approve(&self, total_minor: i64, cost_place: &str) -> bool {
        self.role.may_approve()
            && self
                .approval_limit_minor
                .is_none_or(|most| total_minor <= most)
            && covers(&self.approves_for, cost_place)
    }
}

/// Whether somebody who approves for these cost places approves for this one, however it is spelt. None named: for all.
pub(super) fn covers(approves_for: &[String], cost_place: &str) -> bool {
    approves_for.is_empty()
        || approves_for
            .iter()
            .any(|place| plain(place) == plain(cost_place))
}

/// A cost place without what two spellings of it differ in.
pub(super) fn plain(text: &str) -> String {
    text.trim().to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_approves_for_some_cost_places_approves_for_no_other() {
        assert!(covers(&[], "") && covers(&[], "4100"));
        let places = ["4100".to_owned(), "Malmö".to_owned()];
        assert!(covers(&places, "4100") && covers(&places, " MALMÖ"));
        assert!(!covers(&places, "410") && !covers(&places, ""));
    }

    #[test]
    fn each_role_may_more_than_the_one_before() {
        let may = |role: MemberRole| {
            (
                role.may_approve(),
                role.sees_all_orders(),
                role.acts_for_others(),
                role.may_manage(),
            )
        };
        assert_eq!(may(MemberRole::Buyer), (false, false, false, false));
        assert_eq!(may(MemberRole::Approver), (true, true, true, false));
        assert_eq!(may(MemberRole::Administrator), (true, true, true, true));
        for role in MemberRole::ALL {
            assert_eq!(MemberRole::from_column(role.as_str()), Some(role));
        }
    }
}
