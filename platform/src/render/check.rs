//! What is wrong with a theme, found before a reader meets it: every view in every language, every text in both, every name in use.

use serde::Serialize;

use super::renderer::Renderer;
use super::{RenderContext, View};
use crate::i18n::Locale;

/// Something wrong with a theme.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fault {
    /// The template, text key or file.
    pub place: String,
    /// What is wrong.
    pub reason: String,
}

impl std::fmt::Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.place, self.reason)
    }
}

impl Renderer {
    /// Checks what needs no view: the languages have the same texts with the same values, and every text, page and file that a template
    /// names literally exists. Empty when all is well.
    #[must_use]
    pub fn check(&self) -> Vec<Fault> {
        let loaded = self.loaded();
        let mut faults = Vec::new();
        let [first, others @ ..] = &Locale::ALL;
        if let Some(base) = loaded.texts.get(first) {
            for texts in others.iter().filter_map(|locale| loaded.texts.get(locale)) {
                compare(base.keys(), texts.keys(), texts.locale(), true, &mut faults);
                compare(texts.keys(), base.keys(), base.locale(), false, &mut faults);
            }
            for (template, source) in &loaded.sources {
                for (call, name) in literal_calls(source) {
                    let exists = match call {
                        Call::Text => base.keys().contains_key(name),
                        Call::Url => self.paths().contains(name),
                        Call::Asset => loaded.assets.url(name).is_some(),
                    };
                    if !exists {
                        faults.push(Fault {
                            place: template.clone(),
                            reason: format!("{call:?} {name} does not exist"),
                        });
                    }
                }
            }
        }
        faults.sort();
        faults
    }

    /// Renders every sample of a view in every language, with each of the given frames.
    pub fn check_view<V: View, F: Serialize + Clone>(&self, frames: &[F], faults: &mut Vec<Fault>) {
        for (index, sample) in V::samples().iter().enumerate() {
            for frame in frames {
                for locale in Locale::ALL {
                    let ctx = RenderContext::plain(locale, frame.clone());
                    if let Err(error) = self.render(sample, &ctx) {
                        faults.push(Fault {
                            place: format!("{} sample {index}", V::TEMPLATE),
                            reason: error.to_string(),
                        });
                    }
                }
            }
        }
    }
}

type Keys = std::collections::BTreeMap<String, std::collections::BTreeSet<String>>;

fn compare(base: &Keys, other: &Keys, locale: Locale, with_values: bool, faults: &mut Vec<Fault>) {
    for (key, values) in base {
        match other.get(key) {
            None => faults.push(Fault {
                place: key.clone(),
                reason: format!("has no {locale} text"),
            }),
            Some(theirs) if with_values && theirs != values => faults.push(Fault {
                place: key.clone(),
                reason: format!("shows {values:?} in one language and {theirs:?} in {locale}"),
            }),
            Some(_) => {}
        }
    }
}

#[derive(Clone, Copy, Debug)]
enum Call {
    Text,
    Url,
    Asset,
}

/// The names that a template writes out in `t(key="..")`, `t_html(key="..")`, `url(name="..")` and `asset(path="..")`.
fn literal_calls(source: &str) -> Vec<(Call, &str)> {
    let mut found = Vec::new();
    for (opening, call) in [
        ("t(key=\"", Call::Text),
        ("t_html(key=\"", Call::Text),
        ("url(name=\"", Call::Url),
        ("asset(path=\"", Call::Asset),
    ] {
        let mut rest = source;
        while let Some((_, after)) = rest.split_once(opening) {
            // `key="a-" ~ x` is put together at run time: the views' samples cover it.
            if let Some((name, after)) = after.split_once('"')
                && !after.trim_start().starts_with('~')
            {
                found.push((call, name));
            }
            rest = after;
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn literal_names_are_found_and_composed_ones_left() {
        let source = r#"{{ t(key="a-b", n=1) }}{{ t(key="c-" ~ x) }}{{ url(name="home") }}{{ asset(path="x.css") }}"#;
        let names: Vec<&str> = literal_calls(source)
            .into_iter()
            .map(|(_, name)| name)
            .collect();
        assert_eq!(names, ["a-b", "home", "x.css"]);
    }
}
