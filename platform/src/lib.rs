//! What every room stands on: time, ids, money, transactions, jobs, outbox, audit, web and rendering. Knows no product and no ticket.

pub mod auth;
pub mod clock;
pub mod ids;
pub mod money;
