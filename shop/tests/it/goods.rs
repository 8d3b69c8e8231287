//! The first page and a product's page with everything that goods can have, for people and for machines.

use commerce::catalogue::attribute::{AttributeDraft, AttributeKind};
use commerce::catalogue::label::Label;
use commerce::catalogue::product::{Manufacturer, store};
use http::StatusCode;

use crate::stand::{Stand, crumbs};

const GOODS: &str = "product,sku,name_sv,name_en,slug_sv,slug_en,subtitle_sv,description_sv,safety_warning_sv,category_sv,category_en,manufacturer,\
origin_country,dimensions_mm_w_d_h,weight_g,price,stock,variant_option,variant_option_sv,variant_value,variant_value_sv,variant_swatch,is_main_variant,\
content_amount,content_unit,attributes\n\
glas,G-KLAR,Vattenglas Tjärn,Tjarn glass,vattenglas,water-glass,Glas,Munblåst. Staplas inte.,Tål inte hetta.,Servering,Tableware,Glashyttan,CN,\
80 x 80 x 90,400,299,20,colour,Färg,klar,Klar,#eef0ee,1,2,st,material=glas\n\
glas,G-ROK,Vattenglas Tjärn,Tjarn glass,vattenglas,water-glass,Glas,Munblåst. Staplas inte.,Tål inte hetta.,Servering,Tableware,Glashyttan,CN,\
80 x 80 x 90,400,299,3,colour,Färg,rok,Rök,#6a6a66,0,2,st,material=glas\n\
vas-klot,V-1,Vas Klot,Klot vase,vas-klot,vas-klot,Stengods,Rund.,,Inredning,Decor,,SE,,900,599,4,,,,,,,,,material=stengods\n\
karaff-kalla,K-1,Karaff Källa,Kalla carafe,karaff-kalla,karaff-kalla,Glas,Hög.,,Servering,Tableware,,SE,,900,449,9,,,,,,,,,material=glas\n";

async fn stand() -> Stand {
    let stand = Stand::new().await;
    let value = |code: &str, word: &str| (code.to_owned(), Label::new(word, word), None);
    stand
        .attribute(&AttributeDraft {
            code: "material".to_owned(),
            label: Label::new("Material", "Material"),
            kind: AttributeKind::Choice,
            unit: None,
            is_facet: true,
            position: 1,
            ranges: Vec::new(),
            values: vec![value("glas", "Glas"), value("stengods", "Stengods")],
        })
        .await;
    let mut tx = stand.world.tx().await;
    let maker = Manufacturer {
        name: "Glashyttan".to_owned(),
        postal_address: "Hyttvägen 1, Ningbo".to_owned(),
        electronic_address: "glas@exempel.example".to_owned(),
        country: "CN".to_owned(),
        responsible: Some((
            "Ombudet AB".to_owned(),
            "Kajen 2, Göteborg".to_owned(),
            "ombud@exempel.example".to_owned(),
        )),
    };
    store::save_manufacturer(&mut tx, &maker)
        .await
        .expect("a maker");
    tx.commit().await.expect("a commit");
    stand.import(GOODS).await;
    stand
}

fn holds(html: &str, parts: &[&str]) {
    for part in parts {
        assert!(html.contains(part), "{part} is not in {html}");
    }
}

#[tokio::test]
async fn the_first_page_leads_to_the_goods() {
    let stand = stand().await;
    stand.hang("V-1", 0, "Vas Klot i mossa").await;
    let html = stand.get("/").await.html;
    holds(
        &html,
        &[
            // The picture's numbers and their key, in the theme's order.
            "class=\"pin pin-1\" href=\"/produkt/vas-klot\" aria-label=\"1: Vas Klot, 599\u{a0}kr\"",
            "class=\"pin pin-6\" href=\"/produkt/karaff-kalla\"",
            "<li value=\"6\">",
            // The ways into the catalogue.
            "class=\"cat\" href=\"/kategori/servering\"",
            "<b>Inredning</b><small>1 vara</small>",
            "id=\"h-new\">Nytt i boden",
            // Nothing has been bought, and so nothing is said to be.
            "id=\"h-pop\">Ett urval av våra varor",
            "30 dagars öppet köp",
        ],
    );
    let popular = html.split_once("id=\"h-pop\"").expect("popular").1;
    assert!(popular.contains("<h3><a href=\"/produkt/"), "{popular}");
    assert!(!html.contains("Mest köpt"));
    for absent in ["pin pin-2\"", "hero-pin"] {
        assert!(!html.contains(absent), "{absent}");
    }
    holds(
        &html,
        &[
            "\"@type\":\"OnlineStore\"",
            "\"telephone\":\"+46313900610\"",
            "\"@type\":\"SearchAction\"",
            "\"target\":\"http://shop.example/sok?q={search_term_string}\"",
            "<link rel=\"alternate\" hreflang=\"x-default\" href=\"http://shop.example/\">",
            "<meta property=\"og:type\" content=\"website\">",
            "<meta property=\"og:title\" content=\"Nordbod\">",
            "<meta property=\"og:locale\" content=\"sv_SE\">",
            "<meta property=\"og:image\" content=\"http://shop.example/bild/",
        ],
    );
    assert!(stand.get("/en").await.html.contains("content=\"en_GB\""));
}

#[tokio::test]
async fn a_product_shows_all_that_is_known_of_it() {
    let stand = stand().await;
    stand.hang("G-KLAR", 0, "Vattenglas i klart glas").await;
    stand.hang("G-KLAR", 1, "Vattenglas uppifrån").await;
    stand.hang("G-ROK", 2, "Vattenglas i rök").await;
    let html = stand.get("/produkt/vattenglas").await.html;
    holds(
        &html,
        &[
            // The gallery with its small pictures, each of them large on demand.
            "href=\"#bild-3\" aria-label=\"Visa bild 3 av 3\"",
            "<a class=\"zoom\" href=\"/bild/",
            "aria-label=\"Förstora bild 2\"",
            "<picture><source type=\"image/webp\" srcset=\"/bild/",
            ".webp 320w, /bild/",
            "sizes=\"(min-width: 56rem) 55vw, 100vw\"",
            "width=\"1200\" height=\"1200\" alt=\"Vattenglas i klart glas\" fetchpriority=\"high\"",
            "alt=\"Vattenglas uppifrån\" loading=\"lazy\"",
            "<img class=\"lq\" src=\"data:image/",
            // Prices, choices, facts.
            "299\u{a0}kr",
            "Jämförpris 149,50\u{a0}kr/st",
            "href=\"/produkt/vattenglas?variant=rok\"",
            "80 × 80 × 90 mm",
            "Artikelnummer</dt><dd>G-KLAR",
            // Who answers for its safety.
            "Glashyttan, Hyttvägen 1, Ningbo, glas@exempel.example",
            "Ansvarig inom EU</dt><dd>Ombudet AB, Kajen 2, Göteborg, ombud@exempel.example",
            "Tillverkad i</dt><dd>Kina",
            "Varning</dt><dd>Tål inte hetta.",
            // What goes with it: the rest of its category.
            "id=\"rel\">Passar ihop",
            "href=\"/produkt/karaff-kalla\"",
        ],
    );
    holds(
        &html,
        &[
            "<meta property=\"og:type\" content=\"product\">",
            "<meta property=\"og:title\" content=\"Vattenglas Tjärn, klar\">",
            "<meta property=\"product:price:amount\" content=\"299.00\">",
            "<meta name=\"twitter:card\" content=\"summary_large_image\">",
            "\"@type\":\"BreadcrumbList\"",
            "\"availability\":\"https://schema.org/LimitedAvailability\"",
        ],
    );
    let other = stand.get("/produkt/vattenglas?variant=rok").await.html;
    holds(
        &other,
        &[
            "Bara 3 kvar",
            "G-ROK",
            "og:title\" content=\"Vattenglas Tjärn, rök\"",
        ],
    );
    let (first, _) = other.split_once("id=\"bild-2\"").expect("a gallery");
    assert!(
        first.contains("alt=\"Vattenglas i rök\""),
        "the chosen variant's picture comes first"
    );
}

#[tokio::test]
async fn the_unit_price_stands_in_lists_in_the_search_and_in_the_cart() {
    let stand = stand().await;
    let variant = "select id from variants where sku = 'G-KLAR'";
    let variant = commerce::ids::VariantId(stand.world.database.value(variant).await);
    stand.add_of(variant, "3").await;
    for path in ["/varor", "/sok?q=vattenglas", "/varukorg"] {
        let html = stand.get(path).await.html;
        assert!(html.contains("149,50\u{a0}kr/st"), "{path}: {html}");
    }
}

#[tokio::test]
async fn machines_keep_one_address_and_people_their_variant() {
    let stand = stand().await;
    let html = stand.get("/produkt/vattenglas?variant=rok").await.html;
    let (head, body) = html.split_once("<body>").expect("a body");
    holds(
        head,
        &[
            "<link rel=\"canonical\" href=\"http://shop.example/produkt/vattenglas\">",
            "hreflang=\"en\" href=\"http://shop.example/en/product/water-glass\"",
            "hreflang=\"x-default\" href=\"http://shop.example/produkt/vattenglas\"",
        ],
    );
    assert!(!head.contains("hreflang=\"en\" href=\"http://shop.example/en/product/water-glass?"));
    holds(
        body,
        &["href=\"/en/product/water-glass?variant=rok\" lang=\"en\""],
    );
    let crumbs = crumbs(head);
    assert!(
        crumbs.contains("http://shop.example/produkt/vattenglas\""),
        "{crumbs}"
    );
    assert!(!crumbs.contains("?variant"), "{crumbs}");
}

#[tokio::test]
async fn what_is_still_to_come_says_so_and_promises_no_day() {
    let stand = stand().await;
    stand
        .world
        .database
        .execute(
            "update stock_levels s set on_hand = 0, backorder_limit = 30, restock_at = '2026-12-07T08:00:00Z'
             from variants v where v.id = s.variant_id and v.sku in ('V-1', 'G-ROK')",
        )
        .await;
    let mut tx = stand.world.tx().await;
    for sku in ["V-1", "G-ROK"] {
        let (product, _) = stand.identity(sku).await;
        commerce::catalogue::storefront::mark_dirty(&mut tx, &[product])
            .await
            .expect("marked");
    }
    tx.commit().await.expect("a commit");
    stand.refresh().await;
    let html = stand.get("/produkt/vas-klot").await.html;
    holds(
        &html,
        &[
            "Går att beställa",
            "Den kommer till oss 7 december och skickas då.",
            "Lägg i varukorgen",
            "https://schema.org/BackOrder",
        ],
    );
    for promise in ["I lager", "Hos dig ", "Beställ före"] {
        assert!(!html.contains(promise), "{promise}");
    }
    let list = stand.get("/kategori/inredning").await.html;
    holds(&list, &["Går att beställa, väntas 7 december"]);
    assert!(!list.contains("card--out"), "it can be bought");
    let in_stock = stand.get("/varor?stock=1").await.html;
    assert!(
        !in_stock.contains("/produkt/vas-klot\""),
        "it is not in stock"
    );
    // Of a product with one variant here and one to come, the list says what is here.
    assert!(in_stock.contains("/produkt/vattenglas\""));
    let (_, variant) = stand.identity("V-1").await;
    stand.add_of(variant, "2").await;
    let cart = stand.get("/varukorg").await.html;
    holds(&cart, &["Går att beställa"]);
    assert!(
        !cart.contains("I lager"),
        "the cart says what the product's page says"
    );
}

#[tokio::test]
async fn a_fault_of_ours_gets_the_themes_page() {
    let stand = stand().await;
    stand
        .world
        .database
        .execute("alter table product_media rename to gone")
        .await;
    let page = stand.get("/produkt/vas-klot").await;
    assert_eq!(page.status, StatusCode::INTERNAL_SERVER_ERROR);
    holds(
        &page.html,
        &[
            "<h1>Något gick fel hos oss</h1>",
            "class=\"wrap top-in\"",
            "href=\"/kategori/servering\"",
            "<meta name=\"robots\" content=\"noindex\">",
        ],
    );
    assert!(
        !page.html.contains("product_media"),
        "nothing of the inside is told"
    );
    let english = stand.get("/en/product/vas-klot").await;
    assert!(english.html.contains("lang=\"en\""));
}

#[tokio::test]
async fn only_texts_that_are_published_are_in_the_map() {
    let stand = stand().await;
    let map = stand.get("/sitemap/pages.xml").await.html;
    holds(&map, &["/kopvillkor</loc>", "/en/withdrawal</loc>"]);
    let text = stand.get("/kopvillkor").await.html;
    let others = text.split_once("class=\"doc-nav\"").expect("others").1;
    let others = others.split_once("</nav>").expect("an end").0;
    assert!(
        others.contains("/angerratt") && !others.contains("/kakor"),
        "{others}"
    );
    for unpublished in ["/kakor", "/personuppgifter", "/en/cookies"] {
        assert!(!map.contains(unpublished), "{unpublished}");
        assert_eq!(stand.get(unpublished).await.status, StatusCode::NOT_FOUND);
    }
}

/// What a page tells machines, object by object.
fn told(html: &str) -> Vec<serde_json::Value> {
    let scripts = html.split("<script type=\"application/ld+json\">").skip(1);
    let objects = scripts.filter_map(|part| part.split("</script>").next());
    objects
        .map(|object| serde_json::from_str(object).unwrap())
        .collect()
}

/// Where nothing is said in what is told.
fn empty_places(value: &serde_json::Value, at: &str) -> Vec<String> {
    use serde_json::Value;
    match value {
        Value::Null => vec![at.to_owned()],
        Value::String(text) if text.trim().is_empty() => vec![at.to_owned()],
        Value::Array(items) => items
            .iter()
            .flat_map(|item| empty_places(item, at))
            .collect(),
        Value::Object(fields) => fields
            .iter()
            .flat_map(|(name, value)| empty_places(value, &format!("{at}/{name}")))
            .collect(),
        _ => Vec::new(),
    }
}

#[tokio::test]
async fn machines_are_told_of_codes_that_are_there_and_of_nothing_that_is_not() {
    let stand = stand().await;
    let database = &stand.world.database;
    database
        .execute("update variants set gtin = '4006381333931' where sku = 'G-KLAR'")
        .await;
    for path in [
        "/",
        "/en",
        "/varor",
        "/kategori/servering",
        "/produkt/vattenglas",
        "/produkt/vas-klot",
        "/en/product/karaff-kalla",
        "/produkt/mugg",
        "/kopvillkor",
    ] {
        let page = stand.get(path).await;
        assert_eq!(page.status, StatusCode::OK, "{path}");
        let objects = told(&page.html);
        assert!(!objects.is_empty(), "{path}");
        for object in objects {
            assert_eq!(empty_places(&object, ""), [""; 0], "{path}: {object}");
        }
    }
    let page = stand.get("/produkt/vattenglas").await.html;
    let objects = told(&page);
    let product = objects.iter().find(|object| object["@type"] == "Product");
    let offers = product.unwrap()["offers"].as_array().unwrap();
    let of = |sku: &str| offers.iter().find(|offer| offer["sku"] == sku).unwrap();
    assert_eq!(of("G-KLAR")["gtin13"], "4006381333931");
    let without = of("G-ROK").as_object().unwrap();
    assert!(without.keys().all(|name| !name.starts_with("gtin")));
}
