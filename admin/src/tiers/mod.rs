//! Tiers of customers: what each decides. Everybody who may see them sees them; System owners change them and add more.

pub(crate) mod assortment;
mod assortment_views;
mod handlers;
pub(crate) mod price_lists;
mod price_lists_views;
mod views;
pub(crate) mod ways;

pub(crate) use assortment_views::AssortmentPage;
pub(crate) use handlers::{ask, create, index, save, show, support_tag, support_text};
pub(crate) use price_lists_views::OrderPage;
pub(crate) use views::{TierListPage, TierPage};
pub(crate) use ways::WaysPage;
