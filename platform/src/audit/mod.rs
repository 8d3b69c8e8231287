//! The **audit trail**: who did what, when, before and after. Rows cannot be altered (C3).

pub mod listing;
pub(crate) mod store;

pub use store::forget_tallies;

use serde::Serialize;
use uuid::Uuid;

/// Tries that are told one by one.
pub(crate) const FEW_TRIES: i32 = 5;

/// Whether the trail gets a try of this number on its day: the first few, and then each that doubles what was told.
#[must_use]
pub fn is_told(tries: i32) -> bool {
    (1..=FEW_TRIES).contains(&tries) || (tries > 0 && tries.count_ones() == 1)
}

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_tries_are_told_and_then_ever_fewer() {
        let told: Vec<i32> = (-1..=300).filter(|tries| is_told(*tries)).collect();
        assert_eq!(told, [1, 2, 3, 4, 5, 8, 16, 32, 64, 128, 256]);
    }
}
