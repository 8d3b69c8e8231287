//! Tests of the connectors against servers that speak the real protocols.
#![expect(clippy::unwrap_used, reason = "a test stops where it is surprised")]

mod hostile;
mod payment;
mod retries;
mod stand;
mod storage;
