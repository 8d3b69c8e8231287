//! What was typed when the session ended.

use admin::Environment;
use http::StatusCode;
use jiff::SignedDuration;

use crate::client::world;

#[tokio::test]
async fn a_form_sent_after_the_session_ended_is_there_again_after_log_in() {
    let world = world(Environment::Production).await;
    let (mut browser, secret) = world.logged_in("sara@nordbod.example", &["owner"]).await;
    world.clock.advance(SignedDuration::from_mins(61));
    let typed = [
        ("name", "Åsa \"Ö\" <Öhman>"),
        ("email", "asa@nordbod.example"),
        ("role", "orders"),
        ("role", "catalogue"),
    ];
    let page = browser.post("/personal/ny", &typed).await;
    assert_eq!(page.location, "/logga-in?kvar=1");
    assert_eq!(browser.get(&page.location).await.count_of(".note.ok"), 1);
    let kept = browser.cookies["__Host-torg_kept"].clone();
    assert!(!kept.contains("asa"), "sealed");
    browser.log_in("sara@nordbod.example").await;
    let code = secret.code_at(world.clock.now());
    let page = browser.post("/logga-in/kod", &[("code", &code)]).await;
    assert_eq!(page.location, "/fortsatt");
    let page = browser.get("/fortsatt").await;
    assert_eq!(page.attribute_of("form.stack", "action"), "/personal/ny");
    assert_eq!(page.count_of("input[name=role]"), 2);
    assert!(!browser.cookies.contains_key("__Host-torg_kept"), "used up");
    let mut again = typed.to_vec();
    again.push(("visa-igen", "1"));
    let form = browser.post("/personal/ny", &again).await;
    assert_eq!(form.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(form.attribute_of("#name", "value"), "Åsa \"Ö\" <Öhman>");
    assert_eq!(form.attribute_of("#email", "value"), "asa@nordbod.example");
    assert_eq!(form.count_of("input[name=role][checked]"), 2);
    let people: i64 = world.database.value("select count(*) from staff").await;
    assert_eq!(people, 1, "it is shown, not done");

    // Another person at the same browser sees nothing of it, and nobody does when it has grown old.
    world.person("lena@nordbod.example", &["owner"]).await;
    let mut lena = browser.clone();
    lena.cookies
        .insert("__Host-torg_kept".to_owned(), kept.clone());
    lena.cookies.remove("__Host-torg_device");
    assert_eq!(lena.get("/fortsatt").await.location, "/");
    browser.cookies.insert("__Host-torg_kept".to_owned(), kept);
    world.clock.advance(SignedDuration::from_mins(16));
    assert_eq!(browser.get("/fortsatt").await.location, "/");
}

/// A long text as someone writes it, of so many letters.
fn long_text(letters: usize) -> String {
    "Ö & å\n".chars().cycle().take(letters).collect()
}

#[tokio::test]
async fn a_long_form_is_kept_for_its_writer_alone_for_minutes_and_given_once() {
    let world = world(Environment::Production).await;
    let (mut browser, secret) = world.logged_in("sara@nordbod.example", &["owner"]).await;
    let rows = "select count(*) from staff_kept_forms";
    world.clock.advance(SignedDuration::from_mins(61));
    let text = long_text(40_000);
    // The later of two takes the place of the earlier.
    browser.post("/vyer", &[("name", &long_text(9_000))]).await;
    let page = browser
        .post("/vyer", &[("name", &text), ("screen", "orders")])
        .await;
    assert_eq!(page.location, "/logga-in?kvar=1");
    assert_eq!(world.database.value::<i64>(rows).await, 1);
    let kept = browser.cookies["__Host-torg_kept"].clone();
    assert_eq!(kept.len(), 43, "the cookie only names it");
    let stored: String = world
        .database
        .value("select encode(sealed, 'escape') from staff_kept_forms")
        .await;
    assert!(!stored.contains("screen"), "sealed");

    // Another person at the same browser, with the same device, gets nothing of it and leaves it where it is.
    let (mut lena, _) = world.logged_in("lena@nordbod.example", &["owner"]).await;
    for name in ["__Host-torg_kept", "__Host-torg_device"] {
        lena.cookies
            .insert(name.to_owned(), browser.cookies[name].clone());
    }
    assert_eq!(lena.get("/fortsatt").await.location, "/");
    assert_eq!(world.database.value::<i64>(rows).await, 1);

    browser.log_in("sara@nordbod.example").await;
    let code = secret.code_at(world.clock.now());
    let page = browser.post("/logga-in/kod", &[("code", &code)]).await;
    assert_eq!(page.location, "/fortsatt");
    let page = browser.get("/fortsatt").await;
    assert_eq!(page.attribute_of("form.stack", "action"), "/vyer");
    assert_eq!(page.attribute_of("input[name=name]", "value"), text);
    assert_eq!(world.database.value::<i64>(rows).await, 0, "used up");
    browser.cookies.insert("__Host-torg_kept".to_owned(), kept);
    assert_eq!(browser.get("/fortsatt").await.location, "/");
}

#[tokio::test]
async fn a_document_is_kept_however_long_it_may_be() {
    let world = world(Environment::Production).await;
    let database = testkit::Database::of_program(&world.database.url);
    testkit::World::furnish(database, world.clock.clone()).await;
    let (mut browser, secret) = world.logged_in("sara@nordbod.example", &["owner"]).await;
    world.clock.advance(SignedDuration::from_mins(61));
    // As long as may be written, each letter of which is sent as six bytes.
    let body = "ö".repeat(commerce::legal::LONGEST_BODY);
    let typed = [
        ("seen", "0"),
        ("title_sv", "Villkor"),
        ("body_sv", &body),
        ("title_en", "Terms"),
        ("body_en", &body),
    ];
    let page = browser.post("/dokument/terms/ny", &typed).await;
    assert_eq!(page.location, "/logga-in?kvar=1");
    browser.log_in("sara@nordbod.example").await;
    let code = secret.code_at(world.clock.now());
    browser.post("/logga-in/kod", &[("code", &code)]).await;
    let page = browser.get("/fortsatt").await;
    assert_eq!(page.attribute_of("input[name=body_sv]", "value"), body);
    let mut again = typed.to_vec();
    again.push(("visa-igen", "1"));
    let form = browser.post("/dokument/terms/ny", &again).await;
    assert_eq!(form.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(form.text_of("textarea[name=body_en]"), body);
    let published = "select count(*) from legal_documents where version > 1";
    assert_eq!(world.database.value::<i64>(published).await, 0);
}

#[tokio::test]
async fn a_long_form_is_not_kept_for_strangers_nor_without_end() {
    let world = world(Environment::Production).await;
    let (mut browser, secret) = world.logged_in("sara@nordbod.example", &["owner"]).await;
    world.clock.advance(SignedDuration::from_mins(61));
    let rows = "select count(*) from staff_kept_forms";
    let text = long_text(9_000);
    // Whoever never had a session, and a form that no page would take.
    let mut stranger = browser.clone();
    stranger.cookies.remove("__Host-torg_staff");
    let page = stranger.post("/vyer", &[("name", &text)]).await;
    assert_eq!(page.location, "/logga-in");
    let page = browser
        .post("/vyer", &[("name", &"x".repeat(300_000))])
        .await;
    assert_eq!(page.location, "/logga-in?borta=1");
    let told = browser.get(&page.location).await;
    assert!(told.text_of(".note.warn").contains("inte sparat"));
    assert_eq!(world.database.value::<i64>(rows).await, 0);
    // Nobody comes back for it in time.
    browser.post("/vyer", &[("name", &text)]).await;
    assert_eq!(world.database.value::<i64>(rows).await, 1);
    let kept = browser.cookies["__Host-torg_kept"].clone();
    world.clock.advance(SignedDuration::from_mins(16));
    browser.log_in("sara@nordbod.example").await;
    let code = secret.code_at(world.clock.now());
    browser.post("/logga-in/kod", &[("code", &code)]).await;
    browser.cookies.insert("__Host-torg_kept".to_owned(), kept);
    assert_eq!(browser.get("/fortsatt").await.location, "/");
    let mut tx = world
        .db
        .begin(platform::db::Origin::system("test"))
        .await
        .unwrap();
    platform::auth::store::sweep(&mut tx).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(world.database.value::<i64>(rows).await, 0);
}

#[tokio::test]
async fn passwords_are_not_kept_and_a_page_is_come_back_to_from_half_way() {
    let world = world(Environment::Production).await;
    let (mut browser, _) = world.logged_in("sara@nordbod.example", &["owner"]).await;
    world.clock.advance(SignedDuration::from_mins(61));
    let long = "x".repeat(5000);
    for name in ["ett lösenord", &long] {
        let page = browser.post("/profil/losenord", &[("name", name)]).await;
        assert_eq!(page.location, "/logga-in?borta=1");
        assert!(!browser.cookies.contains_key("__Host-torg_kept"));
    }
    browser.log_in("sara@nordbod.example").await;
    assert_eq!(
        browser.get("/ordrar?q=a").await.location,
        "/logga-in/kod?vidare=%2Fordrar%3Fq%3Da"
    );
    let page = browser.get("/logga-in/kod?vidare=%2Fordrar%3Fq%3Da").await;
    assert_eq!(
        page.attribute_of("form.row a", "href"),
        "/logga-in/reservkod?vidare=%2Fordrar%3Fq%3Da"
    );
}

#[tokio::test]
async fn what_would_be_done_unseen_is_not_kept() {
    let world = world(Environment::Production).await;
    let (mut browser, _) = world.logged_in("sara@nordbod.example", &["owner"]).await;
    world.clock.advance(SignedDuration::from_mins(61));
    for deed in [
        "/presentkort/1/sparra",
        "/ordrar/ORD-1/avbryt",
        "/personal/1/stang",
    ] {
        let page = browser.post(deed, &[("row_version", "1")]).await;
        assert_eq!(page.location, "/logga-in?borta=1", "{deed}");
        assert!(!browser.cookies.contains_key("__Host-torg_kept"), "{deed}");
    }
}

#[tokio::test]
async fn money_on_a_card_is_shown_again_and_not_corrected_by_going_on() {
    let world = world(Environment::Production).await;
    let database = testkit::Database::of_program(&world.database.url);
    testkit::World::furnish(database, world.clock.clone()).await;
    let (mut browser, _) = world.logged_in("sara@nordbod.example", &["owner"]).await;
    let blank = browser.get("/presentkort/ny").await;
    let id = blank.attribute_of("input[name=id]", "value");
    let form = [
        ("id", id.as_str()),
        ("kind", "gift_card"),
        ("amount", "500"),
        ("expires", "2029-11-23T00:00"),
        ("recipient", "elin@exempel.se"),
        ("note", "Försenat paket"),
    ];
    browser.post("/presentkort", &form).await;
    let entries = "select count(*) from gift_card_entries";
    assert_eq!(world.database.value::<i64>(entries).await, 1);
    let page = browser.get(&format!("/presentkort/{id}")).await;
    let version = page.attribute_of("input[name=row_version]", "value");
    let correct = format!("/presentkort/{id}/ratta");
    let typed = [
        ("row_version", version.as_str()),
        ("direction", "less"),
        ("change", "120"),
        ("reason", "Fel <belopp>"),
    ];
    let mut again = typed.to_vec();
    again.push(("visa-igen", "1"));
    let shown = browser.post(&correct, &again).await;
    assert_eq!(shown.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(shown.attribute_of("#change", "value"), "120");
    assert!(shown.body.contains("inget är sparat än"), "{}", shown.body);
    assert_eq!(
        world.database.value::<i64>(entries).await,
        1,
        "shown, not done"
    );
    let done = browser.post(&correct, &typed).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
    assert_eq!(world.database.value::<i64>(entries).await, 2);
}
