//! Tests of the connectors against servers that speak the real protocols.
#![expect(clippy::unwrap_used, reason = "a test stops where it is surprised")]

mod contract;
mod hostile;
mod meilisearch;
mod payment;
mod payment_repeated;
mod retries;
mod schema;
/// The domain's own tests of search, here with an engine that ranks.
#[path = "../../../commerce/tests/it/search.rs"]
mod search;
mod search_engine;
#[path = "../../../commerce/tests/it/shopkeeper.rs"]
#[expect(dead_code, reason = "the domain's tests do more with it")]
mod shopkeeper;
mod stand;
mod storage;
mod vies;
mod webhooks;
