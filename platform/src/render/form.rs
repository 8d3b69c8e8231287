//! A form as the person left it: what was typed, what is wrong with it, never a password. Rendered anew with 422.

use std::collections::BTreeMap;
use std::marker::PhantomData;

use serde::ser::{SerializeMap as _, SerializeStruct as _};
use serde::{Serialize, Serializer};

use crate::i18n::Message;

/// The longest value that is kept for showing again; longer input is refused by the form's own rules anyway.
const KEPT_CHARS: usize = 10_000;
/// The most values of one field (ticked boxes, lines of an order) that are kept: as many as an order may have lines.
const KEPT_VALUES: usize = 1_000;

/// One field of a form.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    /// The `name` in HTML, also the element's id.
    pub name: &'static str,
    /// The text key of the label, used in the error summary.
    pub label: &'static str,
    /// A password or code: its value is never kept nor written into a page.
    pub secret: bool,
}

impl Field {
    /// A field whose value is shown again.
    #[must_use]
    pub const fn plain(name: &'static str, label: &'static str) -> Self {
        Self {
            name,
            label,
            secret: false,
        }
    }

    /// A field whose value is never shown again.
    #[must_use]
    pub const fn secret(name: &'static str, label: &'static str) -> Self {
        Self {
            name,
            label,
            secret: true,
        }
    }
}

/// A form's fields, declared once.
pub trait Form {
    /// Every field, in the order in which the page shows them (the error summary follows it).
    const FIELDS: &'static [Field];
}

/// Values and complaints of a form `F`.
#[derive(Debug)]
pub struct FormState<F: Form> {
    values: BTreeMap<&'static str, Vec<String>>,
    complaints: BTreeMap<&'static str, Vec<Message>>,
    whole: Vec<Message>,
    form: PhantomData<fn() -> F>,
}

impl<F: Form> Clone for FormState<F> {
    fn clone(&self) -> Self {
        Self {
            values: self.values.clone(),
            complaints: self.complaints.clone(),
            whole: self.whole.clone(),
            form: PhantomData,
        }
    }
}

impl<F: Form> Default for FormState<F> {
    fn default() -> Self {
        Self {
            values: BTreeMap::new(),
            complaints: BTreeMap::new(),
            whole: Vec::new(),
            form: PhantomData,
        }
    }
}

impl<F: Form> FormState<F> {
    /// A form that nobody has touched.
    #[must_use]
    pub fn blank() -> Self {
        Self::default()
    }

    /// Keeps what was sent, as far as the form has such fields. Unknown names and secrets are dropped, NUL is removed (PostgreSQL has none).
    pub fn from_pairs<K: AsRef<str>, V: Into<String>>(
        pairs: impl IntoIterator<Item = (K, V)>,
    ) -> Self {
        let mut state = Self::default();
        for (name, value) in pairs {
            if let Some(field) = F::FIELDS
                .iter()
                .find(|field| field.name == name.as_ref() && !field.secret)
            {
                state.push(field.name, value.into());
            }
        }
        state
    }

    /// Sets a field's only value, such as a default. A name that is no field of the form is a mistake in the program and is ignored.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<String>) -> Self {
        if let Some(field) = Self::field(name).filter(|field| !field.secret) {
            self.values.remove(field.name);
            self.push(field.name, value.into());
        }
        self
    }

    fn push(&mut self, name: &'static str, value: String) {
        let kept = self.values.entry(name).or_default();
        if kept.len() < KEPT_VALUES {
            kept.push(
                value
                    .chars()
                    .filter(|c| *c != '\0')
                    .take(KEPT_CHARS)
                    .collect(),
            );
        }
    }

    fn field(name: &str) -> Option<&'static Field> {
        let field = F::FIELDS.iter().find(|field| field.name == name);
        debug_assert!(field.is_some(), "{name} is not a field of this form");
        field
    }

    /// The first value of a field as it was typed; empty when it was not sent.
    #[must_use]
    pub fn value(&self, name: &str) -> &str {
        self.values
            .get(name)
            .and_then(|values| values.first())
            .map_or("", String::as_str)
    }

    /// The first value without space around it.
    #[must_use]
    pub fn trimmed(&self, name: &str) -> &str {
        self.value(name).trim()
    }

    /// All values of a field with several, such as ticked boxes.
    #[must_use]
    pub fn values(&self, name: &str) -> &[String] {
        self.values.get(name).map_or(&[], Vec::as_slice)
    }

    /// Every name with every value, as the form would be sent.
    pub fn pairs(&self) -> impl Iterator<Item = (&'static str, &str)> {
        self.values
            .iter()
            .flat_map(|(name, values)| values.iter().map(|value| (*name, value.as_str())))
    }

    /// Says what is wrong with a field. The first complaint is the one shown at the field.
    pub fn refuse(&mut self, name: &str, message: impl Into<Message>) {
        match Self::field(name) {
            Some(field) => self
                .complaints
                .entry(field.name)
                .or_default()
                .push(message.into()),
            None => self.whole.push(message.into()),
        }
    }

    /// Says what is wrong with the form as a whole (wrong password, somebody else saved meanwhile).
    pub fn refuse_whole(&mut self, message: impl Into<Message>) {
        self.whole.push(message.into());
    }

    /// Whether nothing is wrong.
    #[must_use]
    pub fn is_valid(&self) -> bool {
        self.complaints.is_empty() && self.whole.is_empty()
    }

    /// What is wrong with a field.
    #[must_use]
    pub fn complaint(&self, name: &str) -> Option<&Message> {
        self.complaints
            .get(name)
            .and_then(|messages| messages.first())
    }
}

impl<F: Form> Serialize for FormState<F> {
    /// `{valid, fields: {<name>: {name, label, value, values, error}}, errors: [{field, label, message}]}`; every declared field is there.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut out = serializer.serialize_struct("FormState", 3)?;
        out.serialize_field("valid", &self.is_valid())?;
        out.serialize_field("fields", &Fields(self))?;
        let whole = self.whole.iter().map(|message| Entry {
            field: None,
            label: None,
            message,
        });
        let fields = F::FIELDS.iter().filter_map(|field| {
            let message = self.complaint(field.name)?;
            Some(Entry {
                field: Some(field.name),
                label: Some(field.label),
                message,
            })
        });
        out.serialize_field("errors", &whole.chain(fields).collect::<Vec<_>>())?;
        out.end()
    }
}

struct Fields<'a, F: Form>(&'a FormState<F>);

impl<F: Form> Serialize for Fields<'_, F> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(F::FIELDS.len()))?;
        for field in F::FIELDS {
            let shown = Shown {
                name: field.name,
                label: field.label,
                value: self.0.value(field.name),
                values: self.0.values(field.name),
                error: self.0.complaint(field.name),
            };
            map.serialize_entry(field.name, &shown)?;
        }
        map.end()
    }
}

#[derive(Serialize)]
struct Shown<'a> {
    name: &'static str,
    label: &'static str,
    value: &'a str,
    values: &'a [String],
    error: Option<&'a Message>,
}

#[derive(Serialize)]
struct Entry<'a> {
    field: Option<&'static str>,
    label: Option<&'static str>,
    message: &'a Message,
}

#[cfg(test)]
mod tests {
    use super::*;

    struct LogIn;
    impl Form for LogIn {
        const FIELDS: &'static [Field] = &[
            Field::plain("email", "field-email"),
            Field::secret("password", "field-password"),
        ];
    }

    #[test]
    fn what_was_typed_is_kept_but_never_a_password() {
        let mut state = FormState::<LogIn>::from_pairs([
            ("email", "elin\0@"),
            ("password", "hemligt"),
            ("evil", "x"),
        ]);
        state.refuse("email", "error-email");
        state.refuse_whole(Message::new("error-log-in").with("left", 3));
        let json = serde_json::to_value(&state).expect("serialises");
        assert_eq!(json["fields"]["email"]["value"], "elin@");
        assert_eq!(json["fields"]["password"]["value"], "");
        assert_eq!(json["errors"][0]["message"]["args"]["left"], 3);
        assert_eq!(json["errors"][1]["field"], "email");
        assert!(!json.to_string().contains("hemligt"));
        assert!(!json.to_string().contains("evil"));
        assert!(!state.is_valid());
    }

    #[test]
    fn a_flood_of_values_is_cut() {
        let state =
            FormState::<LogIn>::from_pairs((0..1_100).map(|_| ("email", "x".repeat(11_000))));
        assert_eq!(state.values("email").len(), KEPT_VALUES);
        assert_eq!(state.value("email").len(), KEPT_CHARS);
    }
}
