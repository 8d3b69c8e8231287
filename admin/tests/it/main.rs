//! The back office through its real router, on a real database.

mod client;
mod deliveries;
mod hostile;
mod kept;
mod lists;
mod log_in;
mod rooms;
mod routes;
mod staff;
mod theme;
