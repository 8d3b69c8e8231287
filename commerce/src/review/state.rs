//! The life of a review.

/// How far a review has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ReviewState {
    /// Nobody has looked at it since it was written or changed.
    Pending,
    /// Everybody can read it.
    Published,
    /// It breaks the rules; its writer has been told which.
    Refused,
}

/// What can happen to a review.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ReviewEvent {
    /// Its writer has changed it.
    Edit,
    /// Staff have looked at it: it keeps to the rules.
    Publish,
    /// Staff have looked at it: it does not.
    Refuse,
}

impl ReviewEvent {
    /// Every event.
    pub const ALL: [Self; 3] = [Self::Edit, Self::Publish, Self::Refuse];
}

impl ReviewState {
    /// Every state.
    pub const ALL: [Self; 3] = [Self::Pending, Self::Published, Self::Refused];

    /// As the table names it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Published => "published",
            Self::Refused => "refused",
        }
    }

    /// From the table's name; the table's CHECK allows no other.
    #[must_use]
    pub fn from_column(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == text)
    }

    /// What becomes of a review in this state when `event` happens; `None` when it cannot happen.
    #[must_use]
    pub fn apply(self, event: ReviewEvent) -> Option<Self> {
        match (self, event) {
            (_, ReviewEvent::Edit) => Some(Self::Pending),
            // One that is published already stays so: what was reported of it has been looked at.
            (_, ReviewEvent::Publish) => Some(Self::Published),
            (Self::Pending | Self::Published, ReviewEvent::Refuse) => Some(Self::Refused),
            (Self::Refused, ReviewEvent::Refuse) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pair_of_state_and_event_is_decided() {
        use ReviewEvent as E;
        use ReviewState as S;
        let allowed = [
            (S::Pending, E::Edit, S::Pending),
            (S::Pending, E::Publish, S::Published),
            (S::Pending, E::Refuse, S::Refused),
            (S::Published, E::Edit, S::Pending),
            (S::Published, E::Publish, S::Published),
            (S::Published, E::Refuse, S::Refused),
            (S::Refused, E::Edit, S::Pending),
            (S::Refused, E::Publish, S::Published),
        ];
        for state in S::ALL {
            for event in E::ALL {
                let expected = allowed
                    .iter()
                    .find(|(s, e, _)| (*s, *e) == (state, event))
                    .map(|(_, _, next)| *next);
                assert_eq!(state.apply(event), expected, "{state:?} {event:?}");
            }
        }
    }
}
