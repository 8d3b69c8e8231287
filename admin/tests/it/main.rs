//! The back office through its real router, on a real database.
#![expect(clippy::unwrap_used, reason = "a test stops where it is surprised")]

mod client;
mod log_in;
mod rooms;
mod routes;
mod theme;
