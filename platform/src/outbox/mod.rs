//! The **outbox**: facts in the past tense, written in the transaction that makes them true, delivered at least once afterwards (E7).
//! A fact also is a line in its aggregate's history.

pub mod listing;
pub mod store;

use serde::Serialize;
use uuid::Uuid;

/// Something that has happened to one aggregate. The payload is versioned JSON: fields are added, never renamed or taken away.
pub trait Fact: Serialize + Sync {
    /// Past tense: `OrderPlaced`.
    const NAME: &'static str;
    /// Raised when a reader of the old payload could not read the new one.
    const VERSION: i16 = 1;
    /// Whose history it belongs to: noun and id.
    fn aggregate(&self) -> (&'static str, Uuid);
}
