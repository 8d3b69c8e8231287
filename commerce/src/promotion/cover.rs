//! Whether a rule holds, and for which goods.

use uuid::Uuid;

use super::{Case, Conditions, GivenCode, Goods, PromotionState, Refusal, Rule};
use crate::ids::{CategoryId, ProductId};

impl Rule {
    /// Whether the rule holds for this buyer at this moment, whatever the goods; the code that opened it, where it needs one.
    pub(super) fn holds(&self, case: &Case) -> Result<Option<String>, Refusal> {
        let code = self.opened_by(case)?;
        if matches!(self.state, PromotionState::Draft | PromotionState::Paused) {
            return Err(Refusal::NotActive);
        }
        if self.state == PromotionState::Ended || self.ends_at.is_some_and(|end| end <= case.now) {
            return Err(Refusal::Over);
        }
        if case.now < self.starts_at {
            return Err(Refusal::NotYet {
                from: self.starts_at,
            });
        }
        let is_used_up = code.is_some_and(|code| code.is_used_up);
        if self.is_used_up || is_used_up {
            return Err(Refusal::UsedUp);
        }
        if !self.holds_in(case.currency) {
            return Err(Refusal::OtherCurrency);
        }
        self.conditions.is_for(case)?;
        let uses = case.uses_by_buyer.iter().find(|(id, _)| *id == self.id);
        let most = self.conditions.max_uses_per_buyer;
        if most.is_some_and(|most| uses.is_some_and(|(_, uses)| *uses >= most)) {
            return Err(Refusal::UsedByBuyer);
        }
        Ok(code.map(|code| code.code.clone()))
    }

    fn opened_by<'a>(&self, case: &'a Case) -> Result<Option<&'a GivenCode>, Refusal> {
        if !self.conditions.needs_code {
            return Ok(None);
        }
        let mut given: Vec<&GivenCode> = case
            .codes
            .iter()
            .filter(|code| code.promotion_id == self.id)
            .collect();
        if given.is_empty() {
            return Err(Refusal::NeedsCode);
        }
        given.retain(|code| code.customer.is_none() || code.customer == case.customer);
        // Of several, one that can still be used.
        given.sort_by(|a, b| (a.is_used_up, &a.code).cmp(&(b.is_used_up, &b.code)));
        given
            .first()
            .map(|code| Some(*code))
            .ok_or(if case.customer.is_none() {
                Refusal::NeedsLogIn
            } else {
                Refusal::NotYours
            })
    }

    /// The lines that the rule covers.
    pub(super) fn covered(&self, goods: &[Goods]) -> Vec<usize> {
        goods
            .iter()
            .enumerate()
            .filter(|(_, line)| line.is_discountable && self.conditions.covers(line))
            .map(|(index, _)| index)
            .collect()
    }
}

impl Conditions {
    /// Whether it is for people of a tier, who buy for a company or for none.
    #[must_use]
    pub fn is_open_to(&self, tier: &str, company: Option<Uuid>) -> bool {
        let is_theirs = |company| self.companies.contains(&company);
        (self.tiers.is_empty() || self.tiers.iter().any(|of| of == tier))
            && (self.companies.is_empty() || company.is_some_and(is_theirs))
    }

    fn is_for(&self, case: &Case) -> Result<(), Refusal> {
        if !self.tiers.is_empty() && !self.tiers.contains(&case.tier) {
            return Err(Refusal::OtherTier);
        }
        let is_theirs = |company| self.companies.contains(&company);
        if !self.companies.is_empty() && !case.company.is_some_and(is_theirs) {
            return Err(Refusal::OtherCompany);
        }
        match (self.is_first_order, case.has_ordered) {
            (true, None) => Err(Refusal::NeedsLogIn),
            (true, Some(true)) => Err(Refusal::NotFirst),
            _ => Ok(()),
        }
    }

    /// Whether it covers whatever there is.
    #[must_use]
    pub fn covers_everything(&self) -> bool {
        self.products.is_empty()
            && self.categories.is_empty()
            && self.excluded_products.is_empty()
            && self.excluded_categories.is_empty()
    }

    fn covers(&self, line: &Goods) -> bool {
        let stands_in = |categories: &[CategoryId]| {
            line.categories
                .iter()
                .any(|category| categories.contains(category))
        };
        let is_one_of = |products: &[ProductId]| products.contains(&line.product_id);
        let is_meant = (self.products.is_empty() && self.categories.is_empty())
            || is_one_of(&self.products)
            || stands_in(&self.categories);
        is_meant && !is_one_of(&self.excluded_products) && !stands_in(&self.excluded_categories)
    }
}
