//! How the engine of the tests ranks: every word must be met, the last by what begins so, longer ones with typing errors; then the fewest errors, the more telling
//! attribute, what can be bought, and what sells.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use commerce::catalogue::search::words::{split, typing_errors};
use serde_json::Value;

#[derive(Clone, Default)]
pub struct Index {
    pub settings: Value,
    pub documents: BTreeMap<String, Value>,
}

/// A word of a question.
struct Asked {
    word: String,
    is_last: bool,
    is_exact: bool,
}

/// The ids of what is found, best first; looked for in some attributes, or in all when none are named.
pub fn rank(index: &Index, question: &str, only: &Value) -> Vec<String> {
    let words: Vec<&str> = question.split_whitespace().collect();
    let asked: Vec<Asked> = words
        .iter()
        .enumerate()
        .map(|(n, word)| Asked {
            word: word.trim_matches('"').to_owned(),
            is_last: n + 1 == words.len(),
            is_exact: word.starts_with('"'),
        })
        .collect();
    let mut found = Vec::new();
    for (id, document) in &index.documents {
        let met: Option<Vec<(usize, usize)>> = asked
            .iter()
            .map(|asked| meet(&index.settings, document, asked, only))
            .collect();
        let Some(met) = met else { continue };
        let errors: usize = met.iter().map(|(errors, _)| errors).sum();
        let places: usize = met.iter().map(|(_, place)| place).sum();
        let number = |name: &str| Reverse(document[name].as_i64().unwrap());
        let rank = (errors, places, number("in_stock"), number("popularity"), id);
        found.push(rank);
    }
    found.sort();
    found.into_iter().map(|(.., id)| id.clone()).collect()
}

/// With how many errors a word is met in a document, and how telling the attribute is where it is met best.
fn meet(settings: &Value, document: &Value, asked: &Asked, only: &Value) -> Option<(usize, usize)> {
    let tolerance = &settings["typoTolerance"];
    let least = |name: &str| tolerance["minWordSizeForTypos"][name].as_u64().unwrap();
    let length = asked.word.chars().count() as u64;
    let forgiven = match asked.is_exact {
        true => 0,
        false => usize::from(length >= least("oneTypo")) + usize::from(length >= least("twoTypos")),
    };
    let meant: Vec<&str> = settings["synonyms"][&asked.word]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect();
    let attributes = settings["searchableAttributes"].as_array().unwrap();
    let mut best = None;
    for (place, attribute) in attributes.iter().enumerate() {
        if only
            .as_array()
            .is_some_and(|only| !only.contains(attribute))
        {
            continue;
        }
        let is_strict = tolerance["disableOnAttributes"]
            .as_array()
            .unwrap()
            .contains(attribute);
        let text = document[attribute.as_str().unwrap()].as_str().unwrap();
        for token in split(text) {
            let errors = if token == asked.word
                || meant.contains(&token.as_str())
                || (asked.is_last && !asked.is_exact && token.starts_with(&asked.word))
            {
                0
            } else {
                typing_errors(&asked.word, &token)
            };
            let most = if is_strict { 0 } else { forgiven };
            if errors <= most && best.is_none_or(|best| (errors, place) < best) {
                best = Some((errors, place));
            }
        }
    }
    best
}
