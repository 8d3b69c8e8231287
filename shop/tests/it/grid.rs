//! Cards are written once and kept; nobody is to see another's, or one from before.

use std::collections::BTreeMap;

use commerce::catalogue::storefront::mark_variants_dirty;
use uuid::Uuid;

use crate::account::registered;
use crate::stand::Stand;

pub const OUT: &str = "card card--out";

/// Makes the lists anew after something was done behind the program's back.
pub async fn changed(stand: &Stand, sql: &'static str) {
    stand.world.database.execute(sql).await;
    let mut tx = stand.world.tx().await;
    mark_variants_dirty(&mut tx, &[stand.variant])
        .await
        .expect("marked");
    tx.commit().await.expect("a commit");
    stand.refresh().await;
}

#[tokio::test]
async fn a_card_that_changes_is_shown_changed_and_changed_back() {
    let stand = Stand::new().await;
    let before = stand.get("/varor").await.html;
    assert!(
        before.contains(">Mugg</a>") && !before.contains(OUT),
        "{before}"
    );
    changed(&stand, "update stock_levels set on_hand = 0").await;
    assert!(stand.get("/varor").await.html.contains(OUT));
    changed(
        &stand,
        "update product_translations set name = 'Kopp & fat'",
    )
    .await;
    let renamed = stand.get("/varor").await.html;
    assert!(renamed.contains(">Kopp &amp; fat</a>"), "{renamed}");
    changed(&stand, "update stock_levels set on_hand = 10").await;
    changed(&stand, "update product_translations set name = 'Mugg'").await;
    assert_eq!(stand.get("/varor").await.html, before);
}

#[tokio::test]
async fn a_card_leads_back_to_the_page_that_it_stands_on() {
    let stand = Stand::new().await;
    for path in ["/varor", "/varor?sort=cheapest&page=1", "/sok?q=mugg"] {
        let html = stand.get(path).await.html;
        let shown = path.replace('&', "&amp;");
        assert!(
            html.contains(&format!("name=\"back\" value=\"{shown}\"")),
            "{path}: {html}"
        );
        assert_eq!(html.matches("name=\"back\"").count(), 1, "{path}");
        assert!(!html.contains('\u{1}'), "{path}");
    }
}

#[tokio::test]
async fn a_heart_is_full_for_whoever_wished_and_for_nobody_else() {
    let stand = Stand::new().await;
    let product: Uuid = stand
        .world
        .database
        .value("select id from products where code = 'Mugg'")
        .await;
    let (full, empty) = ("aria-pressed=\"true\"", "aria-pressed=\"false\"");
    registered(&stand).await;
    assert!(stand.get("/varor").await.html.contains(empty));
    let product = product.to_string();
    let fields = [("product", product.as_str()), ("back", "/varor")];
    stand.post("/konto/onskelista", &fields).await;
    let theirs = stand.get("/varor").await.html;
    assert!(theirs.contains(full) && !theirs.contains(empty), "{theirs}");
    stand.take_jar(BTreeMap::new());
    let guests = stand.get("/varor").await.html;
    assert!(guests.contains(empty) && !guests.contains(full), "{guests}");
}

#[tokio::test]
async fn each_language_has_its_own_card() {
    let stand = Stand::new().await;
    let swedish = stand.get("/varor").await.html;
    let english = stand.get("/en/products").await.html;
    assert!(swedish.contains("href=\"/produkt/mugg\""), "{swedish}");
    assert!(english.contains("href=\"/en/product/mugg\""), "{english}");
    assert!(!english.contains("href=\"/produkt/mugg\""), "{english}");
}
