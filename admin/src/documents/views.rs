use platform::clock::Timestamp;
use platform::render::{Field, Form, FormState, View};
use serde::Serialize;

use crate::list::Status;
use crate::when::When;

/// How it stands with a text in a language.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct HeldRow {
    /// `sv` or `en`.
    pub(crate) locale: &'static str,
    /// The version that holds.
    pub(crate) version: Option<i32>,
    /// Since when.
    pub(crate) since: Option<When>,
    /// The version that is to come, and from when.
    pub(crate) to_come: Option<(i32, When)>,
    /// A version holds that has no text in this language.
    pub(crate) is_missing: bool,
}

/// A kind of text.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct KindRow {
    /// As the address names it.
    pub(crate) kind: &'static str,
    pub(crate) held: Vec<HeldRow>,
}

/// All kinds of text.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct DocumentsPage {
    pub(crate) kinds: Vec<KindRow>,
    pub(crate) can_manage: bool,
}

fn now() -> Option<Timestamp> {
    Timestamp::from_microsecond(1_790_000_000_000_000)
}

fn when() -> Option<When> {
    now().map(|now| When::new(crate::page::sample_locale(), now, now))
}

impl View for DocumentsPage {
    const TEMPLATE: &'static str = "admin/documents.html";
    fn samples() -> Vec<Self> {
        let held = |locale| HeldRow {
            locale,
            version: Some(2),
            since: when(),
            to_come: when().map(|when| (3, when)),
            is_missing: false,
        };
        let missing = HeldRow {
            is_missing: true,
            to_come: None,
            ..held("en")
        };
        let none = HeldRow {
            version: None,
            since: None,
            is_missing: false,
            ..missing.clone()
        };
        let kinds = commerce::legal::KINDS.map(|kind| KindRow {
            kind,
            held: match kind {
                "terms" => vec![held("sv"), missing.clone()],
                "reviews" => vec![
                    HeldRow {
                        locale: "sv",
                        ..none.clone()
                    },
                    none.clone(),
                ],
                _ => vec![held("sv"), held("en")],
            },
        });
        [true, false]
            .map(|can_manage| Self {
                kinds: kinds.clone().into(),
                can_manage,
            })
            .into()
    }
}

/// A version.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct VersionRow {
    pub(crate) version: i32,
    /// The Swedish heading.
    pub(crate) title: String,
    pub(crate) status: Status,
    pub(crate) from: When,
    pub(crate) by: String,
    pub(crate) has_english: bool,
}

/// All versions of a text.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct DocumentKindPage {
    pub(crate) kind: &'static str,
    pub(crate) versions: Vec<VersionRow>,
    pub(crate) can_manage: bool,
    /// What has just been done: `published` or `called-off`.
    pub(crate) told: Option<&'static str>,
}

impl View for DocumentKindPage {
    const TEMPLATE: &'static str = "admin/document-kind.html";
    fn samples() -> Vec<Self> {
        let Some(from) = when() else {
            return Vec::new();
        };
        let row = |version, kind, label: &str, has_english| VersionRow {
            version,
            title: "Köpvillkor <2026>".to_owned(),
            status: Status::new(kind, label),
            from: from.clone(),
            by: "Maja Hedlund".to_owned(),
            has_english,
        };
        let full = Self {
            kind: "terms",
            versions: vec![
                row(3, "info", "document-to-come", true),
                row(2, "ok", "document-holds", true),
                row(1, "idle", "document-held", false),
            ],
            can_manage: true,
            told: Some("published"),
        };
        let empty = Self {
            kind: "reviews",
            versions: Vec::new(),
            can_manage: false,
            told: Some("called-off"),
        };
        let quiet = Self {
            told: None,
            ..full.clone()
        };
        vec![full, empty, quiet]
    }
}

/// A line of a comparison.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct DiffRow {
    /// `same`, `gone` or `new`.
    pub(crate) kind: &'static str,
    pub(crate) text: String,
}

/// A text of a version.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct TextView {
    /// `sv` or `en`.
    pub(crate) locale: String,
    pub(crate) title: String,
    /// The text as HTML, made from Markdown by this program: safe.
    pub(crate) html: String,
    /// The version that it is compared with.
    pub(crate) before: Option<i32>,
    /// What differs; empty where nothing does, or there is nothing to compare with.
    pub(crate) changes: Vec<DiffRow>,
}

impl TextView {
    fn sample() -> Self {
        let row = |kind, text: &str| DiffRow {
            kind,
            text: text.to_owned(),
        };
        Self {
            locale: "sv".to_owned(),
            title: "Köpvillkor <2026>".to_owned(),
            html: "<h3>Priser</h3><p>Inklusive moms.</p>".to_owned(),
            before: Some(1),
            changes: vec![
                row("same", "## Priser"),
                row("gone", "Exklusive <moms>."),
                row("new", "Inklusive <moms>."),
            ],
        }
    }
}

/// A version with its texts.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct DocumentPage {
    pub(crate) kind: &'static str,
    pub(crate) version: i32,
    pub(crate) status: Status,
    pub(crate) from: When,
    pub(crate) by: String,
    pub(crate) texts: Vec<TextView>,
    pub(crate) can_call_off: bool,
    /// It holds by now, and could not be called off.
    pub(crate) is_too_late: bool,
}

impl View for DocumentPage {
    const TEMPLATE: &'static str = "admin/document.html";
    fn samples() -> Vec<Self> {
        let Some(from) = when() else {
            return Vec::new();
        };
        let english = TextView {
            locale: "en".to_owned(),
            changes: Vec::new(),
            ..TextView::sample()
        };
        let first = TextView {
            before: None,
            ..english.clone()
        };
        let holds = Self {
            kind: "terms",
            version: 2,
            status: Status::new("ok", "document-holds"),
            from,
            by: "Maja Hedlund".to_owned(),
            texts: vec![TextView::sample(), english],
            can_call_off: false,
            is_too_late: true,
        };
        let to_come = Self {
            status: Status::new("idle", "document-to-come"),
            by: String::new(),
            texts: vec![first],
            can_call_off: true,
            is_too_late: false,
            ..holds.clone()
        };
        vec![holds, to_come]
    }
}

/// What is typed of a version. The texts themselves are kept apart: they are longer than what a form keeps.
#[derive(Debug)]
pub(crate) struct DocumentForm;

impl Form for DocumentForm {
    const FIELDS: &'static [Field] = &[
        Field::plain("title_sv", "document-title-sv"),
        Field::plain("body_sv", "document-body-sv"),
        Field::plain("missing", "document-missing-en"),
        Field::plain("title_en", "document-title-en"),
        Field::plain("body_en", "document-body-en"),
        Field::plain("from", "document-from"),
        Field::plain("seen", "document-from"),
    ];
}

/// A text as it will be shown.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct PreviewView {
    /// `sv` or `en`.
    pub(crate) locale: &'static str,
    pub(crate) title: String,
    /// The text as HTML, made from Markdown by this program: safe.
    pub(crate) html: String,
}

/// Writing a version.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct DocumentFormPage {
    pub(crate) kind: &'static str,
    pub(crate) form: FormState<DocumentForm>,
    pub(crate) body_sv: String,
    pub(crate) body_en: String,
    pub(crate) longest: i64,
    pub(crate) preview: Vec<PreviewView>,
}

impl View for DocumentFormPage {
    const TEMPLATE: &'static str = "admin/document-form.html";
    fn samples() -> Vec<Self> {
        let blank = Self {
            kind: "terms",
            form: FormState::blank()
                .with("title_sv", "Köpvillkor <x>")
                .with("seen", "1"),
            body_sv: "## Priser\n\n<moms>".to_owned(),
            body_en: String::new(),
            longest: 40_000,
            preview: Vec::new(),
        };
        let mut refused = blank.clone();
        for field in ["title_sv", "body_sv", "title_en", "body_en", "from"] {
            refused.form.refuse(field, "form-missing");
        }
        let previewed = Self {
            form: blank.form.clone().with("missing", "1"),
            preview: ["sv", "en"]
                .map(|locale| PreviewView {
                    locale,
                    title: "Köpvillkor <x>".to_owned(),
                    html: "<h3>Priser</h3>".to_owned(),
                })
                .into(),
            ..blank.clone()
        };
        vec![refused, previewed, blank]
    }
}
