//! The cart: what a visitor wants.

pub(crate) mod changing;
pub(crate) mod codes;
pub(crate) mod discounts;
pub(crate) mod filling;
pub mod handlers;
pub(crate) mod map;
pub mod sum_views;
pub mod views;
pub mod wish_views;
pub mod wishes;
