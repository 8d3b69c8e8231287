//! Who handles personal data for the shop: kept here, told under the shop's text about personal data.

mod handlers;
mod views;

pub(crate) use handlers::{add, ask, index, remove, save, show};
pub(crate) use views::{ProcessorPage, ProcessorsPage};
