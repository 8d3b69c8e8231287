//! What tests stand on: a database of their own. Nothing here is part of the program.

mod cluster;
mod database;
pub mod pictures;
pub mod world;

pub use database::Database;
pub use world::World;
