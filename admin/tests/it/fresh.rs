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

#[tokio::test]
async fn whoever_opens_an_object_sees_who_else_has_it_open_until_they_leave() {
    let world = world(Environment::Production).await;
    with_jobs(&world, 0, 1).await;
    let (mut first, _) = world.logged_in("sara@nordbod.example", &["owner"]).await;
    let (mut second, _) = world.logged_in("jonas@nordbod.example", &["owner"]).await;
    world
        .database
        .execute("update staff set name = 'Jonas Ek' where email like 'jonas%'")
        .await;
    let href = first
        .get("/jobb")
        .await
        .attribute_of("tbody a.main", "href");
    let page = first.get(&href).await;
    assert_eq!(page.text_of("[data-here]"), "", "alone");
    let page = second.get(&href).await;
    assert_eq!(page.text_of("[data-here]"), "Sara Lind tittar också.");

    // The question that a page asks by itself tells it as well, and keeps the one who asks there.
    let ask = format!("{href}/version");
    let glance = [("x-torg-glance", "1")];
    let told = |page: &crate::client::Page| {
        let value = page.headers["x-torg-here"].to_str().unwrap().to_owned();
        percent_encoding::percent_decode_str(&value)
            .decode_utf8()
            .unwrap()
            .into_owned()
    };
    let look = first.send("GET", &ask, None, &glance).await;
    assert_eq!(told(&look), "Jonas Ek tittar också.");
    world.clock.advance(jiff::SignedDuration::from_secs(100));
    first.send("GET", &ask, None, &glance).await;
    world.clock.advance(jiff::SignedDuration::from_secs(100));
    let look = first.send("GET", &ask, None, &glance).await;
    assert_eq!(told(&look), "", "the other has not asked for long");
    let page = second.get(&href).await;
    assert_eq!(page.text_of("[data-here]"), "Sara Lind tittar också.");
    let other = second.get("/jobb").await;
    assert_eq!(other.count_of("[data-here]"), 0, "a list is no object");
    // Where it cannot be found out, a page says so.
    world
        .database
        .execute("alter table staff_presence rename to staff_presence_gone")
        .await;
    let page = first.send("GET", &ask, None, &glance).await;
    assert_eq!(page.status, StatusCode::INTERNAL_SERVER_ERROR);
    assert_eq!(page.count_of(".blank a.primary"), 1, "{}", page.body);
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

#[tokio::test]
async fn a_page_that_could_not_be_shown_can_be_tried_again_and_a_form_is_not_sent_anew() {
    let world = world(Environment::Production).await;
    let (mut browser, _) = world.logged_in("sara@nordbod.example", &["owner"]).await;
    world
        .database
        .execute("alter table products rename to products_gone")
        .await;
    let page = browser.get("/produkter?q=mugg").await;
    assert_eq!(page.status, StatusCode::INTERNAL_SERVER_ERROR);
    assert_eq!(
        page.attribute_of(".blank a.primary", "href"),
        "/produkter?q=mugg"
    );
    let fields = [
        ("gor", "draft"),
        ("id", "018f0000-0000-7000-8000-0000000000aa"),
    ];
    let page = browser.post("/produkter/flera", &fields).await;
    assert_eq!(page.status, StatusCode::INTERNAL_SERVER_ERROR);
    assert_eq!(page.count_of(".blank a.primary"), 0);
    assert_eq!(page.count_of(".blank a.btn"), 1, "the way home");
    // Nor where it cannot even be read who asks.
    world
        .database
        .execute("alter table staff_sessions rename to staff_sessions_gone")
        .await;
    let page = browser.get("/produkter?q=mugg").await;
    assert_eq!(page.status, StatusCode::INTERNAL_SERVER_ERROR);
    assert_eq!(
        page.attribute_of(".blank a.primary", "href"),
        "/produkter?q=mugg"
    );
}
