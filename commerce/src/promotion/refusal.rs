//! Why a rule gives nothing: said to the shopper of a code, and in the trace of every order.

use platform::clock::Timestamp;

use crate::ids::PromotionId;

/// Why a rule gave nothing, on the whole or on one line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// It is a draft, or has been stopped.
    NotActive,
    /// It begins later.
    NotYet {
        /// When.
        from: Timestamp,
    },
    /// It is over.
    Over,
    /// As many have used it as may.
    UsedUp,
    /// This buyer has used it as often as one may.
    UsedByBuyer,
    /// None of its codes was given.
    NeedsCode,
    /// The code is somebody else's.
    NotYours,
    /// Not for customers of this tier.
    OtherTier,
    /// Not for whom the shopper buys for.
    OtherCompany,
    /// It asks who the customer is, and nobody is logged in.
    NeedsLogIn,
    /// The customer has bought before.
    NotFirst,
    /// Its sums are in another currency.
    OtherCurrency,
    /// Nothing that it covers is there.
    NoGoods,
    /// The goods that it covers cost too little.
    BelowSum {
        /// How much is missing, in minor units.
        missing_minor: i64,
    },
    /// There are too few of the goods that it covers.
    BelowQuantity {
        /// How many are missing.
        missing: i64,
    },
    /// The gift is not among the goods. The shopper may put it there.
    GiftNotChosen,
    /// It would take nothing off: the goods cost less than its price already, or nothing.
    NothingOff,
    /// The margin would fall below what it must be.
    Margin,
    /// Another rule takes off more.
    Better {
        /// Which, where it is one.
        by: Option<PromotionId>,
    },
    /// A rule that goes together with no other takes off more.
    Alone {
        /// Which.
        by: PromotionId,
    },
}

impl Refusal {
    /// Stable name, in the database and in texts.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::NotActive => "not-active",
            Self::NotYet { .. } => "not-yet",
            Self::Over => "over",
            Self::UsedUp => "used-up",
            Self::UsedByBuyer => "used-by-buyer",
            Self::NeedsCode => "needs-code",
            Self::NotYours => "not-yours",
            Self::OtherTier => "other-tier",
            Self::OtherCompany => "other-company",
            Self::NeedsLogIn => "needs-log-in",
            Self::NotFirst => "not-first",
            Self::OtherCurrency => "other-currency",
            Self::NoGoods => "no-goods",
            Self::BelowSum { .. } => "below-sum",
            Self::BelowQuantity { .. } => "below-quantity",
            Self::GiftNotChosen => "gift-not-chosen",
            Self::NothingOff => "nothing-off",
            Self::Margin => "margin",
            Self::Better { .. } => "better",
            Self::Alone { .. } => "alone",
        }
    }

    /// The number that goes with it: what is missing.
    #[must_use]
    pub fn missing(self) -> Option<i64> {
        match self {
            Self::BelowSum { missing_minor } => Some(missing_minor),
            Self::BelowQuantity { missing } => Some(missing),
            _ => None,
        }
    }

    /// The rule that stood in the way.
    #[must_use]
    pub fn other(self) -> Option<PromotionId> {
        match self {
            Self::Better { by } => by,
            Self::Alone { by } => Some(by),
            _ => None,
        }
    }

    /// Whether it goes by itself when the shopper changes the cart: a code is kept then, and told of.
    #[must_use]
    pub fn may_pass(self) -> bool {
        matches!(
            self,
            Self::NoGoods
                | Self::BelowSum { .. }
                | Self::BelowQuantity { .. }
                | Self::GiftNotChosen
                | Self::NothingOff
                | Self::Margin
                | Self::Better { .. }
                | Self::Alone { .. }
                | Self::NeedsLogIn
        )
    }
}
