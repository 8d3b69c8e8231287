//! The first page: one sentence on how things are, and the figures that open their rows.

mod handlers;
mod views;

pub(crate) use handlers::show;
pub(crate) use views::TodayPage;
