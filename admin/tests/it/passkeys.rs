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
    let own_password = [("password", PASSWORD)];
    assert_eq!(other.get(&path).await.status, StatusCode::NOT_FOUND);
    let foreign = other.post(&path, &own_password).await;
    assert_eq!(foreign.status, StatusCode::NOT_FOUND);
    // Not by whoever finds the browser open.
    let shown = browser.get(&path).await;
    assert_eq!(shown.count_of("#password"), 1, "{}", shown.body);
    for wrong in ["", "fel"] {
        let refused = browser.post(&path, &[("password", wrong)]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.body.contains("Lösenordet stämmer inte"));
    }
    let removed = browser.post(&path, &own_password).await;
    assert_eq!(
        removed.location,
        "/profil?klart=profile-passkey-removed#passkeys"
    );
    let twice = browser.post(&path, &own_password).await;
    assert_eq!(twice.status, StatusCode::NOT_FOUND);
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

async fn confirm(browser: &mut Browser, device: &mut Authenticator) -> Page {
    let question = asked(&browser.post("/profil/bekrafta/borja", &[]).await);
    let answer = device.answer(&question);
    let fields = [("credential", answer.as_str())];
    browser.post("/profil/bekrafta", &fields).await
}

#[tokio::test]
async fn a_passkey_confirms_who_it_is_where_the_password_is_asked_for() {
    let world = world(Environment::Production).await;
    let (mut browser, _) = world.logged_in(SARA, &["owner"]).await;
    let mut device = Authenticator::at(OFFICE);
    let none = browser.post("/profil/bekrafta/borja", &[]).await;
    assert_eq!(none.status, StatusCode::NOT_FOUND);
    let profile = browser.get("/profil").await;
    assert_eq!(profile.count_of("[data-prove]"), 0);
    add(&mut browser, &mut device).await;
    for (path, forms) in [("/profil", 2), ("/profil/passkeys/ny", 1)] {
        let page = browser.get(path).await;
        assert_eq!(page.count_of("[data-prove]"), forms, "{path}");
        assert_eq!(
            page.count_of("[autocomplete=current-password]"),
            forms,
            "{path}"
        );
    }
    // What is no answer of hers confirms nothing.
    device.is_verified = false;
    let refused = confirm(&mut browser, &mut device).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        refused.body.contains("Det gick inte att bekräfta"),
        "{}",
        refused.body
    );
    device.is_verified = true;
    let (mut colleague, _) = world.logged_in("maja@nordbod.example", &["owner"]).await;
    let mut hers = Authenticator::at(OFFICE);
    add(&mut colleague, &mut hers).await;
    let refused = confirm(&mut browser, &mut hers).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(world.audited("staff.confirmation_refused").await, 2);
    let codes = browser.post("/profil/reservkoder", &[]).await;
    assert_eq!(codes.status, StatusCode::UNPROCESSABLE_ENTITY);

    let done = confirm(&mut browser, &mut device).await;
    assert_eq!(done.status, StatusCode::NO_CONTENT, "{}", done.body);
    assert_eq!(world.audited("staff.confirmed").await, 1);
    for path in ["/profil", "/profil/passkeys/ny"] {
        let page = browser.get(path).await;
        let asks = "[data-prove], [autocomplete=current-password]";
        assert_eq!(page.count_of(asks), 0, "{path}");
    }
    let codes = browser.post("/profil/reservkoder", &[]).await;
    assert_eq!(codes.status, StatusCode::OK, "{}", codes.body);
    let label = [("label", "Saras mobil")];
    let begun = browser.post("/profil/passkeys/ny/borja", &label).await;
    assert_eq!(begun.status, StatusCode::OK, "{}", begun.body);
    // In this log-in alone, and for a quarter of an hour.
    let codes = colleague.post("/profil/reservkoder", &[]).await;
    assert_eq!(codes.status, StatusCode::UNPROCESSABLE_ENTITY);
    world.clock.advance(SignedDuration::from_mins(16));
    let fields = [("password", "nio blåa elefanter")];
    let late = browser.post("/profil/losenord", &fields).await;
    assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY);
    confirm(&mut browser, &mut device).await;
    let changed = browser.post("/profil/losenord", &fields).await;
    assert_eq!(changed.location, "/profil?klart=profile-password-changed");
}

#[tokio::test]
async fn whoever_is_put_out_meanwhile_adds_and_confirms_nothing() {
    let (world, mut device) = with_passkey().await;
    let mut browser = world.browser();
    browser.log_in(SARA).await;
    give(&mut browser, &mut device).await;
    let question = asked(&browser.post("/profil/bekrafta/borja", &[]).await);
    let answer = device.answer(&question);
    let token = platform::auth::token::Token::parse(&browser.cookies["__Host-torg_staff"]).unwrap();
    let mut tx = world
        .db
        .begin(platform::db::Origin::system("test"))
        .await
        .unwrap();
    let now = tx.now();
    let mine = platform::auth::session::find(&mut tx, &token, now)
        .await
        .unwrap()
        .unwrap();
    tx.commit().await.unwrap();
    let end = "update staff_sessions set revoked_at = now()";
    world.database.execute(end).await;
    let passkeys = platform::auth::passkeys::Passkeys::at(OFFICE).unwrap();
    let attempt =
        platform::auth::attempt::Attempt::at_code(mine.staff, [192, 0, 2, 1].into(), None);
    let mut tx = world
        .db
        .begin(platform::db::Origin::system("test"))
        .await
        .unwrap();
    let confirmed =
        platform::auth::passkey::confirm(&mut tx, &passkeys, &mine, &answer, &attempt).await;
    assert!(!confirmed.unwrap());
    // The account shut while a code or passkey is on its way is a refusal, and no fault of ours.
    let shut = "update staff set state = 'closed'";
    tx.commit().await.unwrap();
    world.database.execute(shut).await;
    let mut tx = world
        .db
        .begin(platform::db::Origin::system("test"))
        .await
        .unwrap();
    let late = platform::auth::log_in::accept_code(
        &mut tx,
        &world.vault,
        &mine,
        "123456",
        &attempt,
        false,
    )
    .await;
    let is_refused = matches!(late, Err(platform::auth::log_in::LogInError::WrongCode));
    assert!(is_refused);
}

#[tokio::test]
async fn what_is_told_of_an_account_is_what_the_table_takes() {
    let world = world(Environment::Production).await;
    let check = "select pg_get_constraintdef(oid) from pg_constraint where conname = 'staff_notices_news_check'";
    let check: String = world.database.value(check).await;
    let words: Vec<&str> = check.split('\'').skip(1).step_by(2).collect();
    let news = platform::auth::notice::StaffNews::ALL.map(|news| news.code());
    assert_eq!(words, news);
}

#[tokio::test]
async fn every_change_of_how_one_logs_in_is_told_once() {
    let world = world(Environment::Production).await;
    let (mut browser, _) = world.entered(SARA, &["owner"]).await;
    let mut told = Vec::new();
    let mut expect = async |news: &'static str| {
        told.push(news);
        let said = "select string_agg(news, ' ' order by id) from staff_notices";
        let said: String = world.database.value(said).await;
        assert_eq!(said, told.join(" "));
        let jobs = "select count(*) from jobs where name = 'staff.send-notice'";
        let jobs: i64 = world.database.value(jobs).await;
        assert_eq!(usize::try_from(jobs).unwrap(), told.len());
    };
    expect("app-added").await;
    let mut device = Authenticator::at(OFFICE);
    add(&mut browser, &mut device).await;
    expect("passkey-added").await;
    let id: uuid::Uuid = world.database.value("select id from staff_passkeys").await;
    let own_password = [("password", PASSWORD)];
    browser
        .post(&format!("/profil/passkeys/{id}"), &own_password)
        .await;
    expect("passkey-removed").await;
    let password = [("codes_password", PASSWORD)];
    let page = browser.post("/profil/reservkoder", &password).await;
    expect("codes-made").await;
    let html = scraper::Html::parse_document(&page.body);
    let row = scraper::Selector::parse("ol.codes li").unwrap();
    let codes: Vec<String> = html.select(&row).map(|li| li.inner_html()).collect();
    assert_eq!(codes.len(), 10, "{}", page.body);
    for (at, code) in codes.iter().enumerate() {
        let mut other = world.browser();
        other.log_in(SARA).await;
        let fields = [("code", code.as_str())];
        let entered = other.post("/logga-in/reservkod", &fields).await;
        assert_eq!(entered.status, StatusCode::SEE_OTHER, "{}", entered.body);
        expect(if at < 9 { "code-used" } else { "codes-used-up" }).await;
    }
    let left = "select string_agg(codes_left::text, ' ' order by id) from staff_notices where news like 'code%used%'";
    let left: String = world.database.value(left).await;
    assert_eq!(left, "9 8 7 6 5 4 3 2 1 0");
    let fields = [("current", PASSWORD), ("password", "nio blåa elefanter")];
    browser.post("/profil/losenord", &fields).await;
    expect("password-changed").await;
    let labels = "select string_agg(label, ' ' order by id) from staff_notices where label <> ''";
    let labels: String = world.database.value(labels).await;
    assert_eq!(labels, "Saras dator Saras dator");
}
