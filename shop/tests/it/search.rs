//! Searching through the door.

use std::sync::Arc;

use commerce::catalogue::search::engine::EngineError;
use commerce::ids::ProductId;
use testkit::engine::Engine;

use crate::stand::Stand;

const GOODS: &str = "product,sku,name_sv,name_en,subtitle_sv,category_sv,category_en,price,stock\n\
    vas-as,V-1,Vas Ås,As vase,Stengods,Vaser,Vases,649,5\n\
    vas-klot,V-2,Vas Klot,Klot vase,Stengods,Vaser,Vases,599,5\n\
    vas-hog,V-3,Hög vas,Tall vase,Stengods,Vaser,Vases,1099,5\n";

#[tokio::test]
async fn hits_are_ordered_by_fit_or_by_price() {
    let stand = Stand::new().await;
    stand.import(GOODS).await;
    let best = stand.get("/sok?q=vas").await.html;
    for part in [
        "3 träffar på ”vas”",
        "<option value=\"relevance\" selected>Bäst träff</option>",
        "<option value=\"cheapest\">Lägsta pris</option>",
        "<input type=\"hidden\" name=\"q\" value=\"vas\">",
        "<meta name=\"robots\" content=\"noindex\">",
    ] {
        assert!(best.contains(part), "{part} is not in {best}");
    }
    let cheapest = stand.get("/sok?q=vas&sort=cheapest").await.html;
    let at = |name: &str| {
        cheapest
            .find(name)
            .unwrap_or_else(|| panic!("{name}: {cheapest}"))
    };
    assert!(at("599\u{a0}kr") < at("649\u{a0}kr") && at("649\u{a0}kr") < at("1\u{a0}099\u{a0}kr"));
    assert!(cheapest.contains("<option value=\"cheapest\" selected>"));
    assert!(cheapest.contains("”Lägsta pris” ordnar"));
    let one = stand.get("/sok?q=klot").await.html;
    assert!(one.contains("1 träff på ”klot”") && !one.contains("id=\"sort\""));
}

#[tokio::test]
async fn an_engine_ranks_and_is_not_missed_when_it_fails() {
    let stand = Stand::new().await;
    stand.import(GOODS).await;
    let engine = Arc::new(Engine::default());
    let mut ranked = Vec::new();
    for sku in ["V-3", "V-1", "V-2"] {
        ranked.push(stand.identity(sku).await.0);
    }
    ranked.insert(1, ProductId::generate());
    engine.ranks(&ranked);
    let stand = stand.with_engine(&engine).await;
    let order = |html: &str| {
        let mut places = ["Hög vas", "Vas Ås", "Vas Klot"].map(|name| (html.find(name), name));
        places.sort_unstable();
        places.map(|(place, name)| {
            assert!(place.is_some(), "{name}: {html}");
            name
        })
    };
    let page = stand.get("/sok?q=vas").await;
    assert_eq!(order(&page.html), ["Hög vas", "Vas Ås", "Vas Klot"]);
    assert!(page.html.contains("3 träffar på ”vas”"));
    let offered = stand.get("/sok/forslag?q=va").await.html;
    assert_eq!(order(&offered), ["Hög vas", "Vas Ås", "Vas Klot"]);

    // Other words each time: what was found is kept for a moment.
    for (fault, swedish, english) in [
        (EngineError::Unavailable("test".to_owned()), "vaser", "vase"),
        (EngineError::Refused("test".to_owned()), "vasen", "vases"),
    ] {
        engine.fails(Some(fault));
        for (path, name) in [
            (format!("/sok?q={swedish}"), "Vas Klot"),
            (format!("/sok/forslag?q={swedish}"), "Vas Klot"),
            (format!("/en/search?q={english}"), "Klot vase"),
        ] {
            let asked = engine.asked().len();
            let page = stand.get(&path).await;
            assert_eq!(page.status, 200, "{path}");
            assert!(page.html.contains(name), "{path}: {}", page.html);
            assert!(asked >= 7 || engine.asked().len() > asked, "{path}");
        }
    }
    for nothing in [
        "/sok",
        "/sok?q=",
        "/sok?q=%22%26%28",
        "/sok?q=vas&page=99&sort=cheapest",
    ] {
        assert_eq!(stand.get(nothing).await.status, 200, "{nothing}");
    }
}
