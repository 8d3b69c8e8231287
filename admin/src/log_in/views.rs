use platform::auth::qr::Qr;
use platform::i18n::Message;
use platform::render::{Field, Form, FormState, View};
use serde::Serialize;

/// E-mail and password.
pub(crate) struct PasswordForm;

impl Form for PasswordForm {
    const FIELDS: &'static [Field] = &[
        Field::plain("email", "log-in-email"),
        Field::secret("password", "log-in-password"),
        Field::plain("vidare", "log-in-password"),
    ];
}

/// Six digits.
pub(crate) struct CodeForm;

impl Form for CodeForm {
    const FIELDS: &'static [Field] = &[
        Field::secret("code", "log-in-code"),
        Field::plain("vidare", "log-in-code"),
    ];
}

/// What newcomers need in the demo, and only there.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct DemoHint {
    pub(crate) email: &'static str,
    pub(crate) password: &'static str,
    pub(crate) code: String,
}

/// What an app reads.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Enrolment {
    pub(crate) qr: Option<Qr>,
    pub(crate) secret: String,
    pub(crate) address: String,
}

/// One step of the way in.
#[derive(Serialize)]
pub(crate) struct GatePage {
    /// `password`, `code`, `recovery` or `enrol`.
    pub(crate) step: &'static str,
    pub(crate) password: FormState<PasswordForm>,
    pub(crate) code: FormState<CodeForm>,
    pub(crate) enrolment: Option<Enrolment>,
    pub(crate) demo: Option<DemoHint>,
    /// Where the person's passkeys can be used; none: they have none.
    pub(crate) passkey_origin: Option<String>,
    pub(crate) next: String,
    pub(crate) notice: Option<Message>,
    /// What was sent after the session had ended was not kept.
    pub(crate) is_lost: bool,
}

impl GatePage {
    pub(crate) fn at(step: &'static str, next: &str) -> Self {
        Self {
            step,
            password: FormState::blank(),
            code: FormState::blank(),
            enrolment: None,
            demo: None,
            passkey_origin: None,
            next: next.to_owned(),
            notice: None,
            is_lost: false,
        }
    }
}

impl View for GatePage {
    const TEMPLATE: &'static str = "admin/log-in.html";
    fn samples() -> Vec<Self> {
        let mut wrong = Self::at("password", "/ordrar");
        wrong.password.refuse("password", "log-in-wrong");
        wrong
            .password
            .refuse_whole(Message::new("log-in-wait").with("time", "8 s"));
        wrong.demo = Some(DemoHint {
            email: "a@b.example",
            password: "x",
            code: "123456".to_owned(),
        });
        wrong.notice = Some("log-in-logged-out".into());
        wrong.is_lost = true;
        let mut code = Self::at("code", "/");
        code.code.refuse("code", "log-in-code-wrong");
        code.demo.clone_from(&wrong.demo);
        let mut passkey = Self::at("code", "/ordrar");
        passkey.passkey_origin = Some("https://admin.nordbod.example".to_owned());
        passkey.code.refuse_whole("log-in-passkey-wrong");
        let mut enrol = Self::at("enrol", "/");
        enrol.enrolment = Some(Enrolment {
            qr: Qr::of("otpauth://totp/x"),
            secret: "ABCD".to_owned(),
            address: "otpauth://totp/x".to_owned(),
        });
        vec![
            Self::at("password", "/"),
            wrong,
            code,
            passkey,
            Self::at("recovery", "/"),
            enrol,
        ]
    }
}

/// Recovery codes, shown once.
#[derive(Serialize)]
pub(crate) struct CodesPage {
    pub(crate) codes: Vec<String>,
    /// First time, or new ones in the profile.
    pub(crate) is_first: bool,
    pub(crate) next: String,
}

impl View for CodesPage {
    const TEMPLATE: &'static str = "admin/recovery-codes.html";
    fn samples() -> Vec<Self> {
        [true, false]
            .map(|is_first| Self {
                codes: vec!["ABCD-EFGH-JKLM".to_owned(); 10],
                is_first,
                next: "/".to_owned(),
            })
            .into()
    }
}

/// A new colleague chooses a password.
pub(crate) struct NewPasswordForm;

impl Form for NewPasswordForm {
    const FIELDS: &'static [Field] = &[
        Field::secret("password", "profile-new-password"),
        Field::secret("again", "profile-new-password-again"),
    ];
}

/// The page of an invitation's link.
#[derive(Serialize)]
pub(crate) struct InvitationPage {
    pub(crate) name: String,
    pub(crate) email: String,
    pub(crate) token: String,
    pub(crate) form: FormState<NewPasswordForm>,
}

impl View for InvitationPage {
    const TEMPLATE: &'static str = "admin/invitation.html";
    fn samples() -> Vec<Self> {
        let mut form = FormState::blank();
        form.refuse("password", "password-too-short");
        vec![Self {
            name: "Sara Lind".to_owned(),
            email: "sara@nordbod.example".to_owned(),
            token: "x".to_owned(),
            form,
        }]
    }
}
