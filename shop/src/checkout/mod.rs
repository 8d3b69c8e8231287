//! The checkout: one page from cart to order.

mod business;
mod changed;
pub mod forms;
mod goods;
pub mod handlers;
mod saved;
pub(crate) mod send;
mod sheet;
pub(crate) mod tax;
pub mod views;
