//! The life of a promotion.

/// How far a promotion has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PromotionState {
    /// Being written.
    Draft,
    /// Holds in its period.
    Active,
    /// Stopped for a while.
    Paused,
    /// Over. Stays for the orders that used it.
    Ended,
}

/// What can happen to a promotion.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PromotionEvent {
    /// Begun, or begun again.
    Activate,
    /// Stopped for a while.
    Pause,
    /// Brought to its end, by staff or by its period.
    End,
}

impl PromotionState {
    /// Every state.
    pub const ALL: [Self; 4] = [Self::Draft, Self::Active, Self::Paused, Self::Ended];

    /// As the table names it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Active => "active",
            Self::Paused => "paused",
            Self::Ended => "ended",
        }
    }

    /// From the table's name; the table's CHECK allows no other.
    #[must_use]
    pub fn from_column(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == text)
    }

    /// What becomes of a promotion in this state when `event` happens; `None` when it cannot happen.
    #[must_use]
    pub fn apply(self, event: PromotionEvent) -> Option<Self> {
        match (self, event) {
            (Self::Draft | Self::Paused, PromotionEvent::Activate) => Some(Self::Active),
            (Self::Active, PromotionEvent::Pause) => Some(Self::Paused),
            (Self::Draft | Self::Active | Self::Paused, PromotionEvent::End) => Some(Self::Ended),
            (Self::Active | Self::Ended, PromotionEvent::Activate)
            | (Self::Draft | Self::Paused | Self::Ended, PromotionEvent::Pause)
            | (Self::Ended, PromotionEvent::End) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pair_of_state_and_event_is_decided() {
        use PromotionEvent as E;
        use PromotionState as S;
        let allowed = [
            (S::Draft, E::Activate, S::Active),
            (S::Paused, E::Activate, S::Active),
            (S::Active, E::Pause, S::Paused),
            (S::Draft, E::End, S::Ended),
            (S::Active, E::End, S::Ended),
            (S::Paused, E::End, S::Ended),
        ];
        for state in S::ALL {
            for event in [E::Activate, E::Pause, E::End] {
                let expected = allowed
                    .iter()
                    .find(|(s, e, _)| (*s, *e) == (state, event))
                    .map(|(_, _, next)| *next);
                assert_eq!(state.apply(event), expected, "{state:?} {event:?}");
            }
            assert_eq!(S::from_column(state.as_str()), Some(state));
        }
    }
}
