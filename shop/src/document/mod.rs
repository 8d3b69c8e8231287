//! Published texts: terms, withdrawal, privacy and the like.

pub mod handlers;
pub mod views;
