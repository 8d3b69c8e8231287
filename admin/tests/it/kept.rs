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

#[tokio::test]
async fn passwords_and_large_forms_are_not_kept_and_a_page_is_come_back_to_from_half_way() {
    let world = world(Environment::Production).await;
    let (mut browser, _) = world.logged_in("sara@nordbod.example", &["owner"]).await;
    world.clock.advance(SignedDuration::from_mins(61));
    for (path, name) in [
        ("/profil/losenord", "ett lösenord".to_owned()),
        ("/vyer", "x".repeat(5000)),
    ] {
        let page = browser.post(path, &[("name", &name)]).await;
        assert_eq!(page.location, "/logga-in", "{path}");
        assert!(!browser.cookies.contains_key("__Host-torg_kept"), "{path}");
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
