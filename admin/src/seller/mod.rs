//! The shop itself: the seller's facts, which pages, mails and papers tell.

mod form;
mod handlers;
mod views;

pub(crate) use handlers::{save, show};
pub(crate) use views::ShopPage;

/// Where the page is.
pub(crate) const PAGE: &str = "/butiken";
