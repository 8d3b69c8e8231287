//! Mails: kept as they were sent, which is our side of the durable medium.

pub mod listing;
