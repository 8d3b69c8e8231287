//! A **product**: what is described. Its **variants** are what is bought.

mod assemble;
pub mod bulk;
pub mod draft;
mod existing;
mod kept;
pub mod kind;
pub mod listing;
pub mod page;
mod plan;
pub mod preview;
pub mod publish;
pub mod save;
pub mod store;

pub use draft::{
    FactDraft, FactValue, Fate, OptionDraft, OptionFacts, OptionValueDraft, ProductDraft,
    ProductKind, Saved, TextsDraft, VariantDraft,
};
pub(in crate::catalogue) use kept::KeptProducts;
pub use page::{
    Addressed, BreakShown, Fact, Manufacturer, OptionShown, OptionValueShown, PriceShown,
    ProductPage, ProductPicture, VariantShown,
};
pub use publish::{Publication, PublishError, publish};
pub use save::{Refusal, save_products};
pub(crate) use save::{save_unmarked, touched};
pub use store::forget_changes;
