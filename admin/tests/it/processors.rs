//! Who handles personal data for the shop, as staff keep the list.

use admin::Environment;
use http::StatusCode;

use crate::client::{Browser, World, world};
use crate::shipments::goods;

const SARA: &str = "sara@nordbod.example";

pub(crate) fn host<'a>(name: &'a str, more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let mut fields = vec![
        ("name", name),
        ("url", "https://molnhuset.example/villkor"),
        ("task_sv", "Driver servrarna. Får allt som finns i butiken."),
        ("place_sv", "Sverige"),
        ("agreed_on", "2026-05-04"),
    ];
    for (field, value) in more {
        fields.retain(|(known, _)| known != field);
        fields.push((field, value));
    }
    fields
}

async fn owner() -> (World, Browser) {
    let world = world(Environment::Production).await;
    let _goods = goods(&world).await;
    let (browser, _) = world.logged_in(SARA, &["owner"]).await;
    (world, browser)
}

#[tokio::test]
async fn a_processor_is_added_changed_and_taken_off_the_list() {
    let (world, mut browser) = owner().await;
    let empty = browser.get("/bitraden").await;
    assert!(empty.body.contains("Inga är inlagda än"), "{}", empty.body);
    for (fields, complaint) in [
        (host("", &[]), "Skriv något här"),
        (host("Molnhuset AB", &[("task_sv", "")]), "Skriv något här"),
        (
            host("Molnhuset AB", &[("url", "javascript:alert(1)")]),
            "börjar med https",
        ),
        (
            host("Molnhuset AB", &[("agreed_on", "i maj")]),
            "Skriv ett datum",
        ),
    ] {
        let page = browser.post("/bitraden/ny", &fields).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(
            page.body.contains(complaint) && page.body.contains("Sverige"),
            "{complaint}: {}",
            page.body
        );
    }
    let long = "å".repeat(501);
    let page = browser
        .post(
            "/bitraden/ny",
            &host("Molnhuset AB", &[("place_sv", &long)]),
        )
        .await;
    assert!(page.body.contains("Högst 500 tecken"), "{}", page.body);
    let added = browser
        .post("/bitraden/ny", &host("Molnhuset AB", &[]))
        .await;
    assert_eq!(added.location, "/bitraden?klart=saved", "{}", added.body);
    // Sent twice it stands there once.
    let twice = browser
        .post("/bitraden/ny", &host("molnhuset ab", &[]))
        .await;
    assert_eq!(twice.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        twice.body.contains("redan ett med det namnet"),
        "{}",
        twice.body
    );
    let list = browser.get(&added.location).await;
    for said in [
        "Molnhuset AB",
        "Driver servrarna",
        "4 maj 2026",
        "Saknar text på engelska",
    ] {
        assert!(list.body.contains(said), "{said}: {}", list.body);
    }
    let id: uuid::Uuid = world.database.value("select id from processors").await;
    let page = format!("/bitraden/{id}");
    let first = browser
        .get(&page)
        .await
        .attribute_of("input[name=row_version]", "value");
    let english = [
        ("task_en", "Runs the servers."),
        ("place_en", "Sweden"),
        ("row_version", first.as_str()),
    ];
    let saved = browser.post(&page, &host("Molnhuset AB", &english)).await;
    assert_eq!(saved.location, "/bitraden?klart=saved", "{}", saved.body);
    // Who read it before that overwrites nothing unawares.
    let stale = [("place_sv", "Norge"), ("row_version", first.as_str())];
    let collided = browser.post(&page, &host("Molnhuset AB", &stale)).await;
    assert_eq!(collided.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        collided.body.contains("Norge") && collided.body.contains("Runs the servers."),
        "{}",
        collided.body
    );
    let removal = format!("{page}/ta-bort");
    let early = browser
        .post(&removal, &[("row_version", first.as_str())])
        .await;
    assert_eq!(early.status, StatusCode::UNPROCESSABLE_ENTITY);
    let now = browser
        .get(&page)
        .await
        .attribute_of("input[name=row_version]", "value");
    let removed = browser
        .post(&removal, &[("row_version", now.as_str())])
        .await;
    assert_eq!(removed.location, "/bitraden?klart=removed");
    let again = browser
        .post(&removal, &[("row_version", now.as_str())])
        .await;
    assert_eq!(again.status, StatusCode::NOT_FOUND);
    for (action, count) in [
        ("processor.added", 1),
        ("processor.changed", 1),
        ("processor.removed", 1),
    ] {
        assert_eq!(world.audited(action).await, count, "{action}");
    }
}

#[tokio::test]
async fn whoever_may_only_read_the_documents_reads_the_list_and_changes_nothing() {
    let (world, mut browser) = owner().await;
    browser
        .post("/bitraden/ny", &host("Molnhuset AB", &[]))
        .await;
    let role = "insert into roles (id, code, name, permissions, created_at, updated_at)
                values (gen_random_uuid(), 'reader', '{\"sv\": \"Läsare\", \"en\": \"Reader\"}', '{document.read}', now(), now())";
    world.database.execute(role).await;
    let (mut reader, _) = world.logged_in("maja@nordbod.example", &["reader"]).await;
    let list = reader.get("/bitraden").await;
    assert!(list.body.contains("Molnhuset AB") && !list.body.contains("/bitraden/ny"));
    let id: uuid::Uuid = world.database.value("select id from processors").await;
    let page = reader.get(&format!("/bitraden/{id}")).await;
    assert_eq!(page.status, StatusCode::OK);
    assert_eq!(page.count_of("fieldset[disabled]"), 1);
    assert_eq!(page.count_of("form[action$=ta-bort]"), 0);
    let tried = reader.post(&format!("/bitraden/{id}/ta-bort"), &[]).await;
    assert_eq!(tried.status, StatusCode::FORBIDDEN);
}
