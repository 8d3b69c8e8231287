//! A customer's own passkeys: added, called something else, taken away; and what becomes of them with the account.

use std::collections::BTreeMap;

use http::StatusCode;
use jiff::SignedDuration;
use serde_json::Value;
use testkit::authenticator::Authenticator;

use crate::account::{EMAIL, PASSWORD, ask, link, log_in, member, registered};
use crate::passkey_gate::log_in_by;
use crate::stand::{Page, Stand};

pub const SHOP: &str = "http://shop.example";
pub const LOG_INS: &str = "/konto/inloggning";
const NEW: &str = "/konto/passkeys/ny";

/// Asks for a question, as the page's script does.
pub async fn begin(stand: &Stand, current: &str) -> Page {
    let fields = [("label", "Elins mobil"), ("current", current)];
    stand.post("/konto/passkeys/ny/borja", &fields).await
}

/// A question as the page's script reads it: its id, and what is asked.
pub fn question(page: &Page) -> (String, Value) {
    assert_eq!(page.status, StatusCode::OK, "{}", page.html);
    let mut asked: Value = serde_json::from_str(&page.html).unwrap();
    let id = asked["ceremony"].as_str().unwrap().to_owned();
    (id, asked["options"].take())
}

pub async fn give(stand: &Stand, ceremony: &str, credential: &str) -> Page {
    let fields = [
        ("label", "Elins mobil"),
        ("ceremony", ceremony),
        ("credential", credential),
    ];
    stand.post(NEW, &fields).await
}

/// Adds a passkey to the account that is logged in.
pub async fn add(stand: &Stand, device: &mut Authenticator) {
    let (ceremony, asked) = question(&begin(stand, PASSWORD).await);
    let done = give(stand, &ceremony, &device.make(&asked)).await;
    assert_eq!(
        done.location, "/konto/inloggning?klart=passkey",
        "{}",
        done.html
    );
}

pub async fn count(stand: &Stand, sql: &'static str) -> i64 {
    stand.world.database.value(sql).await
}

/// Where the page of the customer's last passkey is.
async fn page_of(stand: &Stand) -> String {
    let newest = "select id from customer_passkeys where removed_at is null order by created_at desc, id desc limit 1";
    let id: uuid::Uuid = stand.world.database.value(newest).await;
    format!("/konto/passkeys/{id}")
}

#[tokio::test]
async fn a_passkey_is_added_once_it_is_proved_who_this_is() {
    let stand = member().await;
    let mut device = Authenticator::at(SHOP);
    let page = stand.get(NEW).await;
    assert!(
        page.html.contains("<noscript>") && page.html.contains("Passkeys kräver JavaScript"),
        "{}",
        page.html
    );
    assert!(page.html.contains("data-origin=\"http://shop.example\""));
    // A while ago: the link that logged in proves nothing any more.
    stand.world.clock.advance(SignedDuration::from_hours(1));
    for (current, complaint) in [("", "Fyll i"), ("fel", "inte ditt nuvarande lösenord")] {
        let refused = begin(&stand, current).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(
            refused.html.contains(complaint) && refused.html.contains("value=\"Elins mobil\""),
            "{}",
            refused.html
        );
    }
    let nameless = [("label", "  "), ("current", PASSWORD)];
    let refused = stand.post("/konto/passkeys/ny/borja", &nameless).await;
    assert!(refused.html.contains("Skriv ett namn"), "{}", refused.html);
    let (ceremony, asked) = question(&begin(&stand, PASSWORD).await);
    assert_eq!(asked["user"]["name"], EMAIL);
    assert_eq!(asked["rp"]["id"], "shop.example");
    let done = give(&stand, &ceremony, &device.make(&asked)).await;
    let shown = stand.get(&done.location).await.html;
    assert!(
        shown.contains("Elins mobil") && shown.contains("Passkeyn är tillagd"),
        "{shown}"
    );
    assert!(shown.contains("Inte använd än"), "{shown}");
    // The next is not to be made on the same device.
    let (_, asked) = question(&begin(&stand, PASSWORD).await);
    assert_eq!(asked["excludeCredentials"].as_array().unwrap().len(), 1);
    let told = "select count(*) from jobs where name = 'commerce.send-passkey-notice' and payload ->> 'news' = 'added'";
    assert_eq!(count(&stand, told).await, 1);
    let trace = "select count(*) from audit_entries where action = 'customer.passkey_added'";
    assert_eq!(count(&stand, trace).await, 1);
    // What is kept opens nothing, and the trail does not say how it is called.
    let said = "select count(*) from audit_entries where (after::text || before::text) like '%Elins mobil%'";
    assert_eq!(count(&stand, said).await, 0);
}

#[tokio::test]
async fn what_the_browser_made_is_taken_once_and_only_where_it_was_asked() {
    let stand = member().await;
    let mut device = Authenticator::at(SHOP);
    let (first, asked) = question(&begin(&stand, PASSWORD).await);
    let made = device.make(&asked);
    // Another browser of the same customer's.
    let mine = stand.jar();
    stand.take_jar(BTreeMap::new());
    log_in(&stand, PASSWORD).await;
    let late = "Det tog för lång tid";
    assert!(give(&stand, &first, &made).await.html.contains(late));
    stand.take_jar(mine);
    assert_eq!(
        give(&stand, &first, &made).await.status,
        StatusCode::SEE_OTHER
    );
    let again = give(&stand, &first, &made).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(again.html.contains(late) && again.html.contains("value=\"Elins mobil\""));
    // The very same passkey as the answer to another question.
    let (second, asked) = question(&begin(&stand, PASSWORD).await);
    let same = device.register_again(&asked);
    let known = give(&stand, &second, &same).await;
    assert!(known.html.contains("redan tillagd"), "{}", known.html);
    // Too old, or none at all.
    let (third, asked) = question(&begin(&stand, PASSWORD).await);
    let made = device.make(&asked);
    stand.world.clock.advance(SignedDuration::from_mins(11));
    for ceremony in [third.as_str(), "", "x"] {
        let page = give(&stand, ceremony, &made).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.html.contains(late), "{}", page.html);
    }
    let kept = "select count(*) from customer_passkeys";
    assert_eq!(count(&stand, kept).await, 1);
}

#[tokio::test]
async fn a_wrong_answer_makes_no_passkey_and_uses_the_question_up() {
    let stand = member().await;
    type Lie = fn(&mut Authenticator);
    let lies: [(Lie, &str); 3] = [
        (
            |device| device.is_verified = false,
            "bekräftade inte att det är du",
        ),
        (|device| device.keeps = false, "kan inte spara passkeys"),
        (
            |device| device.origin = "http://evil.example".to_owned(),
            "gick inte att lägga till",
        ),
    ];
    for (lie, complaint) in lies {
        let mut device = Authenticator::at(SHOP);
        lie(&mut device);
        let (ceremony, asked) = question(&begin(&stand, PASSWORD).await);
        let refused = give(&stand, &ceremony, &device.make(&asked)).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.html.contains(complaint), "{}", refused.html);
        let honest = Authenticator::at(SHOP).make(&asked);
        let late = give(&stand, &ceremony, &honest).await;
        assert!(late.html.contains("Det tog för lång tid"), "{}", late.html);
    }
    // The answer to another question.
    let (_, other) = question(&begin(&stand, PASSWORD).await);
    let (ceremony, _) = question(&begin(&stand, PASSWORD).await);
    let mut device = Authenticator::at(SHOP);
    let mixed = give(&stand, &ceremony, &device.make(&other)).await;
    assert!(
        mixed.html.contains("gick inte att lägga till"),
        "{}",
        mixed.html
    );
    for nonsense in ["", "{}", "[1]", "inget"] {
        let (ceremony, _) = question(&begin(&stand, PASSWORD).await);
        let page = give(&stand, &ceremony, nonsense).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{nonsense}");
    }
    let kept = "select count(*) from customer_passkeys";
    assert_eq!(count(&stand, kept).await, 0);
}

#[tokio::test]
async fn there_are_twenty_passkeys_at_most() {
    let stand = member().await;
    let mut device = Authenticator::at(SHOP);
    let (waiting, asked) = question(&begin(&stand, PASSWORD).await);
    for _ in 0..20 {
        add(&stand, &mut device).await;
    }
    for refused in [
        begin(&stand, PASSWORD).await,
        give(&stand, &waiting, &device.make(&asked)).await,
    ] {
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(
            refused.html.contains("Du har redan 20 passkeys"),
            "{}",
            refused.html
        );
    }
    let kept = "select count(*) from customer_passkeys";
    assert_eq!(count(&stand, kept).await, 20);
}

#[tokio::test]
async fn a_passkey_is_renamed_and_removed_by_its_owner_alone() {
    let stand = member().await;
    let mut device = Authenticator::at(SHOP);
    add(&stand, &mut device).await;
    let page = page_of(&stand).await;
    let removal = format!("{page}/ta-bort");
    let mine = stand.jar();
    // Somebody else's account.
    stand.take_jar(BTreeMap::new());
    ask(&stand, "/konto/skapa", "maja@exempel.se").await;
    stand
        .post(&link(&stand).await, &[("name", "Maja Ek")])
        .await;
    assert_eq!(stand.get(&page).await.status, StatusCode::NOT_FOUND);
    for path in [&page, &removal] {
        let hers = stand.post(path, &[("label", "Min")]).await;
        assert_eq!(hers.status, StatusCode::NOT_FOUND, "{path}");
    }
    stand.take_jar(mine);
    let long = "å".repeat(61);
    for (label, shown) in [("", "Skriv ett namn"), (long.as_str(), long.as_str())] {
        let refused = stand.post(&page, &[("label", label)]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.html.contains(shown), "{}", refused.html);
    }
    let renamed = stand.post(&page, &[("label", "Plånboken <b>")]).await;
    assert_eq!(renamed.location, "/konto/inloggning?klart=passkey-renamed");
    let list = stand.get(LOG_INS).await.html;
    assert!(list.contains("Plånboken &lt;b&gt;"), "{list}");
    stand.world.clock.advance(SignedDuration::from_hours(1));
    let wrong = stand.post(&removal, &[("current", "fel")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.html.contains("inte ditt nuvarande lösenord"));
    let removed = stand.post(&removal, &[("current", PASSWORD)]).await;
    assert_eq!(removed.location, "/konto/inloggning?klart=passkey-removed");
    let list = stand.get(&removed.location).await.html;
    assert!(!list.contains("Plånboken") && list.contains("Passkeyn är borttagen"));
    // The browser is told which are still good: none.
    assert!(
        list.contains("allAcceptedCredentialIds") && list.contains("/assets/passkeys."),
        "{list}"
    );
    let twice = stand.post(&removal, &[("current", PASSWORD)]).await;
    assert_eq!(twice.status, StatusCode::NOT_FOUND);
    let told = "select count(*) from jobs where name = 'commerce.send-passkey-notice' and payload ->> 'news' = 'removed'";
    assert_eq!(count(&stand, told).await, 1);
    let left = "select count(*) from customer_passkeys where credential <> '{}'";
    assert_eq!(count(&stand, left).await, 0);
    // It logs nobody in any more; where they are logged in they stay.
    assert!(stand.get("/konto").await.html.contains("Hej Elin"));
    stand.take_jar(BTreeMap::new());
    let refused = log_in_by(&stand, &mut device).await;
    assert!(
        refused
            .html
            .contains("Det gick inte att logga in med den passkeyn"),
        "{}",
        refused.html
    );
    // What is left of it goes a month later.
    stand
        .world
        .clock
        .advance(SignedDuration::from_hours(24 * 31));
    let mut tx = stand.world.tx().await;
    commerce::customer::sweep(&mut tx).await.unwrap();
    tx.commit().await.unwrap();
    let rows = "select (select count(*) from customer_passkeys) + (select count(*) from passkey_ceremonies)";
    assert_eq!(count(&stand, rows).await, 0);
}

#[tokio::test]
async fn a_customer_may_have_a_passkey_and_no_password() {
    let stand = Stand::new().await;
    ask(&stand, "/konto/skapa", EMAIL).await;
    stand
        .post(&link(&stand).await, &[("name", "Elin Sandahl")])
        .await;
    let mut device = Authenticator::at(SHOP);
    add(&stand, &mut device).await;
    let page = page_of(&stand).await;
    assert!(
        stand
            .get(&page)
            .await
            .html
            .contains("Du kan alltid logga in med en länk")
    );
    let no_password = "select count(*) from customers where password_hash is null";
    assert_eq!(count(&stand, no_password).await, 1);
    // A while ago: it has to be proved anew, and the passkey does.
    stand.world.clock.advance(SignedDuration::from_hours(1));
    let removal = format!("{page}/ta-bort");
    let stale = stand.post(&removal, &[]).await;
    assert_eq!(stale.status, StatusCode::UNPROCESSABLE_ENTITY);
    stand.post("/konto/logga-ut", &[]).await;
    assert_eq!(log_in_by(&stand, &mut device).await.location, "/konto");
    let removed = stand.post(&removal, &[]).await;
    assert_eq!(removed.location, "/konto/inloggning?klart=passkey-removed");
}

#[tokio::test]
async fn a_new_password_and_logging_out_everywhere_leave_passkeys_alone() {
    let stand = member().await;
    let mut device = Authenticator::at(SHOP);
    add(&stand, &mut device).await;
    stand.post("/konto/inloggning/avsluta", &[]).await;
    ask(&stand, "/konto/glomt", EMAIL).await;
    let chosen = [("password", "nio blåa elefanter i snö")];
    stand.post(&link(&stand).await, &chosen).await;
    stand.take_jar(BTreeMap::new());
    assert_eq!(log_in_by(&stand, &mut device).await.location, "/konto");
}

#[tokio::test]
async fn what_is_known_of_passkeys_is_handed_out_and_erased() {
    let stand = member().await;
    let mut device = Authenticator::at(SHOP);
    add(&stand, &mut device).await;
    begin(&stand, PASSWORD).await;
    let export = stand.post("/konto/personuppgifter/fil", &[]).await;
    let file: Value = serde_json::from_str(&export.html).expect(&export.html);
    assert_eq!(file["passkeys"][0]["label"], "Elins mobil");
    assert!(!export.html.contains("credential"), "no keys in it");
    let fields = [("sure", "1"), ("current", PASSWORD)];
    let erased = stand.post("/konto/personuppgifter/radera", &fields).await;
    assert_eq!(erased.status, StatusCode::OK, "{}", erased.html);
    let rows = "select (select count(*) from customer_passkeys) + (select count(*) from passkey_ceremonies)";
    assert_eq!(count(&stand, rows).await, 0);
    stand.take_jar(BTreeMap::new());
    let refused = log_in_by(&stand, &mut device).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn passkeys_want_a_domain_and_say_so() {
    let stand = Stand::at("http://192.168.1.4:8080").await;
    registered(&stand).await;
    let page = stand.get(LOG_INS).await.html;
    assert!(page.contains("nås på en IP-adress"), "{page}");
    assert!(!page.contains("Lägg till en passkey"), "{page}");
    assert_eq!(stand.get(NEW).await.status, StatusCode::NOT_FOUND);
    stand.take_jar(BTreeMap::new());
    let gate = stand.get("/konto/logga-in").await.html;
    assert!(!gate.contains("data-passkey"), "{gate}");
    let begun = stand.post("/konto/logga-in/passkey/borja", &[]).await;
    assert_eq!(begun.status, StatusCode::NOT_FOUND);
    // One's own machine is a domain by name.
    let stand = Stand::at("http://127.0.0.1:8080").await;
    registered(&stand).await;
    let page = stand.get(NEW).await.html;
    assert!(
        page.contains("data-origin=\"http://localhost:8080\"")
            && page.contains("http://localhost:8080/konto/passkeys/ny"),
        "{page}"
    );
}
