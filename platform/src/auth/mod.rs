//! Who someone is and what they may do: passwords, the second step, sessions, permissions.

pub mod demo;
pub mod password;
pub mod permission;
pub mod qr;
pub mod recovery;
pub mod sealed;
pub mod throttle;
pub mod token;
pub mod totp;

pub use permission::{Permission, Permissions};
