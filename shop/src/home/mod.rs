//! The first page.

pub mod views;
