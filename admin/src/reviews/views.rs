use commerce::review::Breach;
use platform::clock::Timestamp;
use platform::i18n::Message;
use platform::render::{Field, Form, FormState, View};
use serde::Serialize;

use crate::list::Status;
use crate::object::Event;
use crate::when::When;

/// Everything that can be typed about a review.
#[derive(Debug)]
pub(crate) struct ModerateForm;

impl Form for ModerateForm {
    const FIELDS: &'static [Field] = &[
        Field::plain("reason", "review-refuse-reason"),
        Field::plain("words", "review-refuse-words"),
        Field::plain("reply", "review-reply"),
    ];
}

/// A report.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct ReportRow {
    /// Text key.
    pub(crate) reason: String,
    pub(crate) words: String,
    pub(crate) made: When,
}

/// A review.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct ReviewPage {
    /// Its trail, for whoever may read it.
    pub(crate) audit_href: Option<String>,
    pub(crate) id: String,
    pub(crate) status: Status,
    pub(crate) stars: i16,
    pub(crate) heading: String,
    pub(crate) body: String,
    pub(crate) lang: String,
    pub(crate) name: String,
    pub(crate) email: String,
    pub(crate) written: When,
    /// Text keys of what to look at twice.
    pub(crate) flags: Vec<String>,
    pub(crate) refusal: Option<&'static str>,
    pub(crate) refusal_words: String,
    pub(crate) reply: String,
    pub(crate) replied: Option<When>,
    /// Reports since staff last looked.
    pub(crate) reports_open: i32,
    pub(crate) reports: Vec<ReportRow>,
    pub(crate) product: String,
    pub(crate) product_href: Option<String>,
    pub(crate) order: String,
    pub(crate) order_href: Option<String>,
    pub(crate) customer_href: Option<String>,
    pub(crate) reasons: Vec<&'static str>,
    pub(crate) row_version: i32,
    pub(crate) can_publish: bool,
    /// It is published, and has been reported: publishing it leaves it where it is.
    pub(crate) is_published: bool,
    pub(crate) can_refuse: bool,
    pub(crate) can_reply: bool,
    pub(crate) form: FormState<ModerateForm>,
    /// Which of the forms was refused.
    pub(crate) refused: &'static str,
    /// What has just been done: `published`, `refused` or `answered`.
    pub(crate) told: Option<&'static str>,
    pub(crate) events: Vec<Event>,
}

impl View for ReviewPage {
    const TEMPLATE: &'static str = "admin/review.html";
    fn samples() -> Vec<Self> {
        let Some(now) = Timestamp::from_microsecond(1_790_000_000_000_000) else {
            return Vec::new();
        };
        let when = || When::new(crate::page::sample_locale(), now, now);
        let mut event = Event::new(now, "edit", "", Message::new("review-deed-written"));
        event.day = Some("day-today".into());
        let pending = Self {
            audit_href: Some("/granskning?objekt=review.1".to_owned()),
            id: "0190".to_owned(),
            status: Status::new("warn", "review-state-pending"),
            stars: 2,
            heading: "Sprack <vid> disken".to_owned(),
            body: "Första disken.\n\nRing 070-174 06 12.".to_owned(),
            lang: "sv".to_owned(),
            name: "Elin S.".to_owned(),
            email: "elin@exempel.se".to_owned(),
            written: when(),
            flags: ["link", "email", "digits"]
                .map(|flag| format!("review-flag-{flag}"))
                .into(),
            refusal: None,
            refusal_words: String::new(),
            reply: String::new(),
            replied: None,
            reports_open: 0,
            reports: Vec::new(),
            product: "Mugg Strand".to_owned(),
            product_href: Some("/produkter/0190".to_owned()),
            order: "ORD-100001".to_owned(),
            order_href: Some("/ordrar/ORD-100001".to_owned()),
            customer_href: Some("/kunder/0190".to_owned()),
            reasons: Breach::ALL.map(Breach::as_str).into(),
            row_version: 1,
            can_publish: true,
            is_published: false,
            can_refuse: true,
            can_reply: true,
            form: FormState::blank(),
            refused: "",
            told: None,
            events: vec![event],
        };
        let reported = Self {
            status: Status::new("ok", "review-state-published"),
            is_published: true,
            reports_open: 2,
            reports: Breach::ALL
                .map(|breach| ReportRow {
                    reason: format!("review-breach-{}", breach.as_str()),
                    words: "Det <är> reklam.".to_owned(),
                    made: when(),
                })
                .into(),
            reply: "Tråkigt att höra.\nVi byter den.".to_owned(),
            replied: Some(when()),
            flags: Vec::new(),
            told: Some("published"),
            order_href: None,
            product_href: None,
            customer_href: None,
            ..pending.clone()
        };
        let refused = Self {
            status: Status::new("idle", "review-state-refused"),
            refusal: Some("other"),
            refusal_words: "Skriv <gärna> om varan.".to_owned(),
            can_refuse: false,
            told: Some("refused"),
            ..pending.clone()
        };
        let answered = Self {
            can_publish: false,
            can_refuse: false,
            can_reply: false,
            told: Some("answered"),
            events: Vec::new(),
            ..reported.clone()
        };
        let wrong = |which, field: &str| {
            let mut page = Self {
                refused: which,
                ..pending.clone()
            };
            page.form.refuse(field, "form-missing");
            page
        };
        vec![
            wrong("refuse", "reason"),
            wrong("refuse", "words"),
            wrong("reply", "reply"),
            reported,
            refused,
            answered,
            pending,
        ]
    }
}

/// Whether and when buyers are asked.
#[derive(Debug)]
pub(crate) struct SettingsForm;

impl Form for SettingsForm {
    const FIELDS: &'static [Field] = &[
        Field::plain("asking", "review-asking"),
        Field::plain("days", "review-ask-after"),
        Field::plain("row_version", "review-ask-after"),
    ];
}

/// Whether and when buyers are asked.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct ReviewSettingsPage {
    pub(crate) form: FormState<SettingsForm>,
    pub(crate) is_saved: bool,
}

impl View for ReviewSettingsPage {
    const TEMPLATE: &'static str = "admin/review-settings.html";
    fn samples() -> Vec<Self> {
        let form = FormState::blank().with("asking", "1").with("days", "14");
        let mut refused = form.clone().with("days", "x").with("asking", "");
        refused.refuse("days", "form-missing");
        vec![
            Self {
                form: refused,
                is_saved: false,
            },
            Self {
                form,
                is_saved: true,
            },
        ]
    }
}
