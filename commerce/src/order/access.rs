//! What somebody who sees an order may do about it.

/// Seeing is one thing and acting another: colleagues who only see an order read it, its papers and its cases, and nothing more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// See it.
    Read,
    /// And pay, withdraw, complain, send back, answer in its cases and review its goods: whoever ordered, and those who approve for the company.
    Act,
}

impl Access {
    /// What the unguessable link to an order's pages is derived for ([`platform::secret::SecretKey::link_key`] of the order's id): a link for reading opens
    /// nothing that is done.
    #[must_use]
    pub fn purpose(self) -> &'static str {
        match self {
            Self::Read => "order-reading",
            Self::Act => super::ORDER_PAGE,
        }
    }

    /// Whether things may be done.
    #[must_use]
    pub fn may_act(self) -> bool {
        self == Self::Act
    }
}
