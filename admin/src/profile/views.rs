use platform::i18n::Message;
use platform::render::{Field, Form, FormState, View};
use serde::Serialize;

use super::mails::MailChoice;
use crate::list::Status;
use crate::object::Collision;
use crate::when::When;

/// Name, language and look.
pub(crate) struct ProfileForm;

impl Form for ProfileForm {
    const FIELDS: &'static [Field] = &[
        Field::plain("name", "profile-name"),
        Field::plain("locale", "profile-locale"),
        Field::plain("theme", "profile-theme"),
        Field::plain("density", "profile-density"),
        Field::plain("single_keys", "profile-single-keys"),
        Field::plain("row_version", "profile-name"),
    ];
}

/// The old password and a new one.
pub(crate) struct PasswordForm;

impl Form for PasswordForm {
    const FIELDS: &'static [Field] = &[
        Field::secret("current", "profile-current-password"),
        Field::secret("password", "profile-new-password"),
    ];
}

/// The password, before new recovery codes.
pub(crate) struct CodesForm;

impl Form for CodesForm {
    const FIELDS: &'static [Field] = &[Field::secret("codes_password", "profile-current-password")];
}

/// The password and a name, before a new passkey.
pub(crate) struct PasskeyForm;

impl Form for PasskeyForm {
    const FIELDS: &'static [Field] = &[
        Field::plain("label", "profile-passkey-label"),
        Field::secret("password", "profile-current-password"),
    ];
}

#[derive(Serialize)]
pub(crate) struct PasskeyRow {
    pub(crate) id: String,
    pub(crate) label: String,
    pub(crate) added: When,
    pub(crate) used: Option<When>,
}

/// Adding a passkey.
#[derive(Serialize)]
pub(crate) struct PasskeyNewPage {
    /// Where it can be done: scheme, host and port.
    pub(crate) origin: String,
    /// Whether the password must be given.
    pub(crate) needs_password: bool,
    /// Where a passkey confirms it instead; empty where none does.
    pub(crate) passkey_origin: String,
    pub(crate) form: FormState<PasskeyForm>,
}

impl View for PasskeyNewPage {
    const TEMPLATE: &'static str = "admin/passkey-new.html";
    fn samples() -> Vec<Self> {
        let mut refused = FormState::blank();
        refused.refuse("label", "profile-passkey-label-wrong");
        refused.refuse("password", "profile-password-wrong");
        let whole = [
            "many",
            "late",
            "known",
            "unverified",
            "not-kept",
            "not-made",
        ]
        .map(|why| {
            let mut form = FormState::blank();
            form.refuse_whole(Message::new(format!("profile-passkey-{why}")));
            form
        });
        [FormState::blank().with("label", "Chrome, Windows"), refused]
            .into_iter()
            .chain(whole)
            .enumerate()
            .map(|(at, form)| Self {
                origin: "https://admin.nordbod.example".to_owned(),
                needs_password: at < 2,
                passkey_origin: match at {
                    0 | 1 => "https://admin.nordbod.example".to_owned(),
                    _ => String::new(),
                },
                form,
            })
            .collect()
    }
}

/// One passkey, before it goes.
#[derive(Serialize)]
pub(crate) struct PasskeyPage {
    pub(crate) id: String,
    pub(crate) label: String,
    /// Whether the password must be given.
    pub(crate) needs_password: bool,
    /// Where a passkey confirms it instead; empty where none does.
    pub(crate) passkey_origin: String,
    pub(crate) form: FormState<PasskeyForm>,
}

impl View for PasskeyPage {
    const TEMPLATE: &'static str = "admin/passkey.html";
    fn samples() -> Vec<Self> {
        let page = |form, needs_password: bool| Self {
            id: "1".to_owned(),
            label: "Elins mobil".to_owned(),
            needs_password,
            passkey_origin: if needs_password {
                "https://admin.nordbod.example".to_owned()
            } else {
                String::new()
            },
            form,
        };
        let mut refused = FormState::blank();
        refused.refuse("password", "profile-password-wrong");
        vec![
            page(FormState::blank(), true),
            page(refused, true),
            page(FormState::blank(), false),
        ]
    }
}

#[derive(Serialize)]
pub(crate) struct SessionRow {
    pub(crate) id: String,
    pub(crate) is_this: bool,
    pub(crate) browser: String,
    pub(crate) address: String,
    pub(crate) began: When,
    pub(crate) seen: When,
}

#[derive(Serialize)]
pub(crate) struct ProfilePage {
    pub(crate) email: String,
    pub(crate) roles: Vec<String>,
    pub(crate) form: FormState<ProfileForm>,
    /// What was saved from elsewhere meanwhile.
    pub(crate) collisions: Vec<Collision>,
    pub(crate) password: FormState<PasswordForm>,
    pub(crate) codes: FormState<CodesForm>,
    pub(crate) codes_left: i64,
    pub(crate) codes_status: Status,
    /// Whether the password must be given before another one and before new codes.
    pub(crate) needs_password: bool,
    /// Where a passkey confirms it instead; empty where none does.
    pub(crate) passkey_origin: String,
    /// Whether the door has a domain that passkeys can be bound to.
    pub(crate) can_have_passkeys: bool,
    pub(crate) passkeys: Vec<PasskeyRow>,
    /// What one can be told of by mail; empty for whoever may act on none of it.
    pub(crate) mails: Vec<MailChoice>,
    pub(crate) sessions: Vec<SessionRow>,
    /// Text key of what was done.
    pub(crate) notice: Option<String>,
}

impl View for ProfilePage {
    const TEMPLATE: &'static str = "admin/profile.html";
    fn samples() -> Vec<Self> {
        let Some(now) = platform::clock::Timestamp::from_microsecond(1_790_000_000_000_000) else {
            return Vec::new();
        };
        let when = || When::new(crate::page::sample_locale(), now, now);
        let page = |notice: Option<&str>| {
            let mut password = FormState::blank();
            password.refuse("current", "profile-password-wrong");
            let mut form = FormState::blank()
                .with("name", "Maja")
                .with("locale", "sv")
                .with("theme", "dark");
            form.refuse_whole("form-changed-meanwhile");
            ProfilePage {
                email: "maja@nordbod.example".to_owned(),
                roles: vec!["Systemägare".to_owned()],
                form,
                collisions: Collision::of_text("profile-name", "Maja", "Maja H")
                    .into_iter()
                    .collect(),
                password,
                codes: FormState::blank(),
                codes_left: 3,
                codes_status: Status::new("warn", "profile-codes-few"),
                needs_password: notice.is_some(),
                passkey_origin: notice
                    .map(|_| "https://admin.nordbod.example".to_owned())
                    .unwrap_or_default(),
                can_have_passkeys: notice.is_some(),
                passkeys: [None, Some(when())]
                    .into_iter()
                    .filter(|_| notice.is_some())
                    .map(|used| PasskeyRow {
                        id: "1".to_owned(),
                        label: "Elins mobil".to_owned(),
                        added: when(),
                        used,
                    })
                    .collect(),
                mails: [true, false]
                    .into_iter()
                    .filter(|_| notice.is_some())
                    .map(|is_chosen| MailChoice {
                        code: "quotation-asked",
                        is_chosen,
                    })
                    .collect(),
                sessions: [true, false]
                    .map(|is_this| SessionRow {
                        id: "1".to_owned(),
                        is_this,
                        browser: "Firefox".to_owned(),
                        address: "127.0.0.1".to_owned(),
                        began: when(),
                        seen: when(),
                    })
                    .into(),
                notice: notice.map(str::to_owned),
            }
        };
        vec![page(None), page(Some("profile-saved"))]
    }
}
