//! A product's page.

pub mod handlers;
mod options;
pub mod preview;
mod variant;
pub mod views;
