//! Languages and texts. Every sentence that a person reads is a Fluent message in `themes/*/i18n/{sv,en}/`.

mod catalogue;
pub mod dates;
pub mod numbers;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

pub use catalogue::{Catalogue, CatalogueError};

/// A language that the program speaks.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "lowercase")]
pub enum Locale {
    /// Swedish, the language at `/`.
    #[default]
    Sv,
    /// English, the language at `/en`.
    En,
}

impl Locale {
    /// All languages, the first being the one to fall back on.
    pub const ALL: [Self; 2] = [Self::Sv, Self::En];

    /// The two-letter code, as in the folder name, the `lang` attribute and the database.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Sv => "sv",
            Self::En => "en",
        }
    }

    /// Reads a two-letter code; `None` for a language that the program does not speak.
    #[must_use]
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|locale| locale.code() == code)
    }

    /// The language and region for Open Graph (`sv_SE`).
    #[must_use]
    pub fn with_region(self) -> &'static str {
        match self {
            Self::Sv => "sv_SE",
            Self::En => "en_GB",
        }
    }
}

impl std::fmt::Display for Locale {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.code())
    }
}

/// A postcode as people write it: `41301` is `413 01` in Sweden.
#[must_use]
pub fn postcode(code: &str, country: &str) -> String {
    let has_space = matches!(country, "SE")
        && code.len() == 5
        && code.bytes().all(|byte| byte.is_ascii_digit());
    if has_space {
        format!("{} {}", &code[..3], &code[3..])
    } else {
        code.to_owned()
    }
}

/// A value that a message shows. Numbers choose plural forms and are written with the language's separators.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Arg {
    /// A count.
    Number(i64),
    /// Text, shown as it is.
    Text(String),
}

impl From<i64> for Arg {
    fn from(value: i64) -> Self {
        Self::Number(value)
    }
}

impl From<i32> for Arg {
    fn from(value: i32) -> Self {
        Self::Number(value.into())
    }
}

impl From<usize> for Arg {
    fn from(value: usize) -> Self {
        Self::Number(i64::try_from(value).unwrap_or(i64::MAX))
    }
}

impl From<u64> for Arg {
    fn from(value: u64) -> Self {
        Self::Number(i64::try_from(value).unwrap_or(i64::MAX))
    }
}

impl From<String> for Arg {
    fn from(value: String) -> Self {
        Self::Text(value)
    }
}

impl From<&str> for Arg {
    fn from(value: &str) -> Self {
        Self::Text(value.to_owned())
    }
}

/// A sentence that is yet to be written in somebody's language: its key and the values in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    /// The Fluent message's key.
    pub key: String,
    /// The values that the message names as `{ $name }`.
    #[serde(default)]
    pub args: BTreeMap<String, Arg>,
}

impl Message {
    /// The message `key`, with no values yet.
    pub fn new(key: impl Into<String>) -> Self {
        Self {
            key: key.into(),
            args: BTreeMap::new(),
        }
    }

    /// Adds the value that the message calls `{ $name }`.
    #[must_use]
    pub fn with(mut self, name: impl Into<String>, value: impl Into<Arg>) -> Self {
        self.args.insert(name.into(), value.into());
        self
    }
}

impl From<&str> for Message {
    fn from(key: &str) -> Self {
        Self::new(key)
    }
}

#[cfg(test)]
mod tests {
    use super::postcode;

    #[test]
    fn postcodes_get_their_space_in_sweden_only() {
        assert_eq!(postcode("41301", "SE"), "413 01");
        assert_eq!(postcode("0150", "NO"), "0150");
        assert_eq!(postcode("413 01", "SE"), "413 01");
    }
}
