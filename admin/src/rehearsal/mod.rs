//! Rehearsals: the shop as somebody else at a time to come, and what differs from now.

mod handlers;
mod views;

pub(crate) use handlers::{begin, show};
pub(crate) use views::RehearsalPage;
