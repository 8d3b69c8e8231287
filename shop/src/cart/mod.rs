//! The cart: what a visitor wants.

pub mod handlers;
pub(crate) mod map;
pub mod views;
