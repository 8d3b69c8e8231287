//! **Prices**: intervals in price lists, never overwritten; dated VAT rates; what a visitor of a tier sees; the unit price that the law wants.

pub mod context;
pub mod listing;
pub mod set_price;
pub mod store;
pub mod unit_price;
pub mod vat;

pub use context::PriceContext;
pub use listing::EffectivePrice;
pub use set_price::{NewPrice, SetPriceError, SetPrices};
pub use unit_price::{Content, ContentUnit, UnitPriceShown};
pub use vat::VatRates;
