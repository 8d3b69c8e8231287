//! Where files are kept when a directory is not enough.

pub mod s3;

pub use s3::{S3Config, S3Store};
