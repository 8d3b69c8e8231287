//! Ordering many articles at once: typed, pasted or sent as a file, told row by row, then put into the cart.

pub mod handlers;
mod upload;
pub mod views;
