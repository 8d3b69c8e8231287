//! The checkout: one page from cart to order.

pub mod forms;
pub mod views;
