//! The life of an account.

/// How an account stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CustomerState {
    /// Its owner may log in.
    Active,
    /// Staff have shut it: nobody logs in. Everything stays as it was.
    Closed,
    /// The person is gone; the row stays for the books that refer to it.
    Erased,
}

/// What can happen to an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CustomerEvent {
    /// Staff shut it.
    Close,
    /// Staff open it again.
    Reopen,
    /// The person is erased.
    Erase,
}

impl CustomerState {
    /// Every state.
    pub const ALL: [Self; 3] = [Self::Active, Self::Closed, Self::Erased];

    /// The word in the table.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Closed => "closed",
            Self::Erased => "erased",
        }
    }

    /// From the word in the table; the table's CHECK allows no other.
    #[must_use]
    pub fn from_column(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == text)
    }

    /// What becomes of an account when `event` happens; `None` when it cannot happen.
    #[must_use]
    pub fn apply(self, event: CustomerEvent) -> Option<Self> {
        match (self, event) {
            (Self::Active, CustomerEvent::Close) => Some(Self::Closed),
            (Self::Closed, CustomerEvent::Reopen) => Some(Self::Active),
            (Self::Active | Self::Closed, CustomerEvent::Erase) => Some(Self::Erased),
            (Self::Active, CustomerEvent::Reopen)
            | (Self::Closed, CustomerEvent::Close)
            | (Self::Erased, _) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_account_is_shut_and_opened_and_erased_for_good() {
        use CustomerEvent::{Close, Erase, Reopen};
        let walk = |state: CustomerState| [Close, Reopen, Erase].map(|event| state.apply(event));
        let (active, closed, erased) = (
            Some(CustomerState::Active),
            Some(CustomerState::Closed),
            Some(CustomerState::Erased),
        );
        assert_eq!(walk(CustomerState::Active), [closed, None, erased]);
        assert_eq!(walk(CustomerState::Closed), [None, active, erased]);
        assert_eq!(walk(CustomerState::Erased), [None, None, None]);
        for state in CustomerState::ALL {
            assert_eq!(CustomerState::from_column(state.as_str()), Some(state));
        }
    }
}
