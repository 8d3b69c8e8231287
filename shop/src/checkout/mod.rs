//! The checkout: one page from cart to order.

pub mod forms;
pub mod handlers;
mod send;
pub mod views;
