//! Platform's tests that need the outside: a database, a process, a folder.
#![expect(clippy::unwrap_used, reason = "a test stops where it is surprised")]

mod cluster;
mod pictures;
mod smtp;
