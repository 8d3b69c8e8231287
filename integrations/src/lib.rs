//! The door outwards: one folder per kind of vendor, one per vendor, and stand-ins that speak the vendors' own wire formats.

// Stripe's objects are written as one `json!` each; the longest has some fifty fields.
#![recursion_limit = "256"]

pub mod payment;
pub mod sandbox;
pub mod search;
pub mod storage;
pub mod vat_register;
pub mod webhooks;
