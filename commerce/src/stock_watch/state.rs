//! The life of a watch.

/// How far a watch has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum WatchState {
    /// A guest has asked for it, and has not yet proved that the address is theirs.
    Asked,
    /// It waits for the variant.
    Waiting,
    /// The variant came back, and that was told.
    Told,
    /// It was taken back before that.
    Ended,
}

/// What can happen to a watch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum WatchEvent {
    /// The address has been proved.
    Confirm,
    /// The variant can be bought again.
    Tell,
    /// Whoever it is for does not want it any more.
    End,
}

impl WatchEvent {
    /// Every event.
    pub const ALL: [Self; 3] = [Self::Confirm, Self::Tell, Self::End];
}

impl WatchState {
    /// Every state.
    pub const ALL: [Self; 4] = [Self::Asked, Self::Waiting, Self::Told, Self::Ended];

    /// As the table names it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Asked => "asked",
            Self::Waiting => "waiting",
            Self::Told => "told",
            Self::Ended => "ended",
        }
    }

    /// From the table's name; the table's CHECK allows no other.
    #[must_use]
    pub fn from_column(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == text)
    }

    /// What becomes of a watch in this state when `event` happens; `None` when nothing does.
    #[must_use]
    pub fn apply(self, event: WatchEvent) -> Option<Self> {
        match (self, event) {
            (Self::Asked, WatchEvent::Confirm) => Some(Self::Waiting),
            (Self::Waiting, WatchEvent::Tell) => Some(Self::Told),
            (Self::Asked | Self::Waiting, WatchEvent::End) => Some(Self::Ended),
            (Self::Asked, WatchEvent::Tell)
            | (Self::Waiting, WatchEvent::Confirm)
            | (Self::Told | Self::Ended, _) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_watch_is_proved_told_once_or_ended_and_nothing_follows_that() {
        let mut possible = Vec::new();
        for state in WatchState::ALL {
            assert_eq!(WatchState::from_column(state.as_str()), Some(state));
            for event in WatchEvent::ALL {
                possible.extend(state.apply(event).map(|next| (state, event, next)));
            }
        }
        assert_eq!(
            possible,
            [
                (WatchState::Asked, WatchEvent::Confirm, WatchState::Waiting),
                (WatchState::Asked, WatchEvent::End, WatchState::Ended),
                (WatchState::Waiting, WatchEvent::Tell, WatchState::Told),
                (WatchState::Waiting, WatchEvent::End, WatchState::Ended),
            ]
        );
    }
}
