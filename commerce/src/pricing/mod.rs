//! **Prices**: intervals in price lists, never overwritten; dated VAT rates; what a visitor of a tier sees and why; the prior price and the unit price
//! that the law wants.

pub mod context;
pub mod cost;
pub mod list;
pub mod listing;
pub mod prior;
pub mod rehearsal;
pub mod set_price;
pub mod sheet;
pub mod store;
pub mod unit_price;
pub mod vat;
pub mod why;

pub use context::{Audience, ContextId, GUEST_TIER, Limit, PriceContext};
pub use listing::{EffectivePrice, Of, Reach};
pub use prior::{RatesOf, Reduction};
pub use set_price::{NewPrice, SetPriceError, SetPrices};
pub use sheet::{Break, Chosen, ListKind, Sheet};
pub use unit_price::{Content, ContentUnit, UnitPriceShown};
pub use vat::VatRates;
pub use why::Why;
