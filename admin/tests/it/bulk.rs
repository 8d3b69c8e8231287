//! Doing something to many products: shown first, done, taken back.

use http::StatusCode;

use crate::prices::{furnished, plain};

const ID: &str = "018f0000-0000-7000-8000-0000000000aa";

#[tokio::test]
async fn ticked_products_are_shown_changed_and_changed_back() {
    let (world, mut browser) = furnished().await;
    let list = browser.get("/produkter?status=active").await;
    assert_eq!(list.attribute_of("input.pick", "value"), ID);
    assert_eq!(list.count_of(".bulk button[name=gor]"), 3);
    let back = list.attribute_of(".listform input[name=tillbaka]", "value");
    let fields = [("id", ID), ("gor", "archived"), ("tillbaka", back.as_str())];
    let preview = browser.post("/produkter/flera", &fields).await;
    assert_eq!(preview.status, StatusCode::OK);
    assert_eq!(preview.text_of("h1"), "Arkivera en produkt");
    assert!(plain(&preview, ".head").contains("Inget är ändrat ännu."));
    assert_eq!(
        world.audited("product.status_set").await,
        0,
        "only looked at"
    );

    let seen = preview.attribute_of("input[name=sedd]", "value");
    let mut fields = fields.to_vec();
    fields.push(("sedd", &seen));
    let done = browser.post("/produkter/flera/gor", &fields).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER);
    assert!(
        done.location
            .starts_with("/produkter?status=active&andrade=1&kvar=0&andring=")
    );
    let list = browser.get(&done.location).await;
    assert!(plain(&list, ".notices").contains("En produkt är ändrad."));
    assert_eq!(list.count_of("input.pick"), 0, "it is archived");
    let undo = list.attribute_of(".notices form", "action");
    let back = list.attribute_of(".notices form input", "value");
    let undone = browser.post(&undo, &[("tillbaka", back.as_str())]).await;
    assert_eq!(undone.location, "/produkter?status=active&angrade=1&kvar=0");
    let list = browser.get(&undone.location).await;
    assert!(plain(&list, ".notices").contains("Ändringen av en produkt är ångrad."));
    assert_eq!(list.count_of("input.pick"), 1);
    let late = browser.post(&undo, &[]).await;
    let list = browser.get(&late.location).await;
    assert!(plain(&list, ".notices").contains("redan ångrad"));

    // What was ticked is another by now: it stays, and that is said.
    let mut stale = fields.clone();
    stale[3] = ("sedd", "draft");
    let done = browser.post("/produkter/flera/gor", &stale).await;
    let list = browser.get(&done.location).await;
    assert!(plain(&list, ".notices").contains("Inget är ändrat."));
    assert_eq!(list.count_of(".notices form"), 0);
    for wrong in ["", "slut"] {
        let page = browser
            .post("/produkter/flera", &[("id", ID), ("gor", wrong)])
            .await;
        assert_eq!(page.status, StatusCode::BAD_REQUEST);
    }
    let none = browser
        .post("/produkter/flera", &[("gor", "draft"), ("id", "x")])
        .await;
    assert!(plain(&none, "main").contains("Ingen produkt är vald."));

    let mut desk = world.logged_in("eva@nordbod.example", &["orders"]).await.0;
    assert_eq!(desk.get("/produkter").await.count_of("input.pick"), 0);
    let page = desk.post("/produkter/flera/gor", &fields).await;
    assert_eq!(page.status, StatusCode::FORBIDDEN);
}
