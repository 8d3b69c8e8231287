//! What other currencies cost in the shop's own: the page where staff enter it.

mod form;
mod handlers;
mod views;

pub(crate) use handlers::{choices, enter, lacking, show};
pub(crate) use views::CurrenciesPage;
