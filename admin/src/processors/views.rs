use commerce::processor::Draft;
use platform::render::{Field, Form, FormState, View};
use serde::Serialize;

use crate::object::Collision;

/// Somebody who handles personal data.
pub(crate) struct ProcessorForm;

impl Form for ProcessorForm {
    const FIELDS: &'static [Field] = &[
        Field::plain("name", "processor-name"),
        Field::plain("url", "processor-url"),
        Field::plain("task_sv", "processor-task-sv"),
        Field::plain("task_en", "processor-task-en"),
        Field::plain("place_sv", "processor-place-sv"),
        Field::plain("place_en", "processor-place-en"),
        Field::plain("agreed_on", "processor-agreed-on"),
        Field::plain("row_version", "processor-name"),
    ];
}

/// A row of the list.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct ProcessorRow {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) task: String,
    pub(crate) place: String,
    /// Day of the agreement; empty where none is noted.
    pub(crate) agreed_on: String,
    /// Whether a text is missing in English.
    pub(crate) is_missing: bool,
}

/// All of them.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct ProcessorsPage {
    pub(crate) rows: Vec<ProcessorRow>,
    pub(crate) can_manage: bool,
    /// What has just been done: `saved` or `removed`.
    pub(crate) told: Option<&'static str>,
}

impl View for ProcessorsPage {
    const TEMPLATE: &'static str = "admin/processors.html";
    fn samples() -> Vec<Self> {
        let row = |agreed_on: &str, is_missing| ProcessorRow {
            id: "1".to_owned(),
            name: "Molnhuset AB".to_owned(),
            task: "Driver servrarna. Får allt som finns i butiken.".to_owned(),
            place: "Sverige".to_owned(),
            agreed_on: agreed_on.to_owned(),
            is_missing,
        };
        let some = Self {
            rows: vec![row("2026-05-04", false), row("", true)],
            can_manage: true,
            told: Some("saved"),
        };
        let reader = Self {
            can_manage: false,
            told: None,
            ..some.clone()
        };
        let none = Self {
            rows: Vec::new(),
            can_manage: true,
            told: Some("removed"),
        };
        let nothing = Self {
            can_manage: false,
            told: None,
            ..none.clone()
        };
        vec![some, reader, none, nothing]
    }
}

/// One of them, or a new one.
#[derive(Serialize)]
pub(crate) struct ProcessorPage {
    /// Empty for a new one.
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) form: FormState<ProcessorForm>,
    /// What was saved from elsewhere meanwhile.
    pub(crate) collisions: Vec<Collision>,
    pub(crate) can_manage: bool,
}

/// What is kept beside what was typed, where they differ.
pub(super) fn collisions(kept: &Draft, typed: &Draft) -> Vec<Collision> {
    let day = |draft: &Draft| draft.agreed_on.map(|day| day.to_string());
    let (kept_day, typed_day) = (day(kept), day(typed));
    [
        ("processor-name", &*kept.name, &*typed.name),
        ("processor-url", &kept.url, &typed.url),
        ("processor-task-sv", &kept.task_sv, &typed.task_sv),
        ("processor-task-en", &kept.task_en, &typed.task_en),
        ("processor-place-sv", &kept.place_sv, &typed.place_sv),
        ("processor-place-en", &kept.place_en, &typed.place_en),
        (
            "processor-agreed-on",
            kept_day.as_deref().unwrap_or_default(),
            typed_day.as_deref().unwrap_or_default(),
        ),
    ]
    .into_iter()
    .filter_map(|(label, kept, typed)| Collision::of_text(label, kept, typed))
    .collect()
}

impl View for ProcessorPage {
    const TEMPLATE: &'static str = "admin/processor.html";
    fn samples() -> Vec<Self> {
        let filled = || {
            FormState::blank()
                .with("name", "Molnhuset AB")
                .with("task_sv", "Driver servrarna.")
                .with("place_sv", "Sverige")
                .with("row_version", "1")
        };
        let page = |id: &str, form, can_manage| Self {
            id: id.to_owned(),
            name: if id.is_empty() {
                String::new()
            } else {
                "Molnhuset AB".to_owned()
            },
            form,
            collisions: Vec::new(),
            can_manage,
        };
        let mut refused = filled();
        refused.refuse("name", "processor-name-taken");
        refused.refuse("url", "processor-url-wrong");
        refused.refuse("task_sv", "processor-text-missing");
        refused.refuse("agreed_on", "processor-day-wrong");
        let mut collided = page("1", filled(), true);
        collided.form.refuse_whole("form-changed-meanwhile");
        collided.collisions = Collision::of_text("processor-name", "Molnet AB", "Molnhuset AB")
            .into_iter()
            .collect();
        vec![
            page("", FormState::blank(), true),
            page("", refused, true),
            page("1", filled(), true),
            page("1", filled(), false),
            collided,
        ]
    }
}
