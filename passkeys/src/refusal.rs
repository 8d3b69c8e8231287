//! Why an answer is not taken.

use webauthn_rs::prelude::WebauthnError;

/// Why an answer of a browser is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// It is nothing that a browser sends.
    #[error("the answer cannot be read")]
    Unreadable,
    /// It answers another question.
    #[error("the answer is to another question")]
    Challenge,
    /// It was given to another site.
    #[error("the answer was given to another site")]
    Origin,
    /// The device did not make sure who held it.
    #[error("the person was not verified")]
    Unverified,
    /// The device keeps nothing, so that it could not be found without a name.
    #[error("the passkey is not discoverable")]
    NotDiscoverable,
    /// It has been used less often than is known of it: there may be two of it.
    #[error("the passkey's counter went back")]
    Counter,
    /// The signature or anything else is wrong.
    #[error("the answer is wrong")]
    Wrong,
}

impl Refusal {
    /// The word in the trail.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Unreadable => "unreadable",
            Self::Challenge => "challenge",
            Self::Origin => "origin",
            Self::Unverified => "unverified",
            Self::NotDiscoverable => "not_discoverable",
            Self::Counter => "counter",
            Self::Wrong => "wrong",
        }
    }
}

impl From<WebauthnError> for Refusal {
    fn from(error: WebauthnError) -> Self {
        match error {
            WebauthnError::MismatchedChallenge => Self::Challenge,
            WebauthnError::InvalidRPOrigin
            | WebauthnError::InvalidRPIDHash
            | WebauthnError::CredentialCrossOrigin => Self::Origin,
            WebauthnError::UserNotPresent | WebauthnError::UserNotVerified => Self::Unverified,
            WebauthnError::CredentialPossibleCompromise => Self::Counter,
            WebauthnError::ParseBase64Failure(_)
            | WebauthnError::ParseCBORFailure(_)
            | WebauthnError::ParseJSONFailure(_)
            | WebauthnError::ParseNOMFailure
            | WebauthnError::ParseInsufficientBytesAvailable => Self::Unreadable,
            _ => Self::Wrong,
        }
    }
}
