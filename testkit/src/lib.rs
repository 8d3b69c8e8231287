//! What tests stand on: a database of their own. Nothing here is part of the program.

mod cluster;
mod database;
pub mod pictures;

pub use database::Database;
