//! What is done later: job bodies, the outbox relay, recurring tasks.

pub mod pictures;
