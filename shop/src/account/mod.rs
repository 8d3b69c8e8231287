//! A customer's account: registering, logging in, and the pages that are theirs.
//!
//! No page tells whether an address has an account; see [`commerce::customer`].

pub mod addresses;
mod cookies;
pub mod details;
mod entry;
pub mod erasing;
pub mod forms;
pub mod gate;
pub mod link;
pub mod lists;
pub mod my_data;
pub mod my_order;
pub mod pages;
pub mod passkey_gate;
pub mod passkey_proof;
pub mod passkey_views;
pub mod passkeys;
mod proof;
pub mod reorder;
pub mod saved_carts;
pub mod views;
pub mod wishes;

pub(crate) use cookies::log_in as log_in_with;
pub use cookies::{asked_of, device_of, session_of};
pub(crate) use entry::{bring_cart, note_shop};
