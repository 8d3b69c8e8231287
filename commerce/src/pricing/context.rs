//! Which prices a visitor sees.

use platform::money::Currency;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::ids::{CompanyId, CustomerSessionId, PriceListId};

/// The tier of whoever has not logged in, and the one whose prices hold where another tier has none.
pub const GUEST_TIER: &str = crate::tier::GUESTS;

/// A visitor's view of prices (B2): small enough to be a cache key. Resolved once per visit, from tier and company.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct PriceContext {
    /// Lists in the order in which they are asked, those that begin later among them; see [`crate::pricing::Sheet`] for how they decide.
    pub lists: Vec<PriceListId>,
    /// The one currency of all of them.
    pub currency: Currency,
    /// Whether prices are shown with VAT.
    pub shows_vat: bool,
    /// The customer tier's code (A1).
    pub tier: String,
    /// The company that is bought for.
    pub company: Option<CompanyId>,
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
        };
        let one = context(&[a, b], "pro", false);
        assert_eq!(one.id(), context(&[a, b], "premium", false).id());
        assert_ne!(one.id(), context(&[b, a], "pro", false).id());
        assert_ne!(one.id(), context(&[a, b], "pro", true).id());
        assert_ne!(one.id(), context(&[a], "pro", false).id());
    }
}
