//! Reviews in the back office: read, published, refused with the reason, answered.

use admin::Environment;
use commerce::review::{Draft, write};
use http::StatusCode;
use testkit::World as Goods;

use crate::client::{Page, world};
use crate::shipments::{goods, paid};

/// A review of a mug that waits to be read; its id.
pub(crate) async fn pending(goods: &Goods, sku: &str, body: &str) -> String {
    let number = paid(goods, sku, 1).await;
    let mut conn = goods.db.read().await.unwrap();
    let order = commerce::order::store::id_by_number(&mut conn, &number)
        .await
        .unwrap()
        .unwrap();
    drop(conn);
    let (_, shipment) = goods.send(order, 1).await;
    goods.arrive(order, shipment).await;
    let mut tx = goods.tx().await;
    let product = commerce::order::store::load(&mut tx, order)
        .await
        .unwrap()
        .unwrap()
        .lines[0]
        .product_id
        .unwrap();
    let draft = Draft {
        stars: 2,
        heading: "Sprack <vid> disken".to_owned(),
        body: body.to_owned(),
        shown_name: "Elin S.".to_owned(),
        locale: "sv".to_owned(),
    };
    let id = write(&mut tx, (order, product), &draft, 0).await.unwrap();
    tx.commit().await.unwrap();
    id.to_string()
}

fn version(page: &Page) -> String {
    page.attribute_of("input[name=row_version]", "value")
}

#[tokio::test]
async fn the_queue_is_read_one_by_one_and_every_deed_is_in_the_trail() {
    let world = world(Environment::Production).await;
    let goods = goods(&world).await;
    let id = pending(
        &goods,
        "MUG",
        "Ring 070-174 06 12 eller se www.billigt.example",
    )
    .await;
    let (mut browser, _) = world.logged_in("sara@nordbod.example", &["orders"]).await;
    let list = browser.get("/omdomen?lage=pending&sort=skrivet").await;
    for said in ["Sprack &lt;vid&gt; disken", "länk, nummer", "MUG"] {
        assert!(list.body.contains(said), "{said}: {}", list.body);
    }
    let here = format!("/omdomen/{id}");
    let page = browser.get(&here).await;
    assert_eq!(page.count_of(".note.warn .tag"), 2, "{}", page.body);
    let first = version(&page);
    let bare = [("row_version", &*first), ("words", "Nej <x>")];
    let wrong = browser.post(&format!("{here}/avsla"), &bare).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(wrong.count_of("#reason-error"), 1, "{}", wrong.body);
    assert!(wrong.body.contains("Nej &lt;x&gt;"), "{}", wrong.body);
    let refusal = [
        ("row_version", &*first),
        ("reason", "personal_data"),
        ("words", "Ta bort numret."),
    ];
    let done = browser.post(&format!("{here}/avsla"), &refusal).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
    let told = "select count(*) from jobs where name = 'commerce.send-review-notice'";
    assert_eq!(world.database.value::<i64>(told).await, 1);
    let stale = [("row_version", &*first)];
    let late = browser.post(&format!("{here}/publicera"), &stale).await;
    assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY);
    let page = browser.get(&here).await;
    assert!(page.body.contains("Ta bort numret."), "{}", page.body);
    let form = [("row_version", &*version(&page))];
    let done = browser.post(&format!("{here}/publicera"), &form).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
    let page = browser.get(&done.location).await;
    assert!(
        page.body.contains("Omdömet syns i butiken."),
        "{}",
        page.body
    );
    let answer = [
        ("row_version", &*version(&page)),
        ("reply", "Vi byter den."),
    ];
    let done = browser.post(&format!("{here}/svar"), &answer).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
    for action in ["review.refused", "review.published", "review.answered"] {
        assert_eq!(world.audited(action).await, 1, "{action}");
    }
    let shown: i32 = world
        .database
        .value("select two from product_ratings")
        .await;
    assert_eq!(shown, 1);
}

#[tokio::test]
async fn the_owner_says_when_buyers_are_asked() {
    let world = world(Environment::Production).await;
    let _goods = goods(&world).await;
    let (mut owner, _) = world.logged_in("maja@nordbod.example", &["owner"]).await;
    let here = "/omdomen/installningar";
    let page = owner.get(here).await;
    assert_eq!(page.attribute_of("#days", "value"), "14");
    let first = version(&page);
    for days in ["0", "91", "x", ""] {
        let form = [("row_version", &*first), ("days", days)];
        let wrong = owner.post(here, &form).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY, "{days}");
        assert_eq!(wrong.attribute_of("#days", "value"), days);
    }
    let form = [("row_version", &*first), ("days", "21")];
    let done = owner.post(here, &form).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
    let page = owner.get(here).await;
    assert_eq!(page.attribute_of("#days", "value"), "21");
    assert_eq!(page.count_of("#asking[checked]"), 0, "{}", page.body);
    let late = [("row_version", &*first), ("days", "7")];
    let stale = owner.post(here, &late).await;
    assert_eq!(stale.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(world.audited("setting.changed").await, 1);
}
