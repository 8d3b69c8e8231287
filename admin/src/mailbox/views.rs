use platform::render::View;
use serde::Serialize;

use crate::list::Status;
use crate::when::When;

/// A mail to read.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Mail {
    pub(crate) subject: String,
    pub(crate) sender: String,
    pub(crate) recipient: String,
    pub(crate) reply_to: Option<String>,
    pub(crate) status: Status,
    pub(crate) created: When,
    pub(crate) sent: Option<When>,
    pub(crate) transport: Option<String>,
    pub(crate) receipt: Option<String>,
    pub(crate) error: Option<String>,
    pub(crate) locale: String,
    pub(crate) text: String,
    /// What it says is not for staff.
    pub(crate) is_withheld: bool,
    /// Where the HTML body is, for the sandboxed frame.
    pub(crate) body_href: Option<String>,
    pub(crate) order: Option<String>,
    /// `html` or `text`.
    pub(crate) show: &'static str,
    pub(crate) href: String,
}

fn samples() -> Vec<Mail> {
    let Some(now) = platform::clock::Timestamp::from_microsecond(1_790_000_000_000_000) else {
        return Vec::new();
    };
    let when = || When::new(crate::page::sample_locale(), now, now);
    let full = Mail {
        subject: "Tack för din order".to_owned(),
        sender: "Nordbod <hej@nordbod.example>".to_owned(),
        recipient: "elin@studiofuru.example".to_owned(),
        reply_to: Some("x".to_owned()),
        status: super::status("sent"),
        created: when(),
        sent: Some(when()),
        transport: Some("demo".to_owned()),
        receipt: Some("250 OK".to_owned()),
        error: Some("x".to_owned()),
        locale: "sv".to_owned(),
        text: "Hej".to_owned(),
        is_withheld: false,
        body_href: Some("/".to_owned()),
        order: Some("ORD-100042".to_owned()),
        show: "html",
        href: "/utskick/1".to_owned(),
    };
    let plain = Mail {
        reply_to: None,
        sent: None,
        transport: None,
        receipt: None,
        error: None,
        body_href: None,
        order: None,
        show: "text",
        ..full.clone()
    };
    let withheld = Mail {
        is_withheld: true,
        text: String::new(),
        ..plain.clone()
    };
    vec![full, plain, withheld]
}

/// A mail in the back office.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct MailPage {
    pub(crate) mail: Mail,
}

impl View for MailPage {
    const TEMPLATE: &'static str = "admin/mail.html";
    fn samples() -> Vec<Self> {
        samples().into_iter().map(|mail| Self { mail }).collect()
    }
}

/// A line of the demo's open mailbox.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct DemoRow {
    pub(crate) href: String,
    pub(crate) subject: String,
    pub(crate) recipient: String,
    pub(crate) when: When,
}

/// The demo's open mailbox.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct DemoBoxPage {
    pub(crate) rows: Vec<DemoRow>,
    pub(crate) older: Option<String>,
}

impl View for DemoBoxPage {
    const TEMPLATE: &'static str = "admin/demo-mailbox.html";
    fn samples() -> Vec<Self> {
        let rows = samples()
            .into_iter()
            .map(|m| DemoRow {
                href: m.href,
                subject: m.subject,
                recipient: m.recipient,
                when: m.created,
            })
            .collect();
        vec![
            Self {
                rows,
                older: Some("/".to_owned()),
            },
            Self {
                rows: Vec::new(),
                older: None,
            },
        ]
    }
}

/// A mail in the demo's open mailbox.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct DemoMailPage {
    pub(crate) mail: Mail,
}

impl View for DemoMailPage {
    const TEMPLATE: &'static str = "admin/demo-mail.html";
    fn samples() -> Vec<Self> {
        samples().into_iter().map(|mail| Self { mail }).collect()
    }
}
