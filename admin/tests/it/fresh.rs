//! What an open page learns of what others do, and of what is under way.

use admin::Environment;
use http::StatusCode;

use crate::client::world;
use crate::rooms::with_jobs;

#[tokio::test]
async fn a_page_learns_that_its_object_has_changed_and_a_look_keeps_no_session_alive() {
    let world = world(Environment::Production).await;
    with_jobs(&world, 0, 1).await;
    let (mut browser, _) = world.logged_in("sara@nordbod.example", &["owner"]).await;
    let href = browser
        .get("/jobb")
        .await
        .attribute_of("tbody a.main", "href");
    let page = browser.get(&href).await;
    let ask = page.attribute_of("[data-fresh]", "data-fresh");
    assert_eq!(ask, format!("{href}/version"));
    assert_eq!(page.attribute_of("[data-fresh] a", "href"), href);
    let shown = page.attribute_of("[data-fresh]", "data-version");
    assert_eq!(browser.get(&ask).await.body, shown);
    world.clock.advance(jiff::SignedDuration::from_secs(5));
    browser.post(&format!("{href}/igen"), &[]).await;
    assert_ne!(browser.get(&ask).await.body, shown);
    world.database.execute("delete from jobs").await;
    let gone = browser.get(&ask).await;
    assert_eq!(gone.status, StatusCode::NOT_FOUND, "done is gone");

    // A page that is left open asks on; whoever left it is logged out all the same.
    let mut is_out = false;
    for _ in 0..200 {
        world.clock.advance(jiff::SignedDuration::from_mins(2));
        let look = browser
            .send("GET", &ask, None, &[("x-torg-glance", "1")])
            .await;
        is_out = look.status == StatusCode::SEE_OTHER;
        if is_out {
            break;
        }
    }
    assert!(is_out);
    let passed = world.clock.now();
    assert!(passed.since(start()) < jiff::SignedDuration::from_hours(6));
}

fn start() -> platform::clock::Timestamp {
    platform::clock::Timestamp::from_microsecond(1_795_000_000_000_000).unwrap()
}

#[tokio::test]
async fn sizes_in_the_making_are_told_of_at_the_jobs() {
    let world = world(Environment::Production).await;
    let picture = testkit::pictures::photo(100, 80, 1);
    world.pictures.upload(&world.db, &picture).await;
    let (mut browser, _) = world.logged_in("sara@nordbod.example", &["owner"]).await;
    let page = browser.get("/jobb").await;
    // 32, 64 and 128 wide, each in two formats.
    let told = page.text_of(".note.info");
    assert!(told.contains("En bild") && told.contains('6'), "{told}");
    let href = page.attribute_of("tbody a.main", "href");
    let page = browser.get(&href).await;
    assert_eq!(page.attribute_of("progress", "max"), "6");
    assert_eq!(page.attribute_of("progress", "value"), "0");
}
