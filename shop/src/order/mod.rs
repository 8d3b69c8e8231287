//! An order as its buyer sees it: the confirmation, and the page behind the unguessable link.

pub mod bought;
pub mod credit_note;
pub mod handlers;
pub mod invoice;
pub mod link;
pub mod shipments;
mod standing;
pub mod views;
pub(crate) mod wished;
