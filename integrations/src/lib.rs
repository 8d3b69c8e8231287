//! The door outwards: one folder per kind of vendor, one per vendor, and stand-ins that speak the vendors' own wire formats.

pub mod payment;
pub mod storage;
