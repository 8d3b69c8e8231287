//! Where settings come from: `torg.toml`, and the environment, which wins.

use std::collections::BTreeMap;
use std::fmt::Display;
use std::str::FromStr;

use super::keys::{self, KEYS};
use super::{Fault, Secret};

/// The settings as text, and the faults found while they are read.
pub(super) struct Source {
    values: BTreeMap<&'static str, String>,
    pub(super) faults: Vec<Fault>,
}

impl Source {
    pub(super) fn new(environment: &BTreeMap<String, String>, file: Option<&str>) -> Self {
        let mut source = Self {
            values: BTreeMap::new(),
            faults: Vec::new(),
        };
        if let Some(text) = file {
            source.read_file(text);
        }
        source.read_environment(environment);
        source
    }

    fn read_file(&mut self, text: &str) {
        let table = match text.parse::<toml::Table>() {
            Ok(table) => table,
            // The parser quotes the line, which may hold a secret: only the place is told.
            Err(error) => {
                let line = error.span().map_or(1, |span| {
                    text[..span.start.min(text.len())].lines().count().max(1)
                });
                return self.fault(
                    "torg.toml",
                    format!("line {line}: {}", error.message()),
                    "mend that line",
                );
            }
        };
        for (name, value) in table {
            let Some(key) = KEYS.iter().find(|key| key.in_file() == name) else {
                let remedy = match keys::nearest(&name, KEYS.iter().map(keys::Key::in_file)) {
                    Some(near) => format!("did you mean {near}?"),
                    None => "remove it; `torg help` lists the settings".to_owned(),
                };
                self.fault(
                    &format!("torg.toml: {name}"),
                    "there is no such setting",
                    remedy,
                );
                continue;
            };
            let text = match value {
                toml::Value::String(text) => text,
                toml::Value::Integer(number) => number.to_string(),
                toml::Value::Boolean(yes) => yes.to_string(),
                _ => {
                    self.fault(
                        &format!("torg.toml: {name}"),
                        "is neither text, number nor true/false",
                        "write it as text",
                    );
                    continue;
                }
            };
            self.values.insert(key.variable, text);
        }
    }

    fn read_environment(&mut self, environment: &BTreeMap<String, String>) {
        for (name, value) in environment {
            if let Some(key) = KEYS.iter().find(|key| key.variable == name) {
                // Set to nothing means not set: how one unsets a variable in a compose file or a unit.
                if !value.trim().is_empty() {
                    self.values.insert(key.variable, value.trim().to_owned());
                }
            } else if name.starts_with("TORG_") && !keys::is_for_tests(name) {
                let remedy =
                    match keys::nearest(name, KEYS.iter().map(|key| key.variable.to_owned())) {
                        Some(near) => format!("did you mean {near}?"),
                        None => "unset it; `torg help` lists the settings".to_owned(),
                    };
                self.fault(name, "there is no such setting", remedy);
            }
        }
    }

    pub(super) fn fault(
        &mut self,
        key: &str,
        problem: impl Into<String>,
        remedy: impl Into<String>,
    ) {
        self.faults.push(Fault {
            key: key.to_owned(),
            problem: problem.into(),
            remedy: remedy.into(),
        });
    }

    pub(super) fn has(&self, variable: &str) -> bool {
        self.values.contains_key(variable)
    }

    pub(super) fn text(&self, variable: &'static str) -> Option<String> {
        debug_assert!(
            KEYS.iter().any(|key| key.variable == variable),
            "{variable} is not in the table"
        );
        self.values.get(variable).cloned()
    }

    pub(super) fn secret(&self, variable: &'static str) -> Option<Secret> {
        self.text(variable).map(Secret::new)
    }

    /// A value of type `T`, or `default` when it is not set or cannot be read, which is noted as a fault.
    pub(super) fn read<T: FromStr>(&mut self, variable: &'static str, default: T, wanted: &str) -> T
    where
        T::Err: Display,
    {
        let Some(text) = self.text(variable) else {
            return default;
        };
        match text.parse() {
            Ok(value) => value,
            Err(error) => {
                self.fault(
                    variable,
                    format!("{text:?} cannot be read: {error}"),
                    format!("give {wanted}"),
                );
                default
            }
        }
    }
}
