//! Lists of products: a category, or everything.

pub mod views;
