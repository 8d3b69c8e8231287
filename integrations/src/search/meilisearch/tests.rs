use commerce::catalogue::search::engine::{MOST_RANKED, SearchDocument};
use commerce::ids::{ProductId, ShopId};
use serde_json::json;

use super::*;

fn shelf() -> Shelf {
    Shelf::new(ShopId(uuid::Uuid::from_bytes([1; 16])), "sv")
}

#[test]
fn an_index_is_named_by_installation_shop_and_language() {
    let live = wire::uid("torg", &Edition::Live(shelf()));
    assert_eq!(live, "torg-01010101010101010101010101010101-sv");
    let beside = wire::uid("torg", &Edition::Beside(shelf()));
    assert_eq!(beside, format!("{live}-next"));
}

#[test]
fn the_settings_name_what_is_searched_first_and_forgive_typing_errors() {
    let synonyms = [Synonym {
        word: "böck".to_owned(),
        means: vec!["bok".to_owned()],
    }];
    let sent = serde_json::to_value(wire::settings("sv", &synonyms)).unwrap();
    let wanted = json!({
        "searchableAttributes": ["name", "name_forms", "numbers", "features", "feature_forms", "description"],
        "displayedAttributes": ["id"],
        "filterableAttributes": ["id"],
        "rankingRules": ["words", "typo", "proximity", "attribute", "exactness", "in_stock:desc", "popularity:desc"],
        "synonyms": { "böck": ["bok"] },
        "typoTolerance": {
            "enabled": true, "disableOnAttributes": ["numbers"], "disableOnWords": [], "disableOnNumbers": true,
            "minWordSizeForTypos": { "oneTypo": 4, "twoTypos": 8 },
        },
        "pagination": { "maxTotalHits": MOST_RANKED + 1 },
        "localizedAttributes": [{ "locales": ["swe"], "attributePatterns": ["*"] }],
    });
    assert_eq!(sent, wanted);
}

#[test]
fn while_somebody_types_all_but_descriptions_is_searched() {
    let settings = wire::settings("sv", &[]);
    let searched = settings.searchable_attributes.unwrap();
    assert_eq!(searched[..5], wire::SEARCHED_BEGUN);
    assert_eq!(searched[5..], ["description"]);
}

#[test]
fn a_document_holds_words_and_no_price() {
    let document = SearchDocument {
        product_id: ProductId(uuid::Uuid::from_bytes([2; 16])),
        name: "Vas Ås".to_owned(),
        name_forms: "vas ås".to_owned(),
        numbers: "v 1".to_owned(),
        features: "Stengods".to_owned(),
        feature_forms: "stengod".to_owned(),
        description: "Hög.".to_owned(),
        popularity: 7,
        is_in_stock: true,
    };
    let sent = serde_json::to_value(Document::of(&document)).unwrap();
    let wanted = json!({
        "id": "02020202-0202-0202-0202-020202020202", "name": "Vas Ås", "name_forms": "vas ås", "numbers": "v 1", "features": "Stengods",
        "feature_forms": "stengod", "description": "Hög.", "in_stock": 1, "popularity": 7,
    });
    assert_eq!(sent, wanted);
}

#[test]
fn words_are_looked_for_as_they_stand_when_that_is_asked_for() {
    let mut question = Question::of(shelf(), "vaser \"grå\"", false, 10).unwrap();
    assert_eq!(wire::asked(&question), "vas grå");
    question.is_exact = true;
    assert_eq!(wire::asked(&question), "\"vas\" \"grå\"");
}

#[test]
fn what_cannot_work_is_refused_at_once() {
    let made = |url, key, prefix| Meilisearch::new(url, key, prefix, Meilisearch::DEADLINE).err();
    for wrong in ["ftp://x", "nowhere", "https://x/?y", "https://x/#y", ""] {
        assert_eq!(
            made(wrong, None, "torg"),
            Some(ConfigError::NotAnAddress),
            "{wrong}"
        );
    }
    let here = "http://127.0.0.1:7700";
    assert_eq!(made(here, Some("a\nb"), "torg"), Some(ConfigError::NotAKey));
    for wrong in ["", "my shop", "å", "a/b"] {
        assert_eq!(made(here, None, wrong), Some(ConfigError::NotAPrefix));
    }
    assert_eq!(made(here, Some("key"), "torg"), None);
    assert_eq!(made("https://search.example/", None, "torg_2"), None);
}

#[test]
fn another_address_or_prefix_is_another_engine() {
    let identity = |url, key, prefix| {
        let engine = Meilisearch::new(url, key, prefix, Meilisearch::DEADLINE).unwrap();
        engine.identity().to_owned()
    };
    let here = identity("http://127.0.0.1:7700", None, "torg");
    let again = identity("http://127.0.0.1:7700/", Some("key"), "torg");
    assert_eq!(here, again, "a key opens the same door");
    for (url, prefix) in [
        ("http://127.0.0.1:7701", "torg"),
        ("http://127.0.0.1:7700", "torg-2"),
    ] {
        assert_ne!(here, identity(url, None, prefix), "{url} {prefix}");
    }
}
