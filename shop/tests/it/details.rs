//! The customer's own details, and another address to log in with.

use std::collections::BTreeMap;

use http::StatusCode;

use crate::account::{EMAIL, PASSWORD, ask, link, log_in, member};
use crate::stand::{Page, Stand, value_of};

const PAGE: &str = "/konto/uppgifter";
const NEW: &str = "elin.ny@exempel.se";

async fn wish(stand: &Stand, email: &str) -> Page {
    let fields = [("email", email), ("current", PASSWORD)];
    stand.post("/konto/uppgifter/epost", &fields).await
}

/// Another person with an account.
async fn other_account(stand: &Stand, email: &str) {
    let jar = stand.jar();
    stand.take_jar(BTreeMap::new());
    ask(stand, "/konto/skapa", email).await;
    stand.post(&link(stand).await, &[("name", "Maja Ek")]).await;
    stand.take_jar(jar);
}

#[tokio::test]
async fn name_and_telephone_are_changed_under_a_version() {
    let stand = member().await;
    let page = stand.get(PAGE).await.html;
    let version = value_of(&page, "version");
    let fields = |name, phone, version| [("name", name), ("phone", phone), ("version", version)];
    let wrong = stand
        .post(PAGE, &fields("Elin Ek", "ring mig", &version))
        .await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.html.contains("value=\"ring mig\"") && wrong.html.contains("070-174 06 12"));
    let done = stand
        .post(PAGE, &fields("Elin Ek", "070-174 06 12", &version))
        .await;
    assert_eq!(done.location, "/konto/uppgifter?klart=details");
    let page = stand.get(&done.location).await.html;
    assert!(page.contains("value=\"Elin Ek\"") && page.contains("value=\"+46701740612\""));
    // From a page that was opened before: nothing is overwritten, and what was typed stays.
    let stale = stand.post(PAGE, &fields("Elin", "", &version)).await;
    assert_eq!(stale.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        stale.html.contains("ändrades någon annanstans") && stale.html.contains("value=\"Elin\"")
    );
    let kept = "select name from customers";
    assert_eq!(stand.world.database.value::<String>(kept).await, "Elin Ek");
    let traces = "select count(*) from audit_entries where action = 'customer.details_changed'";
    assert_eq!(stand.world.database.value::<i64>(traces).await, 1);
}

#[tokio::test]
async fn another_address_is_proved_before_it_counts_and_the_old_one_is_told() {
    let stand = member().await;
    let asked = wish(&stand, NEW).await;
    assert_eq!(asked.location, "/konto/uppgifter?klart=email");
    let page = stand.get(&asked.location).await.html;
    assert!(page.contains("Vi har skickat en länk till den nya adressen"));
    let kept = "select email from customers";
    assert_eq!(stand.world.database.value::<String>(kept).await, EMAIL);
    let path = link(&stand).await;
    let mine = stand.jar();
    // Whoever else reads the mail gets nothing by it: the account's owner is asked for.
    stand.take_jar(BTreeMap::new());
    let shown = stand.get(&path).await;
    assert!(shown.html.contains("Bekräfta din nya adress") && shown.html.contains(NEW));
    assert_eq!(stand.world.database.value::<String>(kept).await, EMAIL);
    let stranger = stand.post(&path, &[]).await;
    // And is led back to it.
    let next = path.replace('/', "%2F");
    assert_eq!(stranger.location, format!("/konto/logga-in?next={next}"));
    assert_eq!(stand.world.database.value::<String>(kept).await, EMAIL);
    // The owner logs in there, and goes on.
    log_in(&stand, PASSWORD).await;
    let opened = stand.post(&path, &[]).await;
    assert_eq!(opened.location, "/konto/uppgifter?klart=moved");
    assert!(
        stand
            .get(&opened.location)
            .await
            .html
            .contains("Du loggar in med elin.ny@exempel.se")
    );
    assert_eq!(stand.world.database.value::<String>(kept).await, NEW);
    let over = stand.post(&path, &[]).await;
    assert_eq!(over.status, StatusCode::GONE);
    assert!(
        over.html.contains("på nytt under Uppgifter"),
        "{}",
        over.html
    );
    // Whoever reads the mail wanted it: the wish is not counted any more.
    let counted = "select count(*) from throttles where key like 'link:%' and failures > 0";
    assert_eq!(stand.world.database.value::<i64>(counted).await, 0);
    // The browsers that were logged in with the old one are not any more, and it opens nothing.
    stand.take_jar(mine);
    assert_eq!(stand.get("/konto").await.status, StatusCode::SEE_OTHER);
    stand.take_jar(BTreeMap::new());
    assert_eq!(
        log_in(&stand, PASSWORD).await.status,
        StatusCode::UNPROCESSABLE_ENTITY
    );
    let notice = "select l.old_email from jobs j join customer_links l on l.id = (j.payload ->> 'link_id')::uuid
                  where j.name = 'commerce.send-email-changed'";
    assert_eq!(stand.world.database.value::<String>(notice).await, EMAIL);
}

#[tokio::test]
async fn an_address_that_somebody_has_is_answered_like_any_other() {
    let stand = member().await;
    other_account(&stand, "Maja@exempel.se").await;
    let count = "select count(*) from customer_links";
    let before: i64 = stand.world.database.value(count).await;
    let taken = wish(&stand, "maja@exempel.se").await;
    let taken_path = link(&stand).await;
    let free = wish(&stand, NEW).await;
    assert_eq!(
        (taken.status, &taken.location),
        (free.status, &free.location)
    );
    assert_eq!(stand.world.database.value::<i64>(count).await, before + 2);
    // It goes to the account's own address, however it was typed.
    let goes_to = "select email from customer_links where purpose = 'known'";
    assert_eq!(
        stand.world.database.value::<String>(goes_to).await,
        "Maja@exempel.se"
    );
    // Whoever reads the other's mail is let in to the other account, and nowhere else; neither address moves.
    stand.take_jar(BTreeMap::new());
    let opened = stand.post(&taken_path, &[]).await;
    assert_eq!(opened.location, "/konto");
    assert!(stand.get("/konto").await.html.contains("Hej Maja"));
    let mine = "select count(*) from customers where email = 'elin@exempel.se'";
    assert_eq!(stand.world.database.value::<i64>(mine).await, 1);
}

#[tokio::test]
async fn an_address_that_is_taken_meanwhile_is_not_moved_to() {
    let stand = member().await;
    wish(&stand, NEW).await;
    let path = link(&stand).await;
    let own = stand.jar();
    other_account(&stand, NEW).await;
    let taken = stand.post(&path, &[]).await;
    assert_eq!(taken.status, StatusCode::CONFLICT);
    assert!(
        taken.html.contains("har fått ett eget konto"),
        "{}",
        taken.html
    );
    // Nor does it do anything where somebody else is logged in.
    stand.take_jar(BTreeMap::new());
    ask(&stand, "/konto/skapa", "bo@exempel.se").await;
    stand.post(&link(&stand).await, &[("name", "Bo Ek")]).await;
    let another = stand.post(&path, &[]).await;
    assert_eq!(another.status, StatusCode::CONFLICT);
    assert!(
        another.html.contains("Länken gäller ett annat konto"),
        "{}",
        another.html
    );
    stand.take_jar(own);
    let mine = "select count(*) from customers where email = 'elin@exempel.se'";
    assert_eq!(stand.world.database.value::<i64>(mine).await, 1);
    assert!(stand.get("/konto").await.html.contains("Hej Elin"));
}

#[tokio::test]
async fn another_address_wants_the_password_and_its_own_sense() {
    let stand = member().await;
    stand
        .world
        .clock
        .advance(jiff::SignedDuration::from_hours(1));
    let count = "select count(*) from customer_links where purpose = 'change_email'";
    for (fields, complaint) in [
        ([("email", NEW), ("current", "fel")], "inte ditt nuvarande"),
        ([("email", NEW), ("current", "")], "Fyll i"),
        ([("email", EMAIL), ("current", PASSWORD)], "redan in med"),
        ([("email", "elin"), ("current", PASSWORD)], "hela adressen"),
    ] {
        let page = stand.post("/konto/uppgifter/epost", &fields).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.html.contains(complaint), "{complaint}: {}", page.html);
        assert!(!page.html.contains(PASSWORD));
    }
    assert_eq!(stand.world.database.value::<i64>(count).await, 0);
    // Nor can a mailbox be filled from here.
    let mut sent = 0;
    for _ in 0..12 {
        sent += usize::from(wish(&stand, NEW).await.status == StatusCode::SEE_OTHER);
    }
    assert!((1..=6).contains(&sent), "{sent}");
}

#[tokio::test]
async fn passwords_that_everybody_tries_are_refused_kindly_wherever_one_is_chosen() {
    let stand = Stand::new().await;
    ask(&stand, "/konto/skapa", EMAIL).await;
    let path = link(&stand).await;
    let common = "Liverpool2024!";
    let register = stand
        .post(&path, &[("name", "Elin"), ("password", common)])
        .await;
    stand
        .post(&path, &[("name", "Elin"), ("password", PASSWORD)])
        .await;
    let fields = [("current", PASSWORD), ("password", common)];
    let change = stand.post("/konto/inloggning", &fields).await;
    ask(&stand, "/konto/glomt", EMAIL).await;
    let reset = stand
        .post(&link(&stand).await, &[("password", common)])
        .await;
    for page in [register, change, reset] {
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.html.contains("har många valt före dig") && !page.html.contains(common));
    }
}
