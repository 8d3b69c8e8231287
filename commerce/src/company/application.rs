//! A company's **application** for a tier: what it rests on, and what became of it.

use platform::clock::Timestamp;

use crate::ids::{CompanyId, CustomerId, TierApplicationId};

/// How far an application has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ApplicationState {
    /// Staff have not looked at it.
    Waiting,
    /// The company exists, and the applicant acts for it.
    Approved,
    /// Refused, with a reason.
    Refused,
    /// The applicant has taken it back.
    Withdrawn,
}

/// What can happen to an application.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ApplicationEvent {
    /// Staff approve.
    Approve,
    /// Staff refuse.
    Refuse,
    /// The applicant takes it back.
    Withdraw,
}

impl ApplicationState {
    /// Every state.
    pub const ALL: [Self; 4] = [
        Self::Waiting,
        Self::Approved,
        Self::Refused,
        Self::Withdrawn,
    ];

    /// The word in the table.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Approved => "approved",
            Self::Refused => "refused",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// From the word in the table.
    #[must_use]
    pub fn from_column(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == text)
    }

    /// What becomes of an application in this state when `event` happens; `None` when it cannot happen: what is decided stays.
    #[must_use]
    pub fn apply(self, event: ApplicationEvent) -> Option<Self> {
        match (self, event) {
            (Self::Waiting, ApplicationEvent::Approve) => Some(Self::Approved),
            (Self::Waiting, ApplicationEvent::Refuse) => Some(Self::Refused),
            (Self::Waiting, ApplicationEvent::Withdraw) => Some(Self::Withdrawn),
            (Self::Approved | Self::Refused | Self::Withdrawn, _) => None,
        }
    }
}

/// An application as applicant and staff see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Application {
    /// Which.
    pub id: TierApplicationId,
    /// Who applies.
    pub customer_id: CustomerId,
    /// For which tier.
    pub tier_code: String,
    /// Which tier staff gave; none while nothing is decided, and where somebody was let into a company that was there.
    pub given_tier: Option<String>,
    /// Registered name.
    pub company_name: String,
    /// ISO 3166-1 alpha-2.
    pub country: String,
    /// See [`super::number::parse_org_number`].
    pub org_number: String,
    /// With its country's letters.
    pub vat_number: Option<String>,
    /// Where invoices would go.
    pub invoice_email: String,
    /// The applicant's words.
    pub note: String,
    /// How far it has come.
    pub state: ApplicationState,
    /// Why it was refused, as told to the applicant.
    pub reason: String,
    /// When it was decided, or taken back.
    pub decided_at: Option<Timestamp>,
    /// What it became.
    pub company_id: Option<CompanyId>,
    /// `sv` or `en`: what the answer is written in.
    pub locale: String,
    /// When it came.
    pub created_at: Timestamp,
    /// Against deciding on something else than what was read.
    pub row_version: i32,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pair_of_state_and_event_is_decided() {
        use ApplicationEvent as E;
        use ApplicationState as S;
        for state in S::ALL {
            for (event, next) in [
                (E::Approve, S::Approved),
                (E::Refuse, S::Refused),
                (E::Withdraw, S::Withdrawn),
            ] {
                let expected = (state == S::Waiting).then_some(next);
                assert_eq!(state.apply(event), expected, "{state:?} {event:?}");
            }
            assert_eq!(S::from_column(state.as_str()), Some(state));
        }
    }
}
