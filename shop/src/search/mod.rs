//! Finding by words.

pub mod handlers;
pub mod views;
