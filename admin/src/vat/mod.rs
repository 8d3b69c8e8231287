//! VAT: what is sold across borders and how near the threshold is, rates by country and class, the countries that are delivered to, the figures of a quarter, and
//! what the books take over of a month.

mod books;
mod export;
mod forms;
mod handlers;
mod rates;
mod views;

pub(crate) use books::export as export_books;
pub(crate) use export::export;
pub(crate) use handlers::{
    close_country, lay_down, open_country, save_terms, show, standing, take_back,
};
pub(crate) use rates::without_rates;
pub(crate) use views::VatPage;
