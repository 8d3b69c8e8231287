//! The **catalogue**: products with their variants, the tree of categories, and what the storefront reads of them. Built for a million products:
//! what a list shows is made once, when a product changes, and read by key.

pub mod address;
pub mod admin_listing;
pub mod attribute;
pub mod category;
pub mod label;
mod listing;
pub mod product;
pub mod search;
pub mod shop;
mod store;
pub mod storefront;
pub mod texts;

pub use label::Label;
pub use listing::{SitemapEntry, SitemapFile, sitemap, sitemap_files};
pub use storefront::Storefront;

/// The languages that the shop speaks, the first being the one to fall back on.
pub const LOCALES: [&str; 2] = ["sv", "en"];
