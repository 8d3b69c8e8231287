//! A customer's account: registering, logging in, and the pages that are theirs.
//!
//! No page tells whether an address has an account; see [`commerce::customer`].

mod cookies;
pub mod forms;
pub mod gate;
pub mod link;
pub mod pages;
pub mod views;

pub use cookies::{device_of, session_of};
