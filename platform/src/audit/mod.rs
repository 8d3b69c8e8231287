//! The **audit trail**: who did what, when, before and after. Rows cannot be altered (C3).

pub mod listing;
pub(crate) mod store;

use serde::Serialize;
use uuid::Uuid;

/// One change as it is told to the trail.
pub struct Change<'a, B, A> {
    /// `noun.verb`, e.g. `staff.log_in`, `job.retry`.
    pub action: &'static str,
    /// The noun that was changed, and its id when it has one.
    pub subject: (&'static str, Option<Uuid>),
    /// How it was.
    pub before: Option<&'a B>,
    /// How it became.
    pub after: Option<&'a A>,
    /// Why, in the actor's words.
    pub reason: Option<&'a str>,
}

impl<'a> Change<'a, (), ()> {
    /// Something was done that has no before and after.
    #[must_use]
    pub fn deed(action: &'static str, noun: &'static str, id: impl Into<Uuid>) -> Self {
        Self {
            action,
            subject: (noun, Some(id.into())),
            before: None,
            after: None,
            reason: None,
        }
    }

    /// The same with the values as they became.
    #[must_use]
    pub fn with_after<A: Serialize>(self, after: &'a A) -> Change<'a, (), A> {
        Change {
            action: self.action,
            subject: self.subject,
            before: None,
            after: Some(after),
            reason: self.reason,
        }
    }
}
