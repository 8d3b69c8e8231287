//! What staff note about an order.

use admin::Environment;
use http::StatusCode;

use crate::card_orders::order;
use crate::client::world;
use crate::prices::plain;

#[tokio::test]
async fn a_note_stands_among_what_happened_and_goes_with_the_buyer() {
    let world = world(Environment::Production).await;
    let href = order(&world, 50_000).await;
    let mut browser = world.logged_in("sara@nordbod.example", &["owner"]).await.0;
    let at = format!("{href}/anteckning");
    for wrong in ["", "   ", &"x".repeat(1_001)] {
        let page = browser.post(&at, &[("anteckning", wrong)]).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(plain(&page, "#anteckning-error").contains("tecken"));
        assert_eq!(
            page.text_of("#anteckning"),
            wrong.trim(),
            "what was typed stays"
        );
    }
    for _ in 0..2 {
        // Sent twice is noted once.
        let fields = [("anteckning", "Ringde <Elin> om adressen.")];
        let done = browser.post(&at, &fields).await;
        assert_eq!(done.location, format!("{href}#h-tid"));
    }
    let page = browser.get(&href).await;
    assert_eq!(page.count_of(".tl > li.noted"), 1);
    let noted = page.text_of(".tl > li.noted");
    assert!(noted.contains("Ringde <Elin> om adressen.") && noted.contains("Sara Lind"));
    assert_eq!(
        browser
            .get(&format!("{href}?visa=system"))
            .await
            .count_of("li.noted"),
        0
    );
    assert_eq!(world.audited("order.noted").await, 1);
    let told = world.database.tables_that_say("Ringde <Elin>").await;
    assert_eq!(
        told,
        ["order_notes"],
        "the trail does not say what was noted"
    );
    let none = browser
        .post("/ordrar/NB-9/anteckning", &[("anteckning", "x")])
        .await;
    assert_eq!(none.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn only_a_tier_that_somebody_was_given_stands_beside_the_name() {
    let world = world(Environment::Production).await;
    let href = order(&world, 50_000).await;
    let mut browser = world.logged_in("sara@nordbod.example", &["owner"]).await.0;
    world
        .database
        .execute("update orders set tier_code = 'user'")
        .await;
    for path in ["/ordrar", href.as_str()] {
        assert!(!browser.get(path).await.body.contains(">user<"), "{path}");
        let page = browser.get(path).await;
        assert!(!page.body.contains(">Användare<"), "{path}");
    }
    world
        .database
        .execute("update orders set tier_code = 'pro'")
        .await;
    // By the name that the merchant gave it.
    world
        .database
        .execute(r#"update tiers set name = '{"sv": "Proffs", "en": "Trade"}' where code = 'pro'"#)
        .await;
    for path in ["/ordrar", href.as_str()] {
        let page = browser.get(path).await;
        assert!(
            page.body.contains("<span class=\"tag\">Proffs</span>"),
            "{path}: {}",
            page.body
        );
        assert!(!page.body.contains("<span class=\"tag\">pro</span>"));
    }
}
