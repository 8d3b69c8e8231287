//! Reviews in the shop: written by buyers, read by everybody, reported by whoever sees that one breaks the rules.

use commerce::customer::erase::erase;
use commerce::ids::{OrderId, ReviewId};
use commerce::review::listing::by_id;
use commerce::review::moderate::{Decision, decide};
use http::StatusCode;

use crate::account::member;
use crate::shipments::{bought, send};
use crate::stand::{Stand, value_of};

/// An order of one mug that has come: its page, and where its mug is written of.
pub async fn received(stand: &Stand) -> (OrderId, String, String) {
    let (order, page) = bought(stand, "1").await;
    let shipment = send(stand, order, 1).await;
    stand.world.arrive(order, shipment).await;
    let product: uuid::Uuid = stand
        .world
        .database
        .value("select product_id from variants limit 1")
        .await;
    let here = format!("{page}/omdome/{product}");
    (order, page, here)
}

async fn latest(stand: &Stand) -> ReviewId {
    let id = "select id from reviews order by written_at desc limit 1";
    ReviewId(stand.world.database.value(id).await)
}

pub async fn published(stand: &Stand) -> ReviewId {
    let id = latest(stand).await;
    let mut tx = stand.world.tx().await;
    let version = by_id(&mut tx, id).await.unwrap().unwrap().row_version;
    decide(&mut tx, id, version, &Decision::Publish)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    stand.refresh().await;
    id
}

pub fn form<'a>(version: &'a str, stars: &'a str) -> [(&'static str, &'a str); 5] {
    [
        ("row_version", version),
        ("stars", stars),
        ("heading", "Fin <mugg>"),
        ("body", "Rymmer mycket.\r\n\r\nTål <b>disk</b>."),
        ("name", "Elin S."),
    ]
}

#[tokio::test]
async fn a_guest_writes_by_the_orders_link_and_everybody_reads_it_once_it_has_been_looked_at() {
    let stand = Stand::new().await;
    let (order, page) = bought(&stand, "1").await;
    assert!(!stand.get(&page).await.html.contains("/omdome/"));
    let unsent: uuid::Uuid = stand
        .world
        .database
        .value("select product_id from variants limit 1")
        .await;
    let here = format!("{page}/omdome/{unsent}");
    let early = stand.get(&here).await;
    assert!(early.html.contains("när varan har kommit fram"));
    let refused = stand.post(&here, &form("0", "5")).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let shipment = send(&stand, order, 1).await;
    stand
        .world
        .database
        .execute("update shipments set delivered_at = shipped_at")
        .await;
    let _ = shipment;
    let shown = stand.get(&page).await.html;
    assert!(shown.contains(&format!("href=\"{here}\"")), "{shown}");
    let blank = stand.get(&here).await.html;
    assert_eq!(value_of(&blank, "row_version"), "0");
    assert!(blank.contains("value=\"Elin S.\""), "{blank}");
    let wrong = stand
        .post(
            &here,
            &[
                ("row_version", "0"),
                ("stars", ""),
                ("heading", "Fin <mugg>"),
                ("body", " "),
                ("name", "Elin S."),
            ],
        )
        .await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    for said in ["Välj ett betyg", "id=\"body-e\"", "Fin &lt;mugg&gt;"] {
        assert!(wrong.html.contains(said), "{said}: {}", wrong.html);
    }
    for _ in 0..2 {
        let done = stand.post(&here, &form("0", "4")).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.html);
    }
    let kept = "select count(*) from reviews";
    assert_eq!(stand.world.database.value::<i64>(kept).await, 1);
    let product = "/produkt/mugg";
    assert!(!stand.get(product).await.html.contains("Fin &lt;mugg&gt;"));
    published(&stand).await;
    let html = stand.get(product).await.html;
    for said in [
        "Fin &lt;mugg&gt;",
        "Tål &lt;b&gt;disk",
        "Verifierat köp",
        "4,0 av 5, 1 omdöme",
        "Ingen får betalt för att skriva",
        "\"ratingValue\":\"4.0\"",
        "\"reviewCount\":1",
        "lang=\"sv\"",
    ] {
        assert!(html.contains(said), "{said}: {html}");
    }
    let english = stand.get("/en/product/mugg").await.html;
    for said in ["Written in Swedish", "4.0 out of 5, 1 review"] {
        assert!(english.contains(said), "{said}: {english}");
    }
    let list = stand.get("/varor").await.html;
    assert!(list.contains("4,0 (1)"), "{list}");
    for wrong in [
        format!("{page}x/omdome/{unsent}"),
        format!("{page}/omdome/x"),
        format!("{page}/omdome/{}", uuid::Uuid::nil()),
    ] {
        let answer = stand.get(&wrong).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{wrong}");
    }
}

#[tokio::test]
async fn what_is_changed_is_read_again_and_what_is_taken_back_is_gone() {
    let stand = Stand::new().await;
    let (_, page, here) = received(&stand).await;
    stand.post(&here, &form("0", "5")).await;
    published(&stand).await;
    let held = stand.get(&here).await.html;
    assert!(held.contains("Omdömet syns i butiken"), "{held}");
    let version = value_of(&held, "row_version");
    let stale = stand.post(&here, &form("1", "2")).await;
    assert_eq!(stale.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(stale.html.contains("i ett annat fönster"), "{}", stale.html);
    let done = stand.post(&here, &form(&version, "2")).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.html);
    assert!(stand.get(&done.location).await.html.contains("Tack för"));
    let product = stand.get("/produkt/mugg").await.html;
    assert!(!product.contains("Fin &lt;mugg&gt;"), "{product}");
    let links = stand.get(&page).await.html;
    assert!(links.contains("Väntar på granskning"), "{links}");
    for _ in 0..2 {
        let gone = stand.post(&format!("{here}/ta-bort"), &[]).await;
        assert_eq!(gone.status, StatusCode::SEE_OTHER);
    }
    let kept = "select count(*) from reviews";
    assert_eq!(stand.world.database.value::<i64>(kept).await, 0);
}

#[tokio::test]
async fn all_reviews_of_a_product_have_a_page_and_anybody_reports_one() {
    let stand = Stand::new().await;
    let (_, _, here) = received(&stand).await;
    stand.post(&here, &form("0", "2")).await;
    let pending = latest(&stand).await;
    let report = format!("/omdomen/{pending}/anmal");
    assert_eq!(stand.get(&report).await.status, StatusCode::NOT_FOUND);
    published(&stand).await;
    let all = "/produkt/mugg/omdomen";
    let html = stand.get(all).await.html;
    assert!(html.contains("Fin &lt;mugg&gt;") && html.contains(&report));
    assert!(!html.contains("noindex"), "{html}");
    let others = stand.get(&format!("{all}?betyg=5")).await.html;
    assert!(!others.contains("Fin &lt;mugg&gt;") && others.contains("noindex"));
    assert!(others.contains("Inget omdöme har så många stjärnor"));
    let nonsense = stand.get(&format!("{all}?betyg=x&efter=y")).await;
    assert_eq!(nonsense.status, StatusCode::OK);
    let nowhere = stand.get("/produkt/finns-inte/omdomen").await;
    assert_eq!(nowhere.status, StatusCode::NOT_FOUND);
    let blank = stand
        .post(&report, &[("reason", ""), ("words", "<x>")])
        .await;
    assert_eq!(blank.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(blank.html.contains("&lt;x&gt;"), "{}", blank.html);
    let wordless = stand.post(&report, &[("reason", "other")]).await;
    assert_eq!(wordless.status, StatusCode::UNPROCESSABLE_ENTITY);
    let sent = [("reason", "advertising"), ("words", "Reklam")];
    let done = stand.post(&report, &sent).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.html);
    assert!(
        stand
            .get(&done.location)
            .await
            .html
            .contains("läser omdömet igen")
    );
    let reports = "select reports from reviews";
    assert_eq!(stand.world.database.value::<i32>(reports).await, 1);
    // It stays; and whoever goes on and on has to wait.
    assert!(stand.get(all).await.html.contains("Fin &lt;mugg&gt;"));
    let mut late = StatusCode::OK;
    for _ in 0..12 {
        late = stand.post(&report, &sent).await.status;
    }
    assert_eq!(late, StatusCode::TOO_MANY_REQUESTS);
    assert!(stand.world.database.value::<i32>(reports).await < 10);
}

#[tokio::test]
async fn a_customers_reviews_are_among_their_pages_and_in_their_file_and_go_with_them() {
    let stand = member().await;
    let (_, _, here) = received(&stand).await;
    let mine = stand.get("/konto/omdomen").await.html;
    assert!(mine.contains(&here), "{mine}");
    stand.post(&here, &form("0", "3")).await;
    let id = published(&stand).await;
    let mine = stand.get("/konto/omdomen").await.html;
    assert!(mine.contains("Publicerat") && mine.contains("Fin &lt;mugg&gt;"));
    let order = stand.get("/konto/bestallningar").await.html;
    assert!(order.contains("ORD-"), "{order}");
    let file = stand.post("/konto/personuppgifter/fil", &[]).await;
    let file: serde_json::Value = serde_json::from_str(&file.html).unwrap();
    assert_eq!(file["reviews"][0]["heading"], "Fin <mugg>");
    let before = stand.get("/konto/personuppgifter/radera").await.html;
    assert!(before.contains("omdömen"), "{before}");
    let customer: uuid::Uuid = stand.world.database.value("select id from customers").await;
    let mut tx = stand.world.tx().await;
    erase(&mut tx, commerce::ids::CustomerId(customer))
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let mut conn = stand.world.db.read().await.unwrap();
    assert!(by_id(&mut conn, id).await.unwrap().is_none());
    drop(conn);
    let left: i32 = stand
        .world
        .database
        .value("select three from product_ratings")
        .await;
    assert_eq!(left, 0);
    stand.refresh().await;
    let html = stand.get("/produkt/mugg").await.html;
    assert!(!html.contains("aggregateRating\":{") && html.contains("Ingen har skrivit"));
}

#[tokio::test]
async fn no_more_questions_takes_a_press_not_a_look() {
    let stand = Stand::new().await;
    let (_, page, _) = received(&stand).await;
    let here = format!("{page}/inga-fragor");
    let asked = stand.get(&here).await.html;
    assert!(asked.contains("Skicka inga fler frågor"), "{asked}");
    let said = "select count(*) from review_opt_outs";
    assert_eq!(stand.world.database.value::<i64>(said).await, 0);
    for _ in 0..2 {
        let done = stand.post(&here, &[]).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER);
    }
    assert_eq!(stand.world.database.value::<i64>(said).await, 1);
    assert!(stand.get(&here).await.html.contains("inga fler frågor om"));
    // A mail program that presses for its reader is led nowhere.
    let forget = "delete from review_opt_outs";
    stand.world.database.execute(forget).await;
    let press = b"List-Unsubscribe=One-Click".to_vec();
    let pressed = stand.post_raw(&here, press).await;
    assert_eq!(pressed.status, StatusCode::OK);
    assert_eq!(stand.world.database.value::<i64>(said).await, 1);
    let wrong = stand.post(&format!("{page}x/inga-fragor"), &[]).await;
    assert_eq!(wrong.status, StatusCode::NOT_FOUND);
}
