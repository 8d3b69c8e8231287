//! Facts that are numbers: shown with their unit as the reader writes numbers, and lists narrowed by ranges of them.

use commerce::catalogue::attribute::{AttributeDraft, AttributeKind, RangeDraft};
use commerce::catalogue::label::Label;
use http::StatusCode;

use crate::stand::Stand;

fn range(code: &str, name: &str, from: Option<i64>, below: Option<i64>) -> RangeDraft {
    RangeDraft {
        code: code.to_owned(),
        label: Label::new(name, &name.replace(',', ".")),
        from_milli: from,
        below_milli: below,
    }
}

fn volume(ranges: Vec<RangeDraft>) -> AttributeDraft {
    AttributeDraft {
        code: "volym".to_owned(),
        label: Label::new("Volym", "Volume"),
        kind: AttributeKind::Number,
        unit: Some("cl".to_owned()),
        is_facet: true,
        position: 1,
        values: Vec::new(),
        ranges,
    }
}

fn three() -> Vec<RangeDraft> {
    vec![
        range("liten", "Under 0,5 cl", None, Some(500)),
        range("mellan", "0,5–20 cl", Some(500), Some(20_000)),
        range("stor", "20 cl och mer", Some(20_000), None),
    ]
}

/// Spoons and cups of 0,25, 0,5, 19,999 and 20 cl, a jug of 150, and a bowl of which nobody has said how much it holds.
async fn stand() -> Stand {
    let stand = Stand::new().await;
    stand.attribute(&volume(three())).await;
    let csv = "product,sku,name_sv,name_en,category_sv,category_en,price,stock,attributes\n\
        a,A,Kryddmått,Pinch,Mått,Measures,10,5,\"volym=0,25\"\n\
        b,B,Tesked,Teaspoon,Mått,Measures,20,5,volym=0.5\n\
        c,C,Kopp,Cup,Mått,Measures,30,5,\"volym=19,999\"\n\
        d,D,Bägare,Beaker,Mått,Measures,40,5,volym=20\n\
        e,E,Kanna,Jug,Mått,Measures,50,5,volym=150\n\
        f,F,Skål,Bowl,Mått,Measures,60,5,\n";
    stand.import(csv).await;
    stand
}

fn names(html: &str) -> Vec<String> {
    html.split("<h3><a href=")
        .skip(1)
        .filter_map(|part| Some(part.split_once('>')?.1.split_once('<')?.0.to_owned()))
        .collect()
}

async fn narrowed(stand: &Stand, query: &str) -> Vec<String> {
    let path = format!("/kategori/matt?{query}sort=cheapest");
    let page = stand.get(&path).await;
    assert_eq!(page.status, StatusCode::OK, "{query}");
    names(&page.html)
}

#[tokio::test]
async fn a_list_is_narrowed_by_ranges_of_a_number() {
    let stand = stand().await;
    let all = ["Kryddmått", "Tesked", "Kopp", "Bägare", "Kanna", "Skål"];
    for (query, wanted) in [
        ("", &all[..]),
        ("volym=liten&", &all[..1]),
        // From the first number on, and below the second.
        ("volym=mellan&", &all[1..3]),
        ("volym=stor&", &all[3..5]),
        ("volym=mellan&volym=stor&", &all[1..5]),
        ("volym=stor&max=45&", &all[3..4]),
        // What is no range narrows nothing.
        ("volym=20&", &all[..]),
    ] {
        assert_eq!(narrowed(&stand, query).await, wanted, "{query}");
    }
    let page = stand.get("/kategori/matt?volym=mellan").await.html;
    for part in [
        "name=\"volym\" value=\"mellan\" checked",
        "aria-label=\"Ta bort filter: 0,5–20 cl\"",
        "Under 0,5 cl",
    ] {
        assert!(page.contains(part), "{part} is not in {page}");
    }
    // In their order, each with its name in the reader's language.
    let english = stand.get("/en/category/measures").await.html;
    let places = ["Under 0.5 cl", "0.5–20 cl", "20 cl och mer"].map(|name| english.find(name));
    assert!(
        places.is_sorted() && places[0].is_some(),
        "{places:?} in {english}"
    );
}

#[tokio::test]
async fn other_ranges_sort_the_same_goods_otherwise() {
    let stand = stand().await;
    let two = vec![
        range("liten", "Under 20 cl", None, Some(20_000)),
        range("kanna", "En liter och mer", Some(100_000), None),
    ];
    stand.attribute(&volume(two.clone())).await;
    stand.refresh().await;
    assert_eq!(
        narrowed(&stand, "volym=liten&").await,
        ["Kryddmått", "Tesked", "Kopp"]
    );
    assert_eq!(narrowed(&stand, "volym=kanna&").await, ["Kanna"]);
    let page = stand.get("/kategori/matt").await.html;
    assert!(!page.contains("20 cl och mer"), "a range that has gone");
    // The same once more asks for no work.
    stand.attribute(&volume(two)).await;
    let marks: i64 = stand
        .world
        .database
        .value("select count(*) from listing_marks")
        .await;
    assert_eq!(marks, 0);
}

#[tokio::test]
async fn a_number_is_shown_as_the_reader_writes_it_with_its_unit() {
    let stand = stand().await;
    for (path, fact) in [
        ("/produkt/a", "0,25\u{a0}cl"),
        ("/en/product/pinch", "0.25\u{a0}cl"),
        ("/produkt/c", "19,999\u{a0}cl"),
        ("/produkt/e", "150\u{a0}cl"),
    ] {
        let page = stand.get(path).await;
        assert_eq!(page.status, StatusCode::OK, "{path}");
        assert!(page.html.contains(fact), "{fact} is not in {}", page.html);
    }
    let without = stand.get("/produkt/f").await.html;
    assert!(!without.contains("Volym"), "{without}");
}
