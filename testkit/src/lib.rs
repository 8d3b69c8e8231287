//! What tests stand on: a database of their own. Nothing here is part of the program.
#![expect(
    clippy::unwrap_used,
    reason = "only tests use this room: where the ground gives way, the test is to end at once"
)]

pub mod authenticator;
pub mod beside;
mod clerk;
mod cluster;
mod database;
pub mod engine;
pub mod forms;
pub mod hostile;
pub mod pictures;
pub mod provider;
pub mod register;
pub mod sizes;
pub mod styles;
mod trade;
pub mod walk;
pub mod world;

pub use database::{Database, statements, wait_for_the_disk, waits_for_the_disk};
pub use world::World;
