//! Views of the customer's own passkeys.

use commerce::customer::passkey::CustomerPasskey;
use commerce::ids::CustomerId;
use data_encoding::BASE64URL_NOPAD;
use platform::auth::passkeys::Place;
use platform::clock::Timestamp;
use platform::render::{FormState, View};
use serde::Serialize;
use serde_json::json;

use super::forms::{PasskeyForm, ProofForm};
use super::views::Aside;
use crate::frame::Head;

/// A passkey in the list.
#[derive(Clone, Debug, Serialize)]
pub struct PasskeyRowView {
    /// Which.
    pub id: String,
    /// What its owner calls it.
    pub label: String,
    /// When it was added.
    pub created_at: Timestamp,
    /// When it last logged in.
    pub last_used_at: Option<Timestamp>,
}

impl From<&CustomerPasskey> for PasskeyRowView {
    fn from(passkey: &CustomerPasskey) -> Self {
        Self {
            id: passkey.id.to_string(),
            label: passkey.label.clone(),
            created_at: passkey.created_at,
            last_used_at: passkey.last_used_at,
        }
    }
}

/// The list of the customer's passkeys.
#[derive(Clone, Debug, Serialize)]
pub struct PasskeysView {
    /// Whether the shop has a domain that they can be bound to.
    pub are_possible: bool,
    /// The oldest first.
    pub rows: Vec<PasskeyRowView>,
    /// For the browser: which are still good, so that it forgets the others. Empty unless one was just removed.
    pub signal: String,
}

impl PasskeysView {
    /// Of what the customer has.
    #[must_use]
    pub fn of(place: Option<&Place>, passkeys: &[CustomerPasskey]) -> Self {
        Self {
            are_possible: place.is_some(),
            rows: passkeys.iter().map(PasskeyRowView::from).collect(),
            signal: String::new(),
        }
    }

    /// The same, and the browser is told which are still good.
    #[must_use]
    pub fn telling(
        mut self,
        place: Option<&Place>,
        customer: CustomerId,
        passkeys: &[CustomerPasskey],
    ) -> Self {
        if let Some(place) = place {
            let good = passkeys.iter();
            let good: Vec<String> = good
                .map(|passkey| BASE64URL_NOPAD.encode(&passkey.credential_id))
                .collect();
            let user = BASE64URL_NOPAD.encode(customer.0.as_bytes());
            self.signal =
                json!({ "rpId": place.domain, "userId": user, "allAcceptedCredentialIds": good })
                    .to_string();
        }
        self
    }

    pub(super) fn samples() -> Vec<Self> {
        let at: Timestamp = jiff::Timestamp::UNIX_EPOCH.into();
        let row = |label: &str, last_used_at| PasskeyRowView {
            id: "a".into(),
            label: label.into(),
            created_at: at,
            last_used_at,
        };
        let some = Self {
            are_possible: true,
            rows: vec![row("Chrome, Windows", None), row("Elins mobil", Some(at))],
            signal: "{}".into(),
        };
        let none = Self {
            are_possible: false,
            rows: Vec::new(),
            signal: String::new(),
        };
        let first = Self {
            are_possible: true,
            ..none.clone()
        };
        vec![none, first, some]
    }
}

/// Adding a passkey.
#[derive(Clone, Debug, Serialize)]
pub struct PasskeyNewView {
    /// For browsers.
    pub head: Head,
    /// The side.
    pub aside: Aside,
    /// Where it can be done: scheme, host and port.
    pub origin: String,
    /// Whether the present password must be given.
    pub needs_current: bool,
    /// Where a passkey proves it instead: scheme, host and port. Empty where none can, or nothing must be proved.
    pub passkey_origin: String,
    /// What was typed.
    pub form: FormState<PasskeyForm>,
}

impl View for PasskeyNewView {
    const TEMPLATE: &'static str = "shop/account-passkey-new.html";

    fn samples() -> Vec<Self> {
        let usual = Self {
            head: Head::sample("Ny passkey"),
            aside: Aside { current: "log_ins" },
            origin: "https://nordbod.se".into(),
            needs_current: true,
            passkey_origin: "https://nordbod.se".into(),
            form: FormState::blank().with("label", "Chrome, Windows"),
        };
        let mut form = FormState::blank();
        form.refuse("label", "error-passkey-label");
        form.refuse("current", "error-password-wrong");
        let refused = Self {
            form,
            ..usual.clone()
        };
        let mut views = vec![usual.clone(), refused];
        views.extend(
            [
                "error-not-fresh",
                "error-passkey-late",
                "error-passkey-known",
                "error-passkey-unverified",
                "error-passkey-not-kept",
                "error-passkey-not-made",
            ]
            .map(|key| {
                let mut form = FormState::blank();
                form.refuse_whole(key);
                Self {
                    needs_current: false,
                    passkey_origin: String::new(),
                    form,
                    ..usual.clone()
                }
            }),
        );
        views
    }
}

/// One passkey: its name, and an end to it.
#[derive(Clone, Debug, Serialize)]
pub struct PasskeyView {
    /// For browsers.
    pub head: Head,
    /// The side.
    pub aside: Aside,
    /// Which.
    pub id: String,
    /// What its owner calls it.
    pub label: String,
    /// When it was added.
    pub created_at: Timestamp,
    /// When it last logged in.
    pub last_used_at: Option<Timestamp>,
    /// Whether the present password must be given to remove it.
    pub needs_current: bool,
    /// Where a passkey proves it instead: scheme, host and port. Empty where none can, or nothing must be proved.
    pub passkey_origin: String,
    /// Whether there is a password to log in with afterwards.
    pub has_password: bool,
    /// The form for another name.
    pub form: FormState<PasskeyForm>,
    /// The form that removes it.
    pub removal: FormState<ProofForm>,
}

impl View for PasskeyView {
    const TEMPLATE: &'static str = "shop/account-passkey.html";

    fn samples() -> Vec<Self> {
        let at: Timestamp = jiff::Timestamp::UNIX_EPOCH.into();
        let usual = Self {
            head: Head::sample("Elins mobil"),
            aside: Aside { current: "log_ins" },
            id: "a".into(),
            label: "Elins mobil".into(),
            created_at: at,
            last_used_at: Some(at),
            needs_current: true,
            passkey_origin: "https://nordbod.se".into(),
            has_password: true,
            form: FormState::blank().with("label", "Elins mobil"),
            removal: FormState::blank(),
        };
        let mut form = FormState::blank();
        form.refuse("label", "error-passkey-label");
        let mut removal = FormState::blank();
        removal.refuse("current", "error-password-wrong");
        let refused = Self {
            last_used_at: None,
            form,
            removal,
            ..usual.clone()
        };
        let mut removal = FormState::blank();
        removal.refuse_whole("error-not-fresh");
        let stale = Self {
            needs_current: false,
            has_password: false,
            removal,
            ..usual.clone()
        };
        vec![usual, refused, stale]
    }
}
