//! What is done later: job bodies, the outbox relay, recurring tasks.

pub mod context;
pub mod gift_cards;
pub mod listing;
pub mod mails;
pub mod outbox;
pub mod payments;
pub mod pictures;
pub mod registry;
pub mod rehearsals;
pub mod schedules;
pub mod search;
pub mod watches;

pub use context::Context;
pub use registry::registry;
