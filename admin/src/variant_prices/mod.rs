//! What a variant costs somebody, why, and what it has cost: the evidence for the prior price.

mod graph;
mod handlers;
mod views;

pub(crate) use handlers::show;
pub(crate) use views::VariantPricesPage;
