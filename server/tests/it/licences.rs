//! Every licence of what is built into the program lets a merchant use it.

use crate::architecture::{metadata, tree};

const LICENCES: &[&str] = &[
    "0BSD",
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    "CDLA-Permissive-2.0",
    "IJG",
    "ISC",
    "MIT",
    "MIT-0",
    "MPL-2.0",
    "Unicode-3.0",
    "Unlicense",
    "Zlib",
];

#[test]
fn every_licence_lets_a_merchant_use_the_program() {
    let bad: Vec<_> = tree(&metadata())
        .into_iter()
        .filter(|(_, licence)| !licence.as_deref().is_some_and(is_permitted))
        .collect();
    assert!(
        bad.is_empty(),
        "licences that bind the product, or say nothing, are not taken in: {bad:?}"
    );
}

/// Reads an SPDX expression: one of the `OR` parts must be permitted, all of the `AND` parts. `/` is the old way of writing `OR`.
fn is_permitted(expression: &str) -> bool {
    let spaced = expression
        .replace('/', " OR ")
        .replace('(', " ( ")
        .replace(')', " ) ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let mut at = 0;
    let permitted = any_of(&words, &mut at);
    permitted && at == words.len()
}

fn any_of(words: &[&str], at: &mut usize) -> bool {
    let mut permitted = all_of(words, at);
    while words.get(*at) == Some(&"OR") {
        *at += 1;
        permitted |= all_of(words, at);
    }
    permitted
}

fn all_of(words: &[&str], at: &mut usize) -> bool {
    let mut permitted = one(words, at);
    while words.get(*at) == Some(&"AND") {
        *at += 1;
        permitted &= one(words, at);
    }
    permitted
}

fn one(words: &[&str], at: &mut usize) -> bool {
    let Some(word) = words.get(*at) else {
        return false;
    };
    *at += 1;
    if *word == "(" {
        let permitted = any_of(words, at);
        *at += 1;
        return permitted;
    }
    if words.get(*at) == Some(&"WITH") {
        *at += 2;
        let with = words
            .get(*at - 1)
            .map(|exception| format!("{word} WITH {exception}"));
        return with.is_some_and(|licence| LICENCES.contains(&licence.as_str()));
    }
    LICENCES.contains(word)
}

#[test]
fn licence_expressions_are_understood() {
    for good in [
        "MIT",
        "MIT/Apache-2.0",
        "MIT OR GPL-2.0",
        "(MIT OR Apache-2.0) AND Unicode-3.0",
        "Apache-2.0 WITH LLVM-exception",
    ] {
        assert!(is_permitted(good), "{good}");
    }
    for bad in [
        "GPL-3.0",
        "MIT AND GPL-3.0",
        "(MIT OR Apache-2.0) AND LGPL-3.0",
        "Apache-2.0 WITH Other",
        "",
    ] {
        assert!(!is_permitted(bad), "{bad}");
    }
}
