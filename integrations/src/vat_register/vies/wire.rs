//! VIES' words. An error comes as `errorWrappers`, or as a `userError` beside `valid: false`: a register that is away has not said no.

use commerce::vat_check::{AskError, Found, Question};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// What is sent.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Asked<'a> {
    country_code: &'a str,
    vat_number: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    requester_member_state_code: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    requester_number: Option<&'a str>,
}

impl<'a> Asked<'a> {
    pub(super) fn of(question: &'a Question) -> Result<Self, AskError> {
        let (country_code, vat_number) = question
            .vat_number
            .split_at_checked(2)
            .ok_or_else(|| AskError::Unreadable("no country in the number".to_owned()))?;
        let requester = question.requester.split_at_checked(2);
        Ok(Self {
            country_code,
            vat_number,
            requester_member_state_code: requester.map(|(country, _)| country),
            requester_number: requester.map(|(_, number)| number),
        })
    }
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Answered {
    valid: Option<bool>,
    #[serde(default)]
    request_identifier: Option<String>,
    #[serde(default)]
    name: Option<String>,
    #[serde(default)]
    address: Option<String>,
    #[serde(default)]
    user_error: Option<String>,
    #[serde(default)]
    error_wrappers: Vec<ErrorWrapper>,
}

#[derive(Debug, Deserialize)]
struct ErrorWrapper {
    error: String,
}

/// An answer as it came.
pub(super) struct Body {
    raw: Value,
    answered: Answered,
    status: u16,
}

impl Body {
    pub(super) fn read(body: &[u8], status: u16) -> Result<Self, AskError> {
        let unreadable = |e: serde_json::Error| match status {
            200..300 => AskError::Unreadable(e.to_string()),
            _ => AskError::Unavailable(format!("status {status}")),
        };
        let raw: Value = serde_json::from_slice(body).map_err(unreadable)?;
        // The evidence is kept in a column that holds no such sign.
        if body.windows(6).any(|part| part == b"\\u0000") {
            return Err(AskError::Unreadable("a sign that no text holds".to_owned()));
        }
        let answered = Answered::deserialize(&raw).map_err(unreadable)?;
        Ok(Self {
            raw,
            answered,
            status,
        })
    }

    pub(super) fn found(self) -> Result<Found, AskError> {
        let answered = self.answered;
        let said = answered
            .error_wrappers
            .first()
            .map(|wrapper| wrapper.error.as_str())
            .or(answered.user_error.as_deref())
            .unwrap_or_default();
        let is_valid = match (said, answered.valid) {
            // A number that cannot be one.
            ("INVALID_INPUT", _) => false,
            ("" | "VALID" | "INVALID", Some(valid)) if (200..300).contains(&self.status) => valid,
            ("", _) => return Err(AskError::Unavailable(format!("status {}", self.status))),
            (said, _) => return Err(AskError::Unavailable(said.chars().take(80).collect())),
        };
        Ok(Found {
            is_valid,
            name: told(answered.name),
            address: told(answered.address),
            consultation_number: answered.request_identifier.filter(|text| !text.is_empty()),
            raw: self.raw,
        })
    }
}

/// Countries that tell nothing of whom a number belongs to write dashes.
fn told(text: Option<String>) -> String {
    let text = text.unwrap_or_default();
    let text = text.trim();
    if text.chars().all(|c| c == '-') {
        String::new()
    } else {
        text.to_owned()
    }
}
