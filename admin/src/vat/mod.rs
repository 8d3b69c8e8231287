//! VAT: what is sold across borders and how near the threshold is, rates by country and class, the countries that are delivered to, and the figures of a quarter.

mod export;
mod forms;
mod handlers;
mod views;

pub(crate) use export::export;
pub(crate) use handlers::{
    close_country, lay_down, open_country, save_terms, show, standing, take_back,
};
pub(crate) use views::VatPage;
