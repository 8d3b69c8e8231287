//! The shop's domain: rules, state machines, their SQL, and the ports that vendors' connectors implement.

pub mod ids;
pub mod payment;
