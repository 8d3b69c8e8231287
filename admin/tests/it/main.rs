//! The back office through its real router, on a real database.

mod client;
mod log_in;
mod rooms;
mod routes;
mod theme;
