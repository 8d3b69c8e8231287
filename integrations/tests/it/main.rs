//! Tests of the connectors against servers that speak the real protocols.
#![expect(clippy::unwrap_used, reason = "a test stops where it is surprised")]

mod contract;
mod hostile;
mod payment;
mod payment_repeated;
mod retries;
mod schema;
mod stand;
mod storage;
mod vies;
mod webhooks;
