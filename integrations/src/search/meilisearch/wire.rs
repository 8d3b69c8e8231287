//! Meilisearch's words: documents, settings, questions.

use std::collections::HashMap;

use commerce::catalogue::search::engine::{
    Edition, MOST_RANKED, Question, SearchDocument, Shelf, Synonym,
};
use commerce::ids::ProductId;
use meilisearch_sdk::settings::{
    LocalizedAttributes, MinWordSizeForTypos, PaginationSetting, Settings, TypoToleranceSettings,
};
use serde::{Deserialize, Serialize};

/// The field that tells documents apart.
pub(super) const ID: &str = "id";

/// What is searched, most telling first.
const SEARCHED: [&str; 6] = [
    "name",
    "name_forms",
    "numbers",
    "features",
    "feature_forms",
    "description",
];

/// What is searched while somebody types: not descriptions, in which something begins with any few letters.
pub(super) const SEARCHED_BEGUN: [&str; 5] =
    ["name", "name_forms", "numbers", "features", "feature_forms"];

/// What decides between two products, in this order: how the words match, then what can be bought, then what sells.
const RANKING: [&str; 7] = [
    "words",
    "typo",
    "proximity",
    "attribute",
    "exactness",
    "in_stock:desc",
    "popularity:desc",
];

/// From so many letters one typing error is forgiven, and two: roots are shorter than words.
const ONE_TYPO: u8 = 4;
const TWO_TYPOS: u8 = 8;

/// What is sent of a product.
#[derive(Debug, Serialize)]
pub(super) struct Document<'a> {
    id: String,
    name: &'a str,
    name_forms: &'a str,
    numbers: &'a str,
    features: &'a str,
    feature_forms: &'a str,
    description: &'a str,
    in_stock: u8,
    popularity: i32,
}

impl<'a> Document<'a> {
    pub(super) fn of(document: &'a SearchDocument) -> Self {
        Self {
            id: document.product_id.0.to_string(),
            name: &document.name,
            name_forms: &document.name_forms,
            numbers: &document.numbers,
            features: &document.features,
            feature_forms: &document.feature_forms,
            description: &document.description,
            in_stock: u8::from(document.is_in_stock),
            popularity: document.popularity,
        }
    }
}

/// What is read of a product that was found.
#[derive(Debug, Deserialize)]
pub(super) struct Hit {
    id: String,
}

impl Hit {
    /// Which, if it is one of ours.
    pub(super) fn product(&self) -> Option<ProductId> {
        uuid::Uuid::parse_str(&self.id).ok().map(ProductId)
    }
}

/// The name of an index.
pub(super) fn uid(prefix: &str, edition: &Edition) -> String {
    let name = |shelf: &Shelf| format!("{prefix}-{}-{}", shelf.shop_id.0.simple(), shelf.locale);
    match edition {
        Edition::Live(shelf) => name(shelf),
        Edition::Beside(shelf) => format!("{}-next", name(shelf)),
    }
}

/// The shelf of an index.
pub(super) fn shelf(edition: &Edition) -> &Shelf {
    match edition {
        Edition::Live(shelf) | Edition::Beside(shelf) => shelf,
    }
}

/// The language as Meilisearch calls it; without one it guesses by the text.
pub(super) fn language(locale: &str) -> Option<&'static str> {
    match locale {
        "sv" => Some("swe"),
        "en" => Some("eng"),
        _ => None,
    }
}

/// How an index searches.
pub(super) fn settings(locale: &str, synonyms: &[Synonym]) -> Settings {
    fn all(words: &[&str]) -> Vec<String> {
        words.iter().map(|word| (*word).to_owned()).collect()
    }
    let synonyms: HashMap<String, Vec<String>> = synonyms
        .iter()
        .map(|one| (one.word.clone(), one.means.clone()))
        .collect();
    Settings {
        searchable_attributes: Some(all(&SEARCHED)),
        displayed_attributes: Some(all(&[ID])),
        filterable_attributes: Some(vec![ID.into()]),
        ranking_rules: Some(all(&RANKING)),
        synonyms: Some(synonyms),
        typo_tolerance: Some(TypoToleranceSettings {
            enabled: Some(true),
            disable_on_attributes: Some(all(&["numbers"])),
            disable_on_words: Some(Vec::new()),
            min_word_size_for_typos: Some(MinWordSizeForTypos {
                one_typo: Some(ONE_TYPO),
                two_typos: Some(TWO_TYPOS),
            }),
            disable_on_numbers: Some(true),
        }),
        pagination: Some(PaginationSetting {
            // One more than is asked for: it limits what is counted, too, by which we know that there are more.
            max_total_hits: MOST_RANKED + 1,
        }),
        localized_attributes: language(locale).map(|language| {
            vec![LocalizedAttributes {
                locales: vec![language.to_owned()],
                attribute_patterns: vec!["*".to_owned()],
            }]
        }),
        ..Settings::default()
    }
}

/// A question in Meilisearch's way of writing: a word in quotation marks is looked for as it stands, with no typing error forgiven.
pub(super) fn asked(question: &Question) -> String {
    match question.is_exact {
        false => question.words.join(" "),
        true => question
            .words
            .iter()
            .map(|word| format!("\"{word}\""))
            .collect::<Vec<_>>()
            .join(" "),
    }
}

/// The condition that a document is of one of these products. They are ids: nothing in them can be an operator.
pub(super) fn is_of(products: &[ProductId]) -> String {
    let ids: Vec<String> = products.iter().map(|id| format!("\"{}\"", id.0)).collect();
    format!("{ID} IN [{}]", ids.join(", "))
}
