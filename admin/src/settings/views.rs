use commerce::setting::{Group, GroupStanding, Key, Kind, Source, Standing, Value};
use platform::i18n::Message;
use platform::render::{FormState, View};
use serde::Serialize;

use super::form::{SettingsForm, code, filled, typed};

/// A field as the template's parts take it.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Shown {
    pub(crate) name: &'static str,
    pub(crate) label: String,
    pub(crate) value: String,
    pub(crate) error: Option<Message>,
}

/// A setting with where it comes from.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct SettingRow {
    /// Its whole name.
    pub(crate) key: &'static str,
    pub(crate) field: Shown,
    pub(crate) hint: String,
    /// `number`, `yes-no` or `date`.
    pub(crate) kind: &'static str,
    /// `own`, `shared` or `usual`.
    pub(crate) source: &'static str,
    /// Whether it can be taken back here.
    pub(crate) is_here: bool,
    /// What holds then.
    pub(crate) behind: Message,
}

impl SettingRow {
    pub(super) fn new(one: &Standing, form: &FormState<SettingsForm>) -> Self {
        let name = one.key.told();
        let label = format!("setting-{}", name.replace('_', "-"));
        Self {
            key: one.key.name(),
            hint: format!("{label}-hint"),
            field: Shown {
                name,
                label,
                value: form.value(name).to_owned(),
                error: form.complaint(name).cloned(),
            },
            kind: match one.key.kind() {
                Kind::Number { .. } => "number",
                Kind::YesNo => "yes-no",
                Kind::Day => "date",
            },
            source: match one.source {
                Source::Own => "own",
                Source::Shared => "shared",
                Source::Usual => "usual",
            },
            is_here: one.is_here,
            behind: words(one.behind),
        }
    }
}

/// A value in words.
fn words(value: Value) -> Message {
    match value {
        Value::YesNo(true) => Message::new("company-yes"),
        Value::YesNo(false) => Message::new("trail-no"),
        Value::Day(None) => Message::new("setting-no-day"),
        Value::Number(_) | Value::Day(Some(_)) => {
            Message::new("list-value").with("text", typed(value))
        }
    }
}

/// Settings that are saved together.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct GroupView {
    pub(crate) code: &'static str,
    pub(crate) row_version: i32,
    pub(crate) rows: Vec<SettingRow>,
    pub(crate) form: FormState<SettingsForm>,
    pub(crate) can_manage: bool,
}

/// The page, for the shop or for all of them.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct SettingsPage {
    pub(crate) is_shared: bool,
    /// Where its forms are sent.
    pub(crate) action: &'static str,
    pub(crate) groups: Vec<GroupView>,
    /// What holds for all shops, where there is any use for it.
    pub(crate) shared_href: Option<&'static str>,
    pub(crate) own_href: Option<&'static str>,
    pub(crate) told: Option<Message>,
}

impl View for SettingsPage {
    const TEMPLATE: &'static str = "admin/settings.html";

    fn samples() -> Vec<Self> {
        let standing = |key: Key, source: Source| Standing {
            key,
            value: key.usual(),
            source,
            is_here: source != Source::Usual,
            behind: key.usual(),
        };
        let sources = [Source::Own, Source::Shared, Source::Usual];
        let groups = |can_manage: bool, is_wrong: bool| {
            let group = move |of: Group| {
                let standing = GroupStanding {
                    group: of,
                    row_version: 1,
                    settings: of
                        .keys()
                        .zip(sources.into_iter().cycle())
                        .map(|(key, source)| standing(key, source))
                        .collect(),
                };
                let mut form = filled(&standing);
                if is_wrong {
                    for key in of.keys() {
                        form.refuse(key.told(), "form-missing");
                    }
                }
                GroupView {
                    code: code(of),
                    row_version: 1,
                    rows: standing
                        .settings
                        .iter()
                        .map(|one| SettingRow::new(one, &form))
                        .collect(),
                    form,
                    can_manage,
                }
            };
            Vec::from(Group::ALL.map(group))
        };
        let usual = Self {
            is_shared: false,
            action: super::OWN,
            groups: groups(true, false),
            shared_href: Some(super::SHARED),
            own_href: Some(super::OWN),
            told: Some(Message::new("setting-told-saved")),
        };
        let wrong = Self {
            groups: groups(true, true),
            told: None,
            ..usual.clone()
        };
        let seen = Self {
            groups: groups(false, false),
            shared_href: None,
            told: None,
            ..usual.clone()
        };
        let shared = Self {
            is_shared: true,
            action: super::SHARED,
            told: Some(Message::new("setting-told-back")),
            ..usual.clone()
        };
        vec![usual, wrong, seen, shared]
    }
}
