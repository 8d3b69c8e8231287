//! The cart: what a visitor wants.

pub mod views;
