//! A product's page.

pub mod handlers;
mod options;
pub mod views;
