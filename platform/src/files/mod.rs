//! Files behind one port: a directory by default, S3 when configured (`integrations/src/storage`). Pictures are in [`image`].
//!
//! What is stored is addressed by its content, so a key never changes its meaning: writing the same key twice is harmless, and a cache may
//! keep what it has read for ever.

pub mod directory;
pub mod image;
pub mod key;
pub mod spool;

use std::future::Future;
use std::pin::Pin;

use bytes::Bytes;

pub use directory::DirectoryStore;
pub use key::{ContentHash, FileKey, KeyError};

/// A boxed answer, so that a store can stand behind `dyn`.
pub type Answer<'a, T> = Pin<Box<dyn Future<Output = Result<T, FileError>> + Send + 'a>>;

/// Why a store could not do what it was asked. A missing file is not an error: it is `None` or `false`.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// The disk or the network: trying again later may help.
    #[error("the file store cannot be reached: {0}")]
    Unavailable(String),
    /// The store refused (credentials, bucket, rights, disk full): somebody has to mend the configuration.
    #[error("the file store refused: {0}")]
    Refused(String),
}

/// Keeps files (B3). Every method may be repeated without harm.
pub trait FileStore: Send + Sync {
    /// What this store is, for logs and `torg doctor` (`directory`, `s3`).
    fn name(&self) -> &'static str;
    /// Stores `content` under `key`, whole or not at all: no reader ever sees half a file. What was there is replaced.
    fn put<'a>(&'a self, key: &'a FileKey, content: Bytes) -> Answer<'a, ()>;
    /// The whole file, or `None` when there is none under `key`.
    fn get<'a>(&'a self, key: &'a FileKey) -> Answer<'a, Option<Bytes>>;
    /// Whether there is a file under `key`.
    fn exists<'a>(&'a self, key: &'a FileKey) -> Answer<'a, bool>;
    /// Removes the file. A missing one is as good as removed.
    fn delete<'a>(&'a self, key: &'a FileKey) -> Answer<'a, ()>;
}
