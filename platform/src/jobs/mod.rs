//! **Jobs**: work to be done after commit, at least once, so each body is idempotent. The payload holds ids only; the body lives in `workers`.

pub mod listing;
pub mod runner;
pub mod schedule;
pub mod store;

use serde::Serialize;
use serde::de::DeserializeOwned;

/// What a job carries and how it is treated.
pub trait Job: Serialize + DeserializeOwned + Send + Sync + 'static {
    /// Stable name, `room.verb-noun`: `commerce.open-payment`.
    const NAME: &'static str;
    /// Which queue it waits in; each queue has its own workers, so that pictures do not hold up payments.
    const QUEUE: &'static str = "default";
    /// Tries before it is left to staff.
    const MAX_ATTEMPTS: i32 = 12;
    /// Lower goes first.
    const PRIORITY: i16 = 100;
    /// Whether any one of the name does the work of all that were asked for before it began. Unlike those with a key, whoever asks for one waits for nobody else who
    /// does; instead the one that begins takes away what stands in line beside it, and of those that do not succeed one is left.
    const IS_SHARED: bool = false;
    /// Two jobs of one name with the same key never wait at the same time.
    fn dedup_key(&self) -> Option<String> {
        None
    }
}
