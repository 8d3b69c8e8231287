//! A **price list**: prices for one audience in one currency, for as long as it holds. What it has been in force for is evidence and stays as it was.

pub mod end_price;
pub mod file;
pub mod listing;
pub mod save;
mod store;

pub use end_price::{EndPriceError, end_price};
pub use file::{FileLine, FileReport, PriceFile, apply_file, read_price};
pub use save::{Audience, ListDraft, SaveListError, save_list};
