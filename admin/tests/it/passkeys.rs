//! Passkeys as the second step, beside the code from the app.

use admin::Environment;
use http::StatusCode;
use jiff::SignedDuration;
use serde_json::Value;
use testkit::authenticator::Authenticator;

use crate::client::{Browser, PASSWORD, Page, World, world};

const OFFICE: &str = "https://admin.nordbod.example";
const SARA: &str = "sara@nordbod.example";

fn asked(page: &Page) -> Value {
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    let mut asked: Value = serde_json::from_str(&page.body).unwrap();
    asked["options"].take()
}

async fn add(browser: &mut Browser, device: &mut Authenticator) -> Page {
    let fields = [("label", "Saras dator"), ("password", PASSWORD)];
    let page = browser.post("/profil/passkeys/ny/borja", &fields).await;
    let made = device.make(&asked(&page));
    let fields = [("label", "Saras dator"), ("credential", made.as_str())];
    browser.post("/profil/passkeys/ny", &fields).await
}

/// Sara with a passkey, logged out.
async fn with_passkey() -> (World, Authenticator) {
    let world = world(Environment::Production).await;
    let (mut browser, _) = world.logged_in(SARA, &["owner"]).await;
    let mut device = Authenticator::at(OFFICE);
    let added = add(&mut browser, &mut device).await;
    assert_eq!(
        added.location, "/profil?klart=profile-passkey-added#passkeys",
        "{}",
        added.body
    );
    (world, device)
}

async fn give(browser: &mut Browser, device: &mut Authenticator) -> Page {
    let page = browser.post("/logga-in/passkey/borja", &[]).await;
    let answer = device.answer(&asked(&page));
    let fields = [("credential", answer.as_str()), ("vidare", "/ordrar")];
    browser.post("/logga-in/passkey", &fields).await
}

#[tokio::test]
async fn a_passkey_is_added_with_the_password_and_is_the_second_step() {
    let (world, mut device) = with_passkey().await;
    let mut browser = world.browser();
    browser.log_in(SARA).await;
    let gate = browser.get("/logga-in/kod").await;
    assert_eq!(gate.count_of("form[data-passkey=get]"), 1);
    assert_eq!(gate.count_of("#code"), 1, "the code stays good");
    let halfway = browser.cookies.clone();
    let entered = give(&mut browser, &mut device).await;
    assert_eq!(entered.location, "/ordrar", "{}", entered.body);
    assert_ne!(
        browser.cookies["__Host-torg_staff"], halfway["__Host-torg_staff"],
        "the token changes with the privilege"
    );
    let profile = browser.get("/profil").await;
    assert!(profile.body.contains("Saras dator"), "{}", profile.body);
    for (action, count) in [("staff.passkey_added", 1), ("staff.log_in", 1)] {
        assert_eq!(world.audited(action).await, count, "{action}");
    }
    // And away with it.
    let id: uuid::Uuid = world.database.value("select id from staff_passkeys").await;
    let path = format!("/profil/passkeys/{id}");
    let (mut other, _) = world.logged_in("maja@nordbod.example", &["owner"]).await;
    assert_eq!(other.post(&path, &[]).await.status, StatusCode::NOT_FOUND);
    let removed = browser.post(&path, &[]).await;
    assert_eq!(
        removed.location,
        "/profil?klart=profile-passkey-removed#passkeys"
    );
    assert_eq!(browser.post(&path, &[]).await.status, StatusCode::NOT_FOUND);
    let mut browser = world.browser();
    browser.log_in(SARA).await;
    let gate = browser.get("/logga-in/kod").await;
    assert_eq!(gate.count_of("form[data-passkey]"), 0);
    let none = browser.post("/logga-in/passkey/borja", &[]).await;
    assert_eq!(none.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_new_passkey_wants_the_password_a_name_and_an_honest_device() {
    let world = world(Environment::Production).await;
    let (mut browser, _) = world.logged_in(SARA, &["owner"]).await;
    let begin = "/profil/passkeys/ny/borja";
    assert_eq!(
        browser.get("/profil/passkeys/ny").await.status,
        StatusCode::OK
    );
    for (label, password, complaint) in [
        ("Saras dator", "fel", "Lösenordet stämmer inte"),
        ("", PASSWORD, "Skriv ett namn"),
    ] {
        let fields = [("label", label), ("password", password)];
        let page = browser.post(begin, &fields).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.body.contains(complaint), "{}", page.body);
    }
    let mut device = Authenticator::at(OFFICE);
    device.is_verified = false;
    let page = add(&mut browser, &mut device).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.body.contains("bekräftade inte"), "{}", page.body);
    // The question is used up.
    let fields = [("label", "Saras dator"), ("credential", "{}")];
    let page = browser.post("/profil/passkeys/ny", &fields).await;
    assert!(page.body.contains("Det tog för lång tid"), "{}", page.body);
    device.is_verified = true;
    for _ in 0..10 {
        let added = add(&mut browser, &mut device).await;
        assert_eq!(added.status, StatusCode::SEE_OTHER, "{}", added.body);
    }
    let fields = [("label", "En till"), ("password", PASSWORD)];
    let many = browser.post(begin, &fields).await;
    assert!(many.body.contains("redan tio passkeys"), "{}", many.body);
}

#[tokio::test]
async fn a_wrong_passkey_is_no_second_step() {
    let (world, mut device) = with_passkey().await;
    let mut browser = world.browser();
    browser.log_in(SARA).await;
    type Lie = fn(&mut Authenticator);
    let lies: [Lie; 3] = [
        |device| device.origin = "https://evil.example".to_owned(),
        |device| device.is_verified = false,
        |device| device.claims = Some(vec![7; 16]),
    ];
    for lie in lies {
        lie(&mut device);
        let page = give(&mut browser, &mut device).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.body.contains("godtogs inte"), "{}", page.body);
        device.origin = OFFICE.to_owned();
        device.is_verified = true;
        device.claims = None;
    }
    assert_eq!(world.audited("staff.code_refused").await, 3);
    // A colleague's passkey in this person's half-way session.
    let (mut colleague, _) = world.logged_in("maja@nordbod.example", &["owner"]).await;
    let mut hers = Authenticator::at(OFFICE);
    add(&mut colleague, &mut hers).await;
    let page = give(&mut browser, &mut hers).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    // Answered twice, too late, and in another session.
    let question = asked(&browser.post("/logga-in/passkey/borja", &[]).await);
    let answer = device.answer(&question);
    let fields = [("credential", answer.as_str())];
    let mut second = world.browser();
    second.log_in(SARA).await;
    let page = second.post("/logga-in/passkey", &fields).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    world.clock.advance(SignedDuration::from_mins(9));
    let question = asked(&second.post("/logga-in/passkey/borja", &[]).await);
    let late = device.answer(&question);
    let page = browser.post("/logga-in/passkey", &fields).await;
    assert_eq!(page.location, "/", "{}", page.body);
    let fields = [("credential", late.as_str())];
    let page = second.post("/logga-in/passkey", &fields).await;
    assert_eq!(page.location, "/", "{}", page.body);
    let again = second.post("/logga-in/passkey", &fields).await;
    assert_eq!(
        again.location, "/",
        "whoever is in is led on: {}",
        again.body
    );
}
