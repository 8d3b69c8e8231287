//! The domain against a real database.
#![expect(clippy::unwrap_used, reason = "a test stops where it is surprised")]

mod cart;
mod checkout;
mod media;
