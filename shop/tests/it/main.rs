//! The shop's door against real templates and, where it matters, a real database.
#![expect(clippy::unwrap_used, reason = "a test stops where it is surprised")]

mod account;
mod buying;
mod carts;
mod checkout;
mod goods;
mod lists;
mod media;
mod orders;
mod pages;
mod search;
mod stand;
mod themes;
