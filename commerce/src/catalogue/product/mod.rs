//! A **product**: what is described. Its **variants** are what is bought.

pub mod listing;
pub mod page;

pub use page::{
    Fact, Manufacturer, OptionShown, OptionValueShown, PriceShown, ProductPage, ProductPicture,
    VariantShown,
};
