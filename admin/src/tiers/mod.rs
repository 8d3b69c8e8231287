//! Tiers of customers: what each decides. Everybody who may see them sees them; System owners change them and add more.

mod handlers;
mod views;

pub(crate) use handlers::{ask, create, index, save, show, support_tag};
pub(crate) use views::{TierListPage, TierPage};
