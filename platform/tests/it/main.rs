//! Platform's tests that need the outside: a database, a process, a folder.

mod cluster;
