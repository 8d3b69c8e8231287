//! Everything wired together, and the rules of the house.
#![expect(clippy::unwrap_used, reason = "a test stops where it is surprised")]

mod architecture;
mod documents;
mod first_start;
mod hostile;
mod import;
mod installation;
mod kill;
mod licences;
mod names;
mod opening;
mod pictures;
mod program;
mod race;
mod readiness;
mod running;
mod search_engine;
mod shopper;
mod transactions;
mod users;
