//! Withdrawing from a purchase and complaining of goods: the way in, the statement, and the case that it becomes.

pub mod case;
pub mod entry;
mod intake;
pub mod links;
pub mod notice;
pub mod notice_views;
pub mod pictures;
pub mod statement;
mod steps;
pub mod talk;
pub mod views;

pub use statement::{LARGEST_UPLOAD, complain, show_complain, show_withdraw, withdraw};
