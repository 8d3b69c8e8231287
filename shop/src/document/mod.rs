//! Published texts: terms, withdrawal, privacy and the like.

pub mod markdown;
pub mod views;
