//! Finding by words.

pub mod views;
