//! Lists with many products: filters, orders, pages, and what search engines are told of them.

use std::fmt::Write as _;

use commerce::catalogue::address::{Kind, set_free_slug};
use commerce::catalogue::attribute::{AttributeDraft, AttributeKind};
use commerce::catalogue::label::Label;
use http::StatusCode;

use crate::stand::{Stand, crumbs};

/// Thirty bowls in three colours at 101, 102 ... kronor; the first ten are sold out.
async fn stand() -> Stand {
    let stand = Stand::new().await;
    let colour = |code: &str, word: &str| {
        let label = Label::new(word, word);
        (code.to_owned(), label, Some("#858a68".to_owned()))
    };
    stand
        .attribute(&AttributeDraft {
            code: "farg".to_owned(),
            label: Label::new("Färg", "Colour"),
            kind: AttributeKind::Choice,
            unit: None,
            is_facet: true,
            position: 1,
            ranges: Vec::new(),
            values: vec![
                colour("sand", "Sand"),
                colour("moss", "Mossa"),
                colour("natt", "Midnatt"),
            ],
        })
        .await;
    let mut csv =
        "product,sku,name_sv,name_en,category_sv,category_en,price,stock,attributes\n".to_owned();
    for n in 1..=30 {
        let colour = ["sand", "moss", "natt"][n % 3];
        let stock = if n <= 10 { 0 } else { 7 };
        let _ = writeln!(
            csv,
            "skal-{n},S-{n},Skål {n:02},Bowl {n:02},Skålar,Bowls,{},{stock},farg={colour}",
            100 + n
        );
    }
    stand.import(&csv).await;
    stand
}

fn names(html: &str) -> Vec<String> {
    html.split("<h3><a href=")
        .skip(1)
        .filter_map(|part| Some(part.split_once('>')?.1.split_once('<')?.0.to_owned()))
        .collect()
}

#[tokio::test]
async fn a_list_is_narrowed_by_several_values_and_a_price() {
    let stand = stand().await;
    let html = stand
        .get("/kategori/skalar?farg=sand&farg=moss&min=105&max=125&stock=1&sort=dearest")
        .await
        .html;
    let shown = names(&html);
    // 11 to 25 without every third.
    assert_eq!(shown.len(), 10, "{shown:?}");
    assert_eq!(
        (shown[0].as_str(), shown[9].as_str()),
        ("Skål 25", "Skål 12")
    );
    for part in [
        "<b>10 varor</b> <span class=\"muted\">av 30</span>",
        "name=\"farg\" value=\"sand\" checked",
        "name=\"farg\" value=\"moss\" checked",
        "aria-label=\"Ta bort filter: 105\u{a0}kr – 125\u{a0}kr\"",
        "aria-label=\"Ta bort filter: Sand\"",
        "<option value=\"dearest\" selected>",
        "<meta name=\"robots\" content=\"noindex\">",
    ] {
        assert!(html.contains(part), "{part} is not in {html}");
    }
    assert!(!html.contains("rel=\"canonical\""));
    // The way out of one filter keeps the others.
    assert!(html.contains(
        "href=\"/kategori/skalar?farg=moss&amp;min=105&amp;max=125&amp;stock=1&amp;sort=dearest\""
    ));
}

#[tokio::test]
async fn the_pages_of_a_list_know_each_other_in_both_languages() {
    let stand = stand().await;
    let first = stand.get("/kategori/skalar?sort=cheapest").await.html;
    let second = stand
        .get("/kategori/skalar?sort=cheapest&page=2")
        .await
        .html;
    assert_eq!((names(&first).len(), names(&second).len()), (24, 6));
    assert_eq!(names(&first)[0], "Skål 01");
    assert_eq!(names(&second)[0], "Skål 25");
    assert!(first.contains("Visar 1–24 av 30") && second.contains("Visar 25–30 av 30"));
    assert!(
        first.contains("<link rel=\"next\" href=\"/kategori/skalar?sort=cheapest&amp;page=2\">")
    );
    let (head, _) = second.split_once("<body>").expect("a body");
    for part in [
        "<link rel=\"canonical\" href=\"http://shop.example/kategori/skalar?page=2\">",
        "hreflang=\"en\" href=\"http://shop.example/en/category/bowls?page=2\"",
        "hreflang=\"x-default\" href=\"http://shop.example/kategori/skalar?page=2\"",
        "<link rel=\"prev\" href=\"/kategori/skalar?sort=cheapest\">",
    ] {
        assert!(head.contains(part), "{part} is not in {head}");
    }
    // The last step of the way here is the address that is kept, not the one that was typed.
    let tracked = stand
        .get("/kategori/skalar?sort=cheapest&page=2")
        .await
        .html;
    let crumbs = crumbs(&tracked);
    assert!(
        crumbs.contains("http://shop.example/kategori/skalar?page=2\""),
        "{crumbs}"
    );
    assert!(!crumbs.contains("sort="), "{crumbs}");
}

#[tokio::test]
async fn an_old_address_of_a_category_leads_to_the_new_one_with_what_was_asked() {
    let stand = stand().await;
    let bowls: uuid::Uuid = stand
        .world
        .database
        .value("select target_id from slugs where kind = 'category' and locale = 'sv' and slug = 'skalar'")
        .await;
    let mut tx = stand.world.tx().await;
    set_free_slug(&mut tx, Kind::Category, bowls, "sv", "drejat")
        .await
        .expect("a slug");
    tx.commit().await.expect("a commit");
    for (query, kept) in [
        ("", ""),
        (
            "?page=2&sort=cheapest&farg=moss&min=105&stock=1",
            "?farg=moss&min=105&stock=1&sort=cheapest&page=2",
        ),
        ("?slug=x&page=-1&sort=%3Cb%3E", ""),
    ] {
        let old = stand.get(&format!("/kategori/skalar{query}")).await;
        let new = format!("/kategori/drejat{kept}");
        assert_eq!(
            (old.status, &old.location),
            (StatusCode::MOVED_PERMANENTLY, &new)
        );
        assert_eq!(stand.get(&new).await.status, StatusCode::OK);
    }
}
