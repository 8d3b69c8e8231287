//! Stripe (E1): Checkout Sessions, refunds and signed webhooks, over a client of our own. The whole of Stripe's official client is a
//! hundred times what a shop needs, and its types follow another version of the API than the one pinned here.

mod client;
mod config;
mod gateway;
pub mod webhook;
pub mod wire;

pub use config::{ConfigError, StripeConfig};
pub use gateway::StripeGateway;

/// The version of Stripe's API that every call names, so that a change on Stripe's side never changes our meaning. It is the version of
/// the OpenAPI document that the contract tests read: raise both together.
pub const API_VERSION: &str = "2023-08-16";

/// The name under which payments at this vendor are stored, and the last part of its webhook address.
pub const NAME: &str = "stripe";
