//! Watching what is sold out: asked for on the product's page, proved and ended by the link in the mail, and listed among what is the customer's own.

pub mod ask;
pub mod link;
pub mod mine;
pub mod part;
pub mod views;
