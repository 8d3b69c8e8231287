//! Which prices a visitor sees.

use platform::money::Currency;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::ids::{AssortmentId, CompanyId, CustomerSessionId, PriceListId};

/// The tier of whoever has not logged in, and the one whose prices hold where another tier has none.
pub const GUEST_TIER: &str = crate::tier::GUESTS;

/// A visitor's view of prices (B2): small enough to be a cache key. Resolved once per visit, from tier and company.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct PriceContext {
    /// Lists in the order in which they are asked, those that begin later among them; see [`crate::pricing::Sheet`] for how they decide. Where the tier's
    /// lists have an order of the merchant's, its id stands before them, so that whoever asks for past prices by them is told by which order those were. Last
    /// stands the id of the assortment that limits them, so that whoever asks for prices by them gets none of what is not in it.
    pub lists: Vec<PriceListId>,
    /// The one currency of all of them.
    pub currency: Currency,
    /// Whether prices are shown with VAT.
    pub shows_vat: bool,
    /// The customer tier's code (A1).
    pub tier: String,
    /// The company that is bought for.
    pub company: Option<CompanyId>,
    /// What of the catalogue is seen; none: all of it.
    pub assortment: Option<Limit>,
}

/// An assortment that limits what a visitor sees and can buy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Limit {
    /// Which.
    pub id: AssortmentId,
    /// Whether the rows of its lists have been made; until then everybody's lists are read, and what is not in it is taken out of each page.
    pub is_listed: bool,
    /// By which version of its rules it is.
    #[serde(default)]
    pub version: i32,
    /// Whether those rows are of this version: else names and numbers that are told beside goods are weighed by the rules themselves.
    #[serde(default)]
    pub is_current: bool,
}

impl Limit {
    /// The assortment whose rows lists read.
    #[must_use]
    pub fn listed(self) -> Option<AssortmentId> {
        self.is_listed.then_some(self.id)
    }

    /// The assortment whose rules must be asked themselves, since its rows are not made by them yet.
    #[must_use]
    pub fn weighed(self) -> Option<AssortmentId> {
        (!self.is_current).then_some(self.id)
    }
}

/// The one thing by which anything that depends on prices may be kept: two visitors with the same id see the same prices.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ContextId(u64);

/// Whose prices are asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Audience<'a> {
    /// Anyone of a tier.
    Tier(&'a str),
    /// A company, whose tier is its own.
    Company(CompanyId),
    /// Whoever is logged in: for the company that the log-in acts for, else for themselves.
    Session(CustomerSessionId),
}

impl PriceContext {
    /// With what limits it.
    #[must_use]
    pub fn limited(mut self, assortment: Option<Limit>) -> Self {
        self.lists = self.unlimited();
        self.lists.extend(assortment.map(|of| PriceListId(of.id.0)));
        self.assortment = assortment;
        self
    }

    /// The lists alone: what something costs also where it is not in the assortment.
    #[must_use]
    pub fn unlimited(&self) -> Vec<PriceListId> {
        let limit = self.assortment.map(|of| PriceListId(of.id.0));
        let lists = self.lists.iter().copied();
        lists.filter(|id| Some(*id) != limit).collect()
    }

    /// What stands for the whole in caches.
    #[must_use]
    pub fn id(&self) -> ContextId {
        let mut hasher = Sha256::new();
        for list in &self.lists {
            hasher.update(list.0.as_bytes());
        }
        hasher.update(self.currency.code().as_bytes());
        hasher.update([u8::from(self.shows_vat)]);
        let hash: [u8; 32] = hasher.finalize().into();
        let (short, _) = hash.split_at(8);
        ContextId(
            short
                .iter()
                .fold(0, |id, byte| (id << 8) | u64::from(*byte)),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_sees_the_same_prices_has_the_same_id() {
        let (a, b) = (PriceListId::generate(), PriceListId::generate());
        let context = |lists: &[PriceListId], tier: &str, shows_vat| PriceContext {
            lists: lists.to_vec(),
            currency: Currency::SEK,
            shows_vat,
            tier: tier.to_owned(),
            company: None,
            assortment: None,
        };
        let one = context(&[a, b], "pro", false);
        assert_eq!(one.id(), context(&[a, b], "premium", false).id());
        assert_ne!(one.id(), context(&[b, a], "pro", false).id());
        assert_ne!(one.id(), context(&[a, b], "pro", true).id());
        assert_ne!(one.id(), context(&[a], "pro", false).id());
        // Nor does anybody share what is kept with whoever buys in another currency, even where neither has a list.
        let bare = context(&[], "pro", false);
        let abroad = PriceContext {
            currency: Currency::EUR,
            ..bare.clone()
        };
        assert_ne!(bare.id(), abroad.id());
    }

    #[test]
    fn who_sees_another_assortment_has_another_id_and_the_same_lists() {
        let one = PriceContext {
            lists: vec![PriceListId::generate()],
            currency: Currency::SEK,
            shows_vat: true,
            tier: "pro".to_owned(),
            company: None,
            assortment: None,
        };
        let limit = |is_listed| Limit {
            id: AssortmentId::generate(),
            is_listed,
            version: 1,
            is_current: is_listed,
        };
        let (some, other) = (
            one.clone().limited(Some(limit(true))),
            one.clone().limited(Some(limit(false))),
        );
        assert_ne!(one.id(), some.id());
        assert_ne!(some.id(), other.id());
        assert_eq!(some.unlimited(), one.lists);
        assert_eq!(some.limited(None), one);
        assert_eq!(other.assortment.and_then(Limit::listed), None);
    }
}
