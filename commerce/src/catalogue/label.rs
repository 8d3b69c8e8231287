//! A short text in several languages, as it is kept in the `label` columns.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// Text by locale: `{"sv": "Färg", "en": "Colour"}`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Label(pub BTreeMap<String, String>);

impl Label {
    /// A label in Swedish and English.
    #[must_use]
    pub fn new(sv: &str, en: &str) -> Self {
        Self(
            [("sv", sv), ("en", en)]
                .into_iter()
                .filter(|(_, text)| !text.is_empty())
                .map(|(locale, text)| (locale.to_owned(), text.to_owned()))
                .collect(),
        )
    }

    /// The text in a language, else in the first of [`super::LOCALES`] that has one, else in any; empty when there is none at all.
    #[must_use]
    pub fn text(&self, locale: &str) -> &str {
        self.0
            .get(locale)
            .or_else(|| super::LOCALES.iter().find_map(|l| self.0.get(*l)))
            .or_else(|| self.0.values().next())
            .map_or("", String::as_str)
    }

    /// Reads a label column; anything that is not one becomes an empty label.
    #[must_use]
    pub fn from_json(value: serde_json::Value) -> Self {
        serde_json::from_value(value).unwrap_or_default()
    }

    /// The label as it is kept.
    #[must_use]
    pub fn to_json(&self) -> serde_json::Value {
        serde_json::json!(self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn falls_back_on_swedish_and_then_on_anything() {
        let both = Label::new("Färg", "Colour");
        assert_eq!(both.text("en"), "Colour");
        assert_eq!(both.text("fi"), "Färg");
        assert_eq!(Label::new("", "Colour").text("sv"), "Colour");
        assert_eq!(Label::default().text("sv"), "");
    }
}
