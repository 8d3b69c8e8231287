//! Lists of products: a category, or everything.

pub mod handlers;
pub mod list;
pub mod views;
