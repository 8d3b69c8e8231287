//! Which prices a visitor sees.

use platform::money::Currency;
use serde::{Deserialize, Serialize};

use crate::ids::PriceListId;

/// A visitor's view of prices (B2): small enough to be a cache key. Resolved once per visit, from tier and company.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct PriceContext {
    /// Lists in the order in which they are asked; the first that has a price decides.
    pub lists: Vec<PriceListId>,
    /// The one currency of all of them.
    pub currency: Currency,
    /// Whether prices are shown with VAT.
    pub shows_vat: bool,
    /// The customer tier's code (A1).
    pub tier: String,
}
