//! What a variant costs somebody, why, and what it has cost: the evidence for the prior price.

mod cost;
mod graph;
mod handlers;
mod views;

pub(crate) use cost::set_cost;
pub(crate) use handlers::show;
pub(crate) use views::VariantPricesPage;
