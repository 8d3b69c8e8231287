//! The stand-in payment provider. It speaks Stripe's wire format (API version 2023-08-16) on an address of its own, so that demo and
//! tests run the production connector: only the base address differs. Its memory is a journal of its own that survives `kill -9`.
//!
//! - `/v1/...`: sessions (create, read, expire), intents, charges, refunds, events; key, idempotency and errors as at Stripe.
//! - `/c/pay/{session}`: the hosted page. A script chooses an outcome by `POST` with the form field `outcome`, one of `approve`, `decline`,
//!   `secure` (then `secure_approve` or `secure_fail`), `abandon`, `slow`, `slow_decline`, `webhook_first`, `webhook_twice`,
//!   `webhook_lost`; the answer is 303 to where the shopper goes. Sent again, it changes nothing.
//! - `/`: the latest sessions and what became of them.
//!
//! - `/taxation_customs/vies/rest-api/check-vat-number`: VIES, the register of VAT numbers; what it says follows from how a number ends.
//!
//! Run [`SandboxState::run`] beside [`router`]: it lets sessions run out, decides slow payments and sends messages.

mod api;
mod book;
mod calls;
mod deliver;
mod error;
mod events;
mod form;
mod journal;
mod objects;
mod outcome;
mod overview;
mod page;
mod state;
mod texts;
mod vies;

pub use journal::JournalError;
pub use outcome::Outcome;
pub use state::{SandboxConfig, SandboxError, SandboxState};

/// Everything that the stand-in answers.
pub fn router(state: SandboxState) -> axum::Router {
    api::router()
        .merge(page::router())
        .merge(overview::router())
        .merge(vies::router())
        .with_state(state)
}
