//! The outbox relay: each fact becomes one delivery for every destination that subscribes to it; a job carries each delivery.

mod deliver;
mod relay;
mod subscriptions;

pub use deliver::deliver;
pub use relay::{relay_all, relay_facts};
pub use subscriptions::{DESTINATIONS, destinations_of};
