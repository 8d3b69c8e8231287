//! A product's page.

pub mod views;
