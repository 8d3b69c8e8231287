//! Searching through the door.

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
