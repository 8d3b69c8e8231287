//! What the merchant has decided of how the shop works: its own page, and one for what holds for all shops.

mod form;
mod handlers;
mod views;

pub(crate) use handlers::{save, save_shared, shared, show, take_back, take_back_shared};
pub(crate) use views::SettingsPage;

/// The shop's own.
pub(crate) const OWN: &str = "/installningar";
/// What holds for all shops.
pub(crate) const SHARED: &str = "/installningar/gemensamt";
