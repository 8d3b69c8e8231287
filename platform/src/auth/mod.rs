//! Who someone is and what they may do: passwords, the second step, sessions, permissions.
//!
//! A log-in goes: [`attempt::Attempt::begin`] in a first transaction, [`password::Passwords::verify`] with no transaction open,
//! [`log_in::accept_password`] or [`log_in::refuse_password`] in a second; then the code, all in one transaction.

pub mod attempt;
mod common;
pub mod demo;
pub mod enrol;
pub mod listing;
pub mod log_in;
pub mod notice;
pub mod passkey;
pub mod password;
pub mod permission;
pub mod qr;
pub mod recovery;
pub mod sealed;
pub mod session;
pub mod staff;
pub mod store;
pub mod throttle;
pub mod token;
pub mod totp;
pub mod wanted_mail;

pub use ::passkeys;
pub use permission::{Permission, Permissions};
pub use session::Session;
