//! The checkout: one page from cart to order.

mod changed;
pub mod forms;
pub mod handlers;
mod saved;
mod send;
mod sheet;
pub mod views;
