//! Style sheets and templates, held against each other: a class without a rule does nothing, and a rule without a class is read by every browser for nothing.

use std::collections::BTreeSet;
use std::path::Path;

/// What stands between a template's tags in the value of an attribute, where an expression is put in.
const PUT_IN: char = '\u{1}';

/// The classes that the rules of a style sheet name.
#[must_use]
pub fn with_rules(sheet: &str) -> BTreeSet<String> {
    let mut bare = String::new();
    let mut rest = sheet;
    while let Some((before, comment)) = rest.split_once("/*") {
        bare.push_str(before);
        rest = comment.split_once("*/").map_or("", |(_, after)| after);
    }
    bare.push_str(rest);
    let mut found = BTreeSet::new();
    let mut selector = String::new();
    for c in bare.chars() {
        match c {
            '{' => {
                if !selector.trim_start().starts_with('@') {
                    found.extend(named_by(&selector));
                }
                selector.clear();
            }
            '}' | ';' => selector.clear(),
            _ => selector.push(c),
        }
    }
    found
}

/// The classes of a selector; what stands in quotation marks names none.
fn named_by(selector: &str) -> Vec<String> {
    let unquoted: Vec<&str> = selector.split('"').step_by(2).collect();
    let mut found = Vec::new();
    for part in unquoted.join(" ").split('.').skip(1) {
        let name: String = part.chars().take_while(|c| is_of_name(*c)).collect();
        // What begins with a digit is a part of a number.
        if name.starts_with(|c: char| !c.is_ascii_digit()) {
            found.push(name);
        }
    }
    found
}

fn is_of_name(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '-' || c == '_'
}

/// The classes that a template names in full; parts of names with something put in are left out.
#[must_use]
pub fn named(template: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for attribute in template.split("class=\"").skip(1) {
        let value = value(attribute);
        let names = value.split_whitespace();
        found.extend(
            names
                .filter(|name| !name.contains(PUT_IN))
                .map(str::to_owned),
        );
    }
    found
}

/// The value of an attribute up to its closing mark, without the template's own tags, which have marks of their own.
fn value(attribute: &str) -> String {
    let mut value = String::new();
    let mut rest = attribute;
    loop {
        let Some(at) = rest.find(['"', '{']) else {
            return value;
        };
        value.push_str(&rest[..at]);
        rest = &rest[at..];
        let (mark, end) = if rest.starts_with("{{") {
            (PUT_IN, "}}")
        } else if rest.starts_with("{%") {
            (' ', "%}")
        } else if rest.starts_with('{') {
            rest = &rest[1..];
            continue;
        } else {
            return value;
        };
        value.push(mark);
        rest = rest.split_once(end).map_or("", |(_, after)| after);
    }
}

/// All files below a folder that end so, one after the other.
///
/// # Panics
/// When they cannot be read.
#[must_use]
pub fn files(folder: &Path, ending: &str) -> Vec<String> {
    let mut texts = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(&folder).expect("a folder").flatten() {
            let path = entry.path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|of| of == ending) {
                texts.push(std::fs::read_to_string(&path).expect("a text"));
            }
        }
    }
    assert!(!texts.is_empty(), "{} has such files", folder.display());
    texts
}

/// Those of some names that stand nowhere in the texts as a whole word.
#[must_use]
pub fn nowhere(names: &BTreeSet<String>, texts: &[String]) -> Vec<String> {
    let mut words: BTreeSet<&str> = BTreeSet::new();
    for text in texts {
        words.extend(text.split(|c| !is_of_name(c)));
    }
    names
        .iter()
        .filter(|name| !words.contains(name.as_str()))
        .cloned()
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(names: &[&str]) -> BTreeSet<String> {
        names.iter().map(|&name| name.to_owned()).collect()
    }

    #[test]
    fn classes_are_found_in_rules_and_in_templates() {
        let sheet = "/* .none */ .a, .b:not(.c) > [x=\".d\"] { margin: .5rem; } @media (min-width: 1.5rem) { .e { top: 0; } }";
        assert_eq!(with_rules(sheet), set(&["a", "b", "c", "e"]));
        let template = "<p class=\"a{% if x == \"y\" %} b{% endif %} row-{{ t(key=\"z\") }} c\"><i class=\"d\">";
        assert_eq!(named(template), set(&["a", "b", "c", "d"]));
        assert_eq!(
            nowhere(&set(&["a", "b"]), &["xa b-c".to_owned(), "b".to_owned()]),
            ["a"]
        );
    }
}
