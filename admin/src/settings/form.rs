//! Settings as they are typed.

use commerce::setting::{Group, GroupStanding, Key, Kind, Value};
use platform::i18n::Message;
use platform::render::{Field, Form, FormState};

/// The settings of a group: each by the name that the trail tells it by.
#[derive(Debug)]
pub(crate) struct SettingsForm;

impl Form for SettingsForm {
    const FIELDS: &'static [Field] = &[
        Field::plain("group", "nav-settings"),
        Field::plain("row_version", "nav-settings"),
        Field::plain("kept_days", "setting-kept-days"),
        Field::plain("held_minutes", "setting-held-minutes"),
        Field::plain("same_day_until_hour", "setting-same-day-until-hour"),
        Field::plain("few_pieces", "setting-few-pieces"),
        Field::plain("new_days", "setting-new-days"),
        Field::plain("lives_years", "setting-lives-years"),
        Field::plain("rate_days", "setting-rate-days"),
        Field::plain("holds_days", "setting-holds-days"),
        Field::plain("answer_days", "setting-answer-days"),
        Field::plain("is_asking", "setting-is-asking"),
        Field::plain("ask_after_days", "setting-ask-after-days"),
        Field::plain("oss_since", "setting-oss-since"),
        Field::plain("near_percent", "setting-near-percent"),
        Field::plain("trusts_earlier", "setting-trusts-earlier"),
        Field::plain("answer_hours", "setting-answer-hours"),
    ];
}

/// A group's name in addresses and forms.
pub(super) fn code(group: Group) -> &'static str {
    match group {
        Group::Buying => "buying",
        Group::Companies => "companies",
        Group::Returns => "returns",
        Group::Reviews => "reviews",
        Group::Vat => "vat",
    }
}

/// The group of a name.
pub(super) fn group(name: &str) -> Option<Group> {
    Group::ALL.into_iter().find(|group| code(*group) == name)
}

/// A value as a field has it.
pub(super) fn typed(value: Value) -> String {
    match value {
        Value::Number(number) => number.to_string(),
        Value::YesNo(true) => "1".to_owned(),
        Value::YesNo(false) | Value::Day(None) => String::new(),
        Value::Day(Some(day)) => day.to_string(),
    }
}

/// A group's form as it stands.
pub(super) fn filled(standing: &GroupStanding) -> FormState<SettingsForm> {
    let form = FormState::blank()
        .with("group", code(standing.group))
        .with("row_version", standing.row_version.to_string());
    standing.settings.iter().fold(form, |form, one| {
        form.with(one.key.told(), typed(one.value))
    })
}

/// What was typed of a group.
pub(super) fn read(form: &mut FormState<SettingsForm>, group: Group) -> Option<Vec<(Key, Value)>> {
    let mut wanted = Vec::new();
    for key in group.keys() {
        match value(form.trimmed(key.told()), key) {
            Some(value) => wanted.push((key, value)),
            None => form.refuse(key.told(), refusal(key)),
        }
    }
    (wanted.len() == group.keys().count()).then_some(wanted)
}

fn value(typed: &str, key: Key) -> Option<Value> {
    let value = match key.kind() {
        Kind::Number { .. } => Value::Number(typed.parse().ok()?),
        Kind::YesNo => Value::YesNo(typed == "1"),
        Kind::Day if typed.is_empty() => Value::Day(None),
        Kind::Day => Value::Day(Some(typed.parse().ok()?)),
    };
    key.allows(value).then_some(value)
}

fn refusal(key: Key) -> Message {
    match key.kind() {
        Kind::Number { least, most } => Message::new("number-between")
            .with("min", least)
            .with("max", most),
        Kind::YesNo | Kind::Day => Message::new("vat-day-wrong"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_setting_has_a_field_and_its_words() {
        for locale in ["sv", "en"] {
            let file = format!(
                "{}/../themes/default/i18n/{locale}/settings.ftl",
                env!("CARGO_MANIFEST_DIR")
            );
            let words = std::fs::read_to_string(file).unwrap();
            for key in Key::ALL {
                let field = SettingsForm::FIELDS
                    .iter()
                    .find(|field| field.name == key.told())
                    .unwrap();
                for part in ["", "-hint"] {
                    let entry = format!("\n{}{part} = ", field.label);
                    assert!(words.contains(&entry), "{locale} {entry}");
                }
            }
            for of in Group::ALL {
                assert!(words.contains(&format!("\nsetting-group-{} = ", code(of))));
                assert_eq!(group(code(of)), Some(of));
            }
        }
    }

    #[test]
    fn what_stands_is_read_as_it_stands_and_nonsense_is_refused_at_its_field() {
        for of in Group::ALL {
            let standing = GroupStanding {
                group: of,
                row_version: 3,
                settings: Vec::new(),
            };
            let mut form = of.keys().fold(filled(&standing), |form, key| {
                form.with(key.told(), typed(key.usual()))
            });
            let usual: Vec<_> = of.keys().map(|key| (key, key.usual())).collect();
            assert_eq!(read(&mut form, of), Some(usual));
            assert!(form.is_valid());
        }
        for (field, wrong, of) in [
            ("kept_days", "0", Group::Buying),
            ("kept_days", "366", Group::Buying),
            ("held_minutes", "30", Group::Buying),
            ("few_pieces", "5,5", Group::Buying),
            ("oss_since", "i dag", Group::Vat),
            ("oss_since", "2026-02-30", Group::Vat),
        ] {
            let mut form = FormState::blank().with(field, wrong);
            assert_eq!(read(&mut form, of), None);
            assert!(form.complaint(field).is_some(), "{field} {wrong}");
            assert_eq!(form.value(field), wrong);
        }
    }
}
