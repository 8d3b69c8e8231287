//! The wish list and the carts that were put aside.

use std::collections::BTreeMap;

use http::StatusCode;
use uuid::Uuid;

use crate::account::{ask, link, member, registered};
use crate::stand::Stand;

const WISHES: &str = "/konto/onskelista";
const CARTS: &str = "/konto/varukorgar";

async fn product(stand: &Stand) -> String {
    let product: Uuid = stand
        .world
        .database
        .value("select id from products where code = 'Mugg'")
        .await;
    product.to_string()
}

async fn as_maja(stand: &Stand) {
    stand.take_jar(BTreeMap::new());
    ask(stand, "/konto/skapa", "maja@exempel.se").await;
    stand.post(&link(stand).await, &[("name", "Maja Ek")]).await;
}

#[tokio::test]
async fn a_heart_marks_a_product_for_whoever_is_logged_in_and_leads_guests_there_and_back() {
    let stand = Stand::new().await;
    let mug = product(&stand).await;
    let variant = stand.variant.to_string();
    let fields = [
        ("product", mug.as_str()),
        ("variant", variant.as_str()),
        ("back", "/produkt/mugg"),
    ];
    assert!(
        stand
            .get("/produkt/mugg")
            .await
            .html
            .contains("Spara i önskelistan")
    );
    let guest = stand.post(WISHES, &fields).await;
    assert_eq!(guest.location, "/konto/logga-in?next=%2Fprodukt%2Fmugg");
    let all = "select count(*) from wish_list_items";
    assert_eq!(stand.world.database.value::<i64>(all).await, 0);
    registered(&stand).await;
    assert!(stand.get(WISHES).await.html.contains("Önskelistan är tom"));
    for _ in 0..2 {
        assert_eq!(stand.post(WISHES, &fields).await.location, "/produkt/mugg");
    }
    assert_eq!(stand.world.database.value::<i64>(all).await, 1);
    let page = stand.get("/produkt/mugg").await.html;
    assert!(page.contains("Ta bort ur önskelistan"), "{page}");
    let cards = stand.get("/varor").await.html;
    assert!(cards.contains("Ta bort Mugg ur önskelistan"), "{cards}");
    let list = stand.get(WISHES).await.html;
    assert!(
        list.contains("Mugg") && list.contains("249\u{a0}kr"),
        "{list}"
    );
    assert!(list.contains(&format!("name=\"variant\" value=\"{variant}\"")));
    // Another customer's list is another list.
    let mine = stand.jar();
    as_maja(&stand).await;
    assert!(stand.get(WISHES).await.html.contains("Önskelistan är tom"));
    stand
        .post(WISHES, &[("product", &mug), ("remove", "1")])
        .await;
    stand.take_jar(mine);
    assert_eq!(stand.world.database.value::<i64>(all).await, 1);
    stand
        .world
        .database
        .execute("update products set status = 'archived'")
        .await;
    let mut tx = stand.world.tx().await;
    let variants = [stand.variant];
    commerce::catalogue::storefront::mark_variants_dirty(&mut tx, &variants)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    stand.refresh().await;
    assert!(stand.get(WISHES).await.html.contains("Säljs inte längre"));
    stand
        .post(WISHES, &[("product", &mug), ("remove", "1")])
        .await;
    assert_eq!(stand.world.database.value::<i64>(all).await, 0);
}

#[tokio::test]
async fn wishes_for_what_does_not_exist_are_refused_and_lead_nowhere_else() {
    let stand = member().await;
    let mug = product(&stand).await;
    let other = Uuid::nil().to_string();
    for fields in [
        vec![("product", other.as_str())],
        vec![("product", "x")],
        vec![("product", mug.as_str()), ("variant", other.as_str())],
    ] {
        assert_eq!(
            stand.post(WISHES, &fields).await.status,
            StatusCode::NOT_FOUND
        );
    }
    let away = [("product", mug.as_str()), ("back", "//evil.example")];
    assert_eq!(stand.post(WISHES, &away).await.location, WISHES);
}

#[tokio::test]
async fn a_cart_is_put_aside_and_taken_up_again() {
    let stand = Stand::new().await;
    let bowl = stand.world.variant("Skål", 4, 9_900).await;
    stand.add("2").await;
    let guest = stand.post(CARTS, &[("name", "Till stugan")]).await;
    assert_eq!(guest.location, "/konto/logga-in?next=%2Fvarukorg");
    registered(&stand).await;
    stand.add_of(bowl, "3").await;
    let saved = stand.post(CARTS, &[("name", "Till stugan")]).await;
    assert_eq!(
        saved.location, "/konto/varukorgar?klart=saved",
        "{}",
        saved.html
    );
    // Sent twice there is nothing left to put aside.
    assert_eq!(
        stand.post(CARTS, &[("name", "Till stugan")]).await.location,
        CARTS
    );
    assert!(
        stand
            .get("/varukorg")
            .await
            .html
            .contains("Varukorgen är tom")
    );
    let page = stand.get(CARTS).await.html;
    for shown in ["Till stugan", "Mugg × 2", "Skål × 3", "5 varor"] {
        assert!(page.contains(shown), "{shown}: {page}");
    }
    stand.add("1").await;
    let less = "update stock_levels set on_hand = 1 where variant_id = (select id from variants where sku = 'Skål')";
    stand.world.database.execute(less).await;
    let id: Uuid = stand
        .world
        .database
        .value("select id from purchase_lists")
        .await;
    for _ in 0..2 {
        let up = stand.post(&format!("{CARTS}/{id}/ta-upp"), &[]).await;
        assert_eq!(up.location, "/varukorg");
    }
    let cart = stand.get("/varukorg").await.html;
    assert!(cart.contains("Varukorg, 3 varor"), "{cart}");
    assert!(cart.contains("Allt gick inte att lägga tillbaka"), "{cart}");
    assert!(
        cart.contains("Skål: det finns färre än du ville ha, 1 st"),
        "{cart}"
    );
}

#[tokio::test]
async fn lists_are_renamed_under_a_version_and_thrown_away_by_their_owner_alone() {
    let stand = member().await;
    stand.add("2").await;
    stand.post(CARTS, &[("name", "  ")]).await;
    let id: Uuid = stand
        .world
        .database
        .value("select id from purchase_lists")
        .await;
    let path = format!("{CARTS}/{id}");
    let name = "select name from purchase_lists";
    assert_eq!(
        stand.world.database.value::<String>(name).await,
        "Varukorg 2026-11-23"
    );
    for (typed, version, outcome) in [
        ("Till jul", "1", "renamed"),
        ("Till påsk", "1", "stale"),
        ("   ", "2", "name"),
    ] {
        let page = stand
            .post(&path, &[("name", typed), ("version", version)])
            .await;
        assert_eq!(page.location, format!("{CARTS}?klart={outcome}"));
        assert_eq!(stand.get(&page.location).await.status, StatusCode::OK);
    }
    assert_eq!(stand.world.database.value::<String>(name).await, "Till jul");
    let mine = stand.jar();
    as_maja(&stand).await;
    for (path, fields) in [
        (path.clone(), vec![("name", "Stulen"), ("version", "2")]),
        (path.clone(), vec![("remove", "1")]),
        (format!("{path}/ta-upp"), vec![]),
    ] {
        assert_eq!(
            stand.post(&path, &fields).await.status,
            StatusCode::NOT_FOUND
        );
    }
    assert!(!stand.get(CARTS).await.html.contains("Till jul"));
    stand.take_jar(mine);
    stand.post(&path, &[("remove", "1")]).await;
    let all = "select count(*) from purchase_lists";
    assert_eq!(stand.world.database.value::<i64>(all).await, 0);
}
