//! Payments: acting on vendors' messages, and asking for what no message told.

mod check;
mod inbound;
mod refund;
mod sweep;

pub use check::check_payment;
pub use inbound::process_inbound_message;
pub use refund::send_refund;
pub use sweep::{sweep, sweep_refunds};
