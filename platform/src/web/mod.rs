//! What both doors need of HTTP: errors that become pages, cookies, forms, the names that are answered, and the guard against foreign origins.

pub mod cookie;
pub mod error;
pub mod form;
pub mod health;
pub mod layers;
pub mod names;
pub mod parts;
pub mod same_origin;

pub use error::{ErrorContext, PageError};
pub use form::{Fields, FormBody, QueryFields};
pub use layers::ClientAddress;
pub use names::Names;
pub use parts::Parts;

/// The request's id as it stands in the log, in request extensions.
#[derive(Clone, Debug)]
pub struct RequestId(pub String);
