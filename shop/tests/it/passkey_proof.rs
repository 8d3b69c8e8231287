//! Proving with a passkey that it is still the same customer, beside the password and where there is none.

use std::collections::BTreeMap;

use http::StatusCode;
use jiff::SignedDuration;
use testkit::authenticator::Authenticator;

use crate::account::{PASSWORD, ask, link, log_in, member};
use crate::passkeys::{SHOP, add, count, question};
use crate::stand::{Page, Stand};

const BEGIN: &str = "/konto/bekrafta/borja";
const CONFIRM: &str = "/konto/bekrafta";

async fn give(stand: &Stand, ceremony: &str, credential: &str) -> Page {
    let fields = [("ceremony", ceremony), ("credential", credential)];
    stand.post(CONFIRM, &fields).await
}

async fn confirm(stand: &Stand, device: &mut Authenticator) -> Page {
    let (ceremony, asked) = question(&stand.post(BEGIN, &[]).await);
    give(stand, &ceremony, &device.answer(&asked)).await
}

/// A customer with a passkey whose log-in was a while ago.
async fn stale() -> (Stand, Authenticator) {
    let stand = member().await;
    let mut device = Authenticator::at(SHOP);
    add(&stand, &mut device).await;
    stand.world.clock.advance(SignedDuration::from_hours(1));
    (stand, device)
}

/// Every page on which something wants to know who this is.
async fn pages(stand: &Stand) -> Vec<String> {
    let one = "select id from customer_passkeys where removed_at is null limit 1";
    let id: uuid::Uuid = stand.world.database.value(one).await;
    [
        "/konto/inloggning",
        "/konto/uppgifter",
        "/konto/personuppgifter",
        "/konto/personuppgifter/radera",
        "/konto/passkeys/ny",
    ]
    .map(str::to_owned)
    .into_iter()
    .chain([format!("/konto/passkeys/{id}")])
    .collect()
}

#[tokio::test]
async fn a_passkey_proves_anew_who_this_is_wherever_it_is_asked() {
    let (stand, mut device) = stale().await;
    for path in pages(&stand).await {
        let page = stand.get(&path).await.html;
        assert!(
            page.contains("data-prove=\"/konto/bekrafta\"")
                && page.contains("data-origin=\"http://shop.example\"")
                && page.contains("name=\"current\"")
                && page.contains("/assets/passkeys."),
            "{path}: {page}"
        );
    }
    let (ceremony, asked) = question(&stand.post(BEGIN, &[]).await);
    // The browser offers the customer's own alone.
    assert_eq!(asked["allowCredentials"].as_array().unwrap().len(), 1);
    assert_eq!(asked["userVerification"], "required");
    let done = give(&stand, &ceremony, &device.answer(&asked)).await;
    assert_eq!(done.status, StatusCode::NO_CONTENT, "{}", done.html);
    for path in pages(&stand).await {
        let page = stand.get(&path).await.html;
        assert!(
            !page.contains("data-prove") && !page.contains("name=\"current\""),
            "{path}: {page}"
        );
    }
    let by = "select count(*) from customer_sessions where proved_by = 'passkey'";
    assert_eq!(count(&stand, by).await, 1);
    let trace = "select count(*) from audit_entries where action = 'customer.proved_anew'";
    assert_eq!(count(&stand, trace).await, 1);
    // No password is asked for: another one, another address, the file, and the end of it all.
    let chosen = [("password", "nio blåa elefanter i snö")];
    let changed = stand.post("/konto/inloggning", &chosen).await;
    assert_eq!(changed.status, StatusCode::SEE_OTHER, "{}", changed.html);
    confirm(&stand, &mut device).await;
    let wish = [("email", "elin.ny@exempel.se")];
    let asked = stand.post("/konto/uppgifter/epost", &wish).await;
    assert_eq!(asked.status, StatusCode::SEE_OTHER, "{}", asked.html);
    let file = stand.post("/konto/personuppgifter/fil", &[]).await;
    assert_eq!(file.status, StatusCode::OK, "{}", file.html);
    let sure = [("sure", "1")];
    let erased = stand.post("/konto/personuppgifter/radera", &sure).await;
    assert_eq!(erased.status, StatusCode::OK, "{}", erased.html);
}

#[tokio::test]
async fn without_a_password_a_passkey_spares_logging_out_and_in() {
    let (stand, mut device) = stale().await;
    let no_password = "update customers set password_hash = null";
    stand.world.database.execute(no_password).await;
    let wish = [("email", "elin.ny@exempel.se")];
    let refused = stand.post("/konto/uppgifter/epost", &wish).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        refused.html.contains("Bekräfta med en passkey")
            && refused.html.contains("value=\"elin.ny@exempel.se\"")
            && refused.html.contains("data-prove"),
        "{}",
        refused.html
    );
    let done = confirm(&stand, &mut device).await;
    assert_eq!(done.status, StatusCode::NO_CONTENT, "{}", done.html);
    let asked = stand.post("/konto/uppgifter/epost", &wish).await;
    assert_eq!(asked.status, StatusCode::SEE_OTHER, "{}", asked.html);
    // For a quarter of an hour, and not for ever.
    stand.world.clock.advance(SignedDuration::from_mins(16));
    let late = stand.post("/konto/uppgifter/epost", &wish).await;
    assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn what_is_no_answer_of_the_customers_proves_nothing() {
    let (stand, mut device) = stale().await;
    type Lie = fn(&mut Authenticator);
    let lies: [(Lie, &str); 4] = [
        (|device| device.is_verified = false, "unverified"),
        (
            |device| device.origin = "http://evil.example".to_owned(),
            "origin",
        ),
        (
            |device| device.claims = Some(uuid::Uuid::from_u128(7).as_bytes().to_vec()),
            "another_owner",
        ),
        (
            |device| device.claims = Some(b"not an id".to_vec()),
            "unreadable",
        ),
    ];
    for (lie, because) in lies {
        lie(&mut device);
        let refused = confirm(&stand, &mut device).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(
            refused.html.contains("Det gick inte att bekräfta"),
            "{}",
            refused.html
        );
        let trace = format!(
            "select count(*) from audit_entries where action = 'customer.passkey_refused' and after ->> 'because' = '{because}'"
        );
        assert_eq!(count(&stand, trace.leak()).await, 1, "{because}");
        device.origin = SHOP.to_owned();
        device.is_verified = true;
        device.claims = None;
    }
    // Answered twice, too late, with nonsense, to the question of a log-in, and in another log-in.
    let late = "Det tog för lång tid";
    let (ceremony, asked) = question(&stand.post(BEGIN, &[]).await);
    let answer = device.answer(&asked);
    let mine = stand.jar();
    stand.take_jar(BTreeMap::new());
    assert_eq!(
        give(&stand, &ceremony, &answer).await.status,
        StatusCode::SEE_OTHER
    );
    log_in(&stand, PASSWORD).await;
    assert!(give(&stand, &ceremony, &answer).await.html.contains(late));
    stand.take_jar(mine);
    let (gate, asked) = question(&stand.post("/konto/logga-in/passkey/borja", &[]).await);
    let other = device.answer(&asked);
    assert!(give(&stand, &gate, &other).await.html.contains(late));
    stand.world.clock.advance(SignedDuration::from_mins(11));
    for ceremony in [ceremony.as_str(), "", "x"] {
        let refused = give(&stand, ceremony, &answer).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.html.contains(late), "{}", refused.html);
    }
    let proved = "select count(*) from audit_entries where action = 'customer.proved_anew'";
    assert_eq!(count(&stand, proved).await, 0);
    let page = stand.get("/konto/uppgifter").await.html;
    assert!(page.contains("name=\"current\""), "{page}");
    let (ceremony, asked) = question(&stand.post(BEGIN, &[]).await);
    let answer = device.answer(&asked);
    let (one, two) = tokio::join!(
        give(&stand, &ceremony, &answer),
        give(&stand, &ceremony, &answer)
    );
    let mut statuses = [one.status.as_u16(), two.status.as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [204, 422]);
}

#[tokio::test]
async fn whoever_has_no_passkey_is_not_asked_for_one() {
    let (stand, mut device) = stale().await;
    let (ceremony, asked) = question(&stand.post(BEGIN, &[]).await);
    let hers = device.answer(&asked);
    stand.take_jar(BTreeMap::new());
    ask(&stand, "/konto/skapa", "maja@exempel.se").await;
    let fields = [("name", "Maja Ek"), ("password", PASSWORD)];
    stand.post(&link(&stand).await, &fields).await;
    stand.world.clock.advance(SignedDuration::from_hours(1));
    let page = stand.get("/konto/uppgifter").await.html;
    assert!(
        page.contains("name=\"current\"") && !page.contains("data-prove"),
        "{page}"
    );
    assert_eq!(stand.post(BEGIN, &[]).await.status, StatusCode::NOT_FOUND);
    // Somebody else's passkey, and their question, say nothing of this one.
    let foreign = give(&stand, &ceremony, &hers).await;
    assert_eq!(foreign.status, StatusCode::UNPROCESSABLE_ENTITY);
    let proved = "select count(*) from audit_entries where action = 'customer.proved_anew'";
    assert_eq!(count(&stand, proved).await, 0);
}
