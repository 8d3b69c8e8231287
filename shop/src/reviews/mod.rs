//! What buyers think of products: on the product's page and a page of their own, and where they write it.

pub mod links;
pub mod mine;
pub mod questions;
pub mod reporting;
pub mod shown;
pub mod views;
pub mod writing;
