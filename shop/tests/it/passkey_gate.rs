//! Logging in with a passkey, and every way in which it must not work.

use std::collections::BTreeMap;

use http::StatusCode;
use jiff::SignedDuration;
use serde_json::Value;
use testkit::authenticator::Authenticator;

use crate::account::{EMAIL, ask, link, member};
use crate::passkeys::{LOG_INS, SHOP, add, count, question};
use crate::stand::{Page, Stand};

const BEGIN: &str = "/konto/logga-in/passkey/borja";
const LOG_IN: &str = "/konto/logga-in/passkey";
const LATE: &str = "Det tog för lång tid, eller så är frågan redan besvarad";
const REFUSED: &str = "Det gick inte att logga in med den passkeyn";

async fn asked(stand: &Stand) -> (String, Value) {
    question(&stand.post(BEGIN, &[]).await)
}

async fn give(stand: &Stand, ceremony: &str, credential: &str) -> Page {
    let fields = [("ceremony", ceremony), ("credential", credential)];
    stand.post(LOG_IN, &fields).await
}

/// Logs in with the passkey that the device made last.
pub async fn log_in_by(stand: &Stand, device: &mut Authenticator) -> Page {
    let (ceremony, asked) = asked(stand).await;
    give(stand, &ceremony, &device.answer(&asked)).await
}

/// A customer with a passkey, and a browser that is logged out.
async fn with_passkey() -> (Stand, Authenticator) {
    let stand = member().await;
    let mut device = Authenticator::at(SHOP);
    add(&stand, &mut device).await;
    stand.take_jar(BTreeMap::new());
    (stand, device)
}

#[tokio::test]
async fn a_passkey_logs_in_without_a_name_and_leads_back() {
    let (stand, mut device) = with_passkey().await;
    let gate = stand.get("/konto/logga-in?next=%2Fkassa").await.html;
    assert!(
        gate.contains("Logga in med passkey")
            && gate.contains("autocomplete=\"username webauthn\""),
        "{gate}"
    );
    stand.add("2").await;
    let (ceremony, asked) = asked(&stand).await;
    // Nobody is named.
    assert_eq!(asked["allowCredentials"], serde_json::json!([]));
    assert_eq!(asked["userVerification"], "required");
    let answer = device.answer(&asked);
    let fields = [
        ("ceremony", ceremony.as_str()),
        ("credential", answer.as_str()),
        ("next", "/kassa"),
    ];
    assert_eq!(stand.post(LOG_IN, &fields).await.location, "/kassa");
    assert!(stand.get("/konto").await.html.contains("Hej Elin"));
    // The guest's cart has come along.
    let owned = "select count(*) from carts c join cart_lines l on l.cart_id = c.id where c.customer_id is not null and l.quantity = 2";
    assert_eq!(count(&stand, owned).await, 1);
    let page = stand.get(LOG_INS).await.html;
    assert!(
        page.contains("Senast använd") && page.contains("Den här webbläsaren"),
        "{page}"
    );
    let by = "select count(*) from customer_sessions where proved_by = 'passkey'";
    assert_eq!(count(&stand, by).await, 1);
    let trace = "select count(*) from audit_entries where action = 'customer.log_in' and after ->> 'by' = 'passkey'";
    assert_eq!(count(&stand, trace).await, 1);
    // It has just been proved who this is: no password is asked for.
    let fresh = stand.get("/konto/passkeys/ny").await.html;
    assert!(!fresh.contains("name=\"current\""), "{fresh}");
    // A known browser, like by any other way.
    let known = "select count(*) from customer_devices";
    assert_eq!(count(&stand, known).await, 2);
    let foreign = [("next", "//evil.example")];
    stand.take_jar(BTreeMap::new());
    let page = stand.post(LOG_IN, &foreign).await.html;
    assert!(!page.contains("evil.example"), "{page}");
}

#[tokio::test]
async fn an_answer_is_taken_once_in_the_browser_that_was_asked_and_in_time() {
    let (stand, mut device) = with_passkey().await;
    let (ceremony, asked_first) = asked(&stand).await;
    let answer = device.answer(&asked_first);
    let mine = stand.jar();
    // Another browser, with and without a question of its own.
    stand.take_jar(BTreeMap::new());
    assert!(give(&stand, &ceremony, &answer).await.html.contains(LATE));
    asked(&stand).await;
    assert!(give(&stand, &ceremony, &answer).await.html.contains(LATE));
    stand.take_jar(mine.clone());
    assert_eq!(give(&stand, &ceremony, &answer).await.location, "/konto");
    stand.take_jar(mine.clone());
    let again = give(&stand, &ceremony, &answer).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(again.html.contains(LATE), "{}", again.html);
    // At the same moment, from two tabs.
    let (ceremony, question) = asked(&stand).await;
    let answer = device.answer(&question);
    let (one, other) = tokio::join!(
        give(&stand, &ceremony, &answer),
        give(&stand, &ceremony, &answer)
    );
    let mut statuses = [one.status.as_u16(), other.status.as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [303, 422]);
    // Too old.
    stand.take_jar(mine);
    let (ceremony, question) = asked(&stand).await;
    let answer = device.answer(&question);
    stand.world.clock.advance(SignedDuration::from_mins(11));
    assert!(give(&stand, &ceremony, &answer).await.html.contains(LATE));
    for ceremony in ["", "x"] {
        let page = give(&stand, ceremony, &answer).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    }
}

#[tokio::test]
async fn whatever_is_wrong_with_a_passkey_the_page_says_the_same() {
    let (stand, mut device) = with_passkey().await;
    let owner: uuid::Uuid = stand.world.database.value("select id from customers").await;
    let mut pages = Vec::new();
    let mut refused = async |device: &mut Authenticator, because: &str| {
        let page = log_in_by(&stand, device).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{because}");
        assert!(page.html.contains(REFUSED), "{because}: {}", page.html);
        let trace = format!(
            "select count(*) from audit_entries where action = 'customer.passkey_refused' and after ->> 'because' = '{because}'"
        );
        assert!(count(&stand, trace.leak()).await > 0, "{because}");
        pages.push(page.html);
    };
    device.origin = "http://evil.example".to_owned();
    refused(&mut device, "origin").await;
    device.origin = SHOP.to_owned();
    device.is_verified = false;
    refused(&mut device, "unverified").await;
    device.is_verified = true;
    device.claims = Some(uuid::Uuid::from_u128(7).as_bytes().to_vec());
    refused(&mut device, "another_owner").await;
    device.claims = Some(b"not an id".to_vec());
    refused(&mut device, "unreadable").await;
    device.claims = None;
    // A passkey that nobody has here: its maker is told the same as whoever has one.
    let mut stranger = Authenticator::at(SHOP);
    let handle = data_encoding::BASE64URL_NOPAD.encode(owner.as_bytes());
    stranger.make(&serde_json::json!({
        "user": { "id": handle }, "rp": { "id": "shop.example" }, "challenge": "AQID",
    }));
    refused(&mut stranger, "unknown").await;
    // Its counter goes back: there may be two of it.
    device.counter = 5;
    assert_eq!(log_in_by(&stand, &mut device).await.location, "/konto");
    stand.take_jar(BTreeMap::new());
    device.counter = 2;
    refused(&mut device, "counter").await;
    device.counter = 9;
    // Shut by staff.
    let close = "update customers set state = 'closed'";
    stand.world.database.execute(close).await;
    refused(&mut device, "not_in_use").await;
    let open = "update customers set state = 'active'";
    stand.world.database.execute(open).await;
    assert_eq!(log_in_by(&stand, &mut device).await.location, "/konto");
    for page in &pages {
        assert_eq!(page, &pages[0]);
    }
}

#[tokio::test]
async fn the_answer_to_another_question_or_by_another_customer_opens_nothing() {
    let (stand, mut device) = with_passkey().await;
    let (_, other) = asked(&stand).await;
    let (ceremony, _) = asked(&stand).await;
    let mixed = give(&stand, &ceremony, &device.answer(&other)).await;
    assert!(mixed.html.contains(REFUSED), "{}", mixed.html);
    // Signed by one passkey, in another's name.
    ask(&stand, "/konto/skapa", "maja@exempel.se").await;
    stand
        .post(&link(&stand).await, &[("name", "Maja Ek")])
        .await;
    let mut hers = Authenticator::at(SHOP);
    add(&stand, &mut hers).await;
    stand.take_jar(BTreeMap::new());
    let (ceremony, question) = asked(&stand).await;
    let (mine, forged) = (device.answer(&question), hers.answer(&question));
    let mut mine: Value = serde_json::from_str(&mine).unwrap();
    let forged: Value = serde_json::from_str(&forged).unwrap();
    mine["response"]["signature"] = forged["response"]["signature"].clone();
    let page = give(&stand, &ceremony, &mine.to_string()).await;
    assert!(page.html.contains(REFUSED), "{}", page.html);
    // A question about a new passkey is none about logging in.
    let (ceremony, question) = asked(&stand).await;
    let answer = device.answer(&question);
    let turn = "update passkey_ceremonies set purpose = 'register', browser_hash = null, session_id = (select id from customer_sessions limit 1)";
    stand.world.database.execute(turn).await;
    assert!(give(&stand, &ceremony, &answer).await.html.contains(LATE));
    let mine = format!(
        "select count(*) from customer_sessions s join customers c on c.id = s.customer_id where c.email = '{EMAIL}'"
    );
    assert_eq!(
        count(&stand, mine.leak()).await,
        1,
        "only the one that registered"
    );
}

#[tokio::test]
async fn tries_are_slowed_down_and_nobody_fills_the_table() {
    let (stand, mut device) = with_passkey().await;
    device.is_verified = false;
    let mut last = StatusCode::OK;
    for _ in 0..22 {
        last = log_in_by(&stand, &mut device).await.status;
    }
    assert_eq!(last, StatusCode::TOO_MANY_REQUESTS);
    device.is_verified = true;
    let waits = log_in_by(&stand, &mut device).await;
    assert_eq!(waits.status, StatusCode::TOO_MANY_REQUESTS);
    assert!(
        waits.html.contains("Det blev många försök"),
        "{}",
        waits.html
    );
    stand.world.clock.advance(SignedDuration::from_hours(1));
    assert_eq!(log_in_by(&stand, &mut device).await.location, "/konto");
    stand.take_jar(BTreeMap::new());
    for _ in 0..300 {
        assert_eq!(stand.post(BEGIN, &[]).await.status, StatusCode::OK);
    }
    let many = stand.post(BEGIN, &[]).await;
    assert_eq!(many.status, StatusCode::TOO_MANY_REQUESTS);
    // A few minutes later there is room, and what nobody answered goes by and by.
    stand.world.clock.advance(SignedDuration::from_mins(11));
    assert_eq!(stand.post(BEGIN, &[]).await.status, StatusCode::OK);
    let rows = "select count(*) from passkey_ceremonies";
    assert_eq!(count(&stand, rows).await, 281);
}
