//! What is held about a customer: consents, the file with everything, and the end of it.

use std::collections::BTreeMap;

use commerce::customer::erase::purge::purge_some;
use http::StatusCode;
use jiff::SignedDuration;
use serde_json::Value;

use crate::account::{EMAIL, PASSWORD, ask, link, log_in, registered};
use crate::buying::order_path;
use crate::stand::{Mood, Stand};

const PAGE: &str = "/konto/personuppgifter";
const FILE: &str = "/konto/personuppgifter/fil";
const ERASE: &str = "/konto/personuppgifter/radera";

/// A placed order of whoever is at the browser.
async fn bought(stand: &Stand) -> String {
    stand.add("2").await;
    let form = stand.filled().await;
    stand.buy(&form).await;
    stand.provider_is(Mood::Pays);
    stand
        .get(&format!("{}/ater", order_path(stand).await))
        .await;
    stand
        .world
        .database
        .value("select number from orders order by number desc limit 1")
        .await
}

async fn purge(stand: &Stand) {
    loop {
        let mut tx = stand.world.tx().await;
        let looked_at = purge_some(&mut tx).await.unwrap();
        tx.commit().await.unwrap();
        if looked_at == 0 {
            return;
        }
    }
}

async fn count(stand: &Stand, query: &'static str) -> i64 {
    stand.world.database.value(query).await
}

#[tokio::test]
async fn consents_are_given_and_taken_back_as_easily_and_every_answer_stays_with_its_words() {
    let stand = Stand::new().await;
    registered(&stand).await;
    assert_eq!(
        stand
            .get(PAGE)
            .await
            .html
            .matches("Ja, gärna</button>")
            .count(),
        2
    );
    let path = "/konto/personuppgifter/samtycke";
    for given in ["1", "1", "0"] {
        let noted = stand
            .post(path, &[("purpose", "newsletter"), ("given", given)])
            .await;
        assert_eq!(noted.location, "/konto/personuppgifter?klart=samtycke");
    }
    let page = stand
        .get("/konto/personuppgifter?klart=samtycke")
        .await
        .html;
    assert!(page.contains("Vi har noterat ditt val") && page.contains("Vad du har svarat"));
    // The same answer twice is one; a changed mind is another.
    let words = "select count(*) from consents where words like 'Jag vill få nyheter och erbjudanden från Nordbod%'";
    assert_eq!(count(&stand, words).await, 2);
    let unknown = stand
        .post(path, &[("purpose", "everything"), ("given", "1")])
        .await;
    assert_eq!(unknown.status, StatusCode::NOT_FOUND);
    // An answer cannot be altered.
    let guarded = "select count(*) from pg_trigger where tgname = 'consents_are_final'";
    assert_eq!(count(&stand, guarded).await, 1);
}

#[tokio::test]
async fn everything_held_is_one_file_without_what_opens_doors_and_of_nobody_else() {
    let stand = Stand::new().await;
    let guest = bought(&stand).await;
    registered(&stand).await;
    let own = bought(&stand).await;
    let fields = [
        ("name", "Elin Sandahl"),
        ("street", "Storgatan 2"),
        ("postcode", "413 01"),
        ("city", "Göteborg"),
        ("country", "SE"),
    ];
    stand.post("/konto/adresser", &fields).await;
    stand
        .post(
            "/konto/personuppgifter/samtycke",
            &[("purpose", "surveys"), ("given", "1")],
        )
        .await;
    let product: uuid::Uuid = stand
        .world
        .database
        .value("select id from products where code = 'Mugg'")
        .await;
    stand
        .post("/konto/onskelista", &[("product", &product.to_string())])
        .await;
    stand.add("1").await;
    stand
        .post("/konto/varukorgar", &[("name", "Till stugan")])
        .await;
    stand.add("3").await;
    let mail = "insert into mails (id, kind, sender, recipient, subject, body_text, locale, created_at)
                values (gen_random_uuid(), 'customer-link', 'a@b.se', 'Elin@exempel.se', 'Hej', 'Se http://shop.example/konto/lank/0190/hemlignyckel nu', 'sv', now())";
    stand.world.database.execute(mail).await;
    let mine = stand.jar();
    stand.take_jar(BTreeMap::new());
    ask(&stand, "/konto/skapa", "maja@exempel.se").await;
    stand
        .post(&link(&stand).await, &[("name", "Maja Ek")])
        .await;
    stand.take_jar(mine);
    let file = stand.post(FILE, &[]).await;
    assert_eq!(file.status, StatusCode::OK, "{}", file.html);
    let all: Value = serde_json::from_str(&file.html).expect("JSON");
    assert_eq!(all["account"]["email"], EMAIL);
    assert_eq!(all["addresses"][0]["street"], "Storgatan 2");
    let numbers: Vec<&str> = all["orders"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["number"].as_str().unwrap())
        .collect();
    assert_eq!(numbers, [guest.as_str(), own.as_str()]);
    assert_eq!(all["orders"][0]["as_guest"], true);
    assert_eq!(all["orders"][1]["lines"][0]["name"], "Mugg");
    assert_eq!(all["orders"][1]["payments"][0]["state"], "captured");
    assert_eq!(all["consents"][0]["purpose"], "surveys");
    assert_eq!(all["wish_list"][0]["product"], "Mugg");
    assert_eq!(all["saved_carts"][0]["lines"][0]["quantity"], 1);
    assert_eq!(
        all["carts"].as_array().unwrap().last().unwrap()["lines"][0]["quantity"],
        3
    );
    assert!(!all["sessions"].as_array().unwrap().is_empty());
    assert!(
        all["mails"][0]["text"]
            .as_str()
            .unwrap()
            .contains("/konto/lank/0190/…")
    );
    for secret in ["hemlignyckel", "token", "$argon2", "maja@exempel.se"] {
        assert!(!file.html.contains(secret), "{secret}");
    }
    // An hour later a browser that stands open is not enough.
    stand.world.clock.advance(SignedDuration::from_hours(1));
    assert_eq!(
        stand.post(FILE, &[]).await.status,
        StatusCode::UNPROCESSABLE_ENTITY
    );
    assert!(stand.get(PAGE).await.html.contains("current-password"));
    assert_eq!(
        stand.post(FILE, &[("current", PASSWORD)]).await.status,
        StatusCode::OK
    );
    let traces = "select count(*) from audit_entries where action = 'customer.exported'";
    assert_eq!(count(&stand, traces).await, 2);
}

#[tokio::test]
async fn erasing_says_what_stays_takes_the_rest_and_ends_every_log_in() {
    let stand = Stand::new().await;
    let guest = bought(&stand).await;
    registered(&stand).await;
    let own = bought(&stand).await;
    stand.add("1").await;
    let other = stand.jar();
    stand.take_jar(BTreeMap::new());
    log_in(&stand, PASSWORD).await;
    let before = stand.get(ERASE).await.html;
    for said in [
        "2 köp med namn och adress",
        "31 december 2033",
        "2 köp är på väg",
        "utan namn",
    ] {
        assert!(before.contains(said), "{said}: {before}");
    }
    for (fields, complaint) in [
        (vec![("current", PASSWORD)], "Bocka i rutan"),
        (vec![("sure", "1")], "Fyll i"),
        (
            vec![("sure", "1"), ("current", "fel")],
            "inte ditt nuvarande",
        ),
    ] {
        let page = stand.post(ERASE, &fields).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.html.contains(complaint), "{complaint}: {}", page.html);
    }
    let done = stand
        .post(ERASE, &[("sure", "1"), ("current", PASSWORD)])
        .await;
    assert_eq!(done.status, StatusCode::OK);
    assert!(done.html.contains("Kontot är raderat") && done.html.contains("31 december 2033"));
    assert!(!done.html.contains(EMAIL));
    assert_eq!(stand.get("/konto").await.status, StatusCode::SEE_OTHER);
    stand.take_jar(other);
    assert_eq!(stand.get("/konto").await.status, StatusCode::SEE_OTHER);
    assert!(
        stand
            .get("/varukorg")
            .await
            .html
            .contains("Varukorgen är tom")
    );
    stand.take_jar(BTreeMap::new());
    assert_eq!(
        log_in(&stand, PASSWORD).await.status,
        StatusCode::UNPROCESSABLE_ENTITY
    );
    let person = "select count(*) from customers where state = 'erased' and email = '' and name = '' and phone = '' and password_hash is null";
    assert_eq!(count(&stand, person).await, 1);
    for left in [
        "select count(*) from customer_sessions",
        "select count(*) from customer_devices",
        "select count(*) from customer_links",
        "select count(*) from customer_addresses",
        "select count(*) from carts where customer_id is not null",
    ] {
        assert_eq!(count(&stand, left).await, 0, "{left}");
    }
    // The books know who bought; the goods know where to go.
    let kept = "select count(*) from orders where customer_name = 'Elin Sandahl' and email = 'elin@exempel.se'";
    assert_eq!(count(&stand, kept).await, 2);
    // Whoever registers the address anew begins from the beginning.
    registered(&stand).await;
    let page = stand.get("/konto").await.html;
    assert!(!page.contains("har din adress"), "{page}");
    let list = stand.get("/konto/bestallningar").await.html;
    assert!(!list.contains(&guest) && !list.contains(&own));
    let trace = "select count(*) from audit_entries where action = 'customer.erased' and after ->> 'orders_kept' = '2'";
    assert_eq!(count(&stand, trace).await, 1);
}

#[tokio::test]
async fn what_an_erased_customers_orders_hold_goes_when_its_time_is_over() {
    let stand = Stand::new().await;
    registered(&stand).await;
    bought(&stand).await;
    // Never paid: no bookkeeping, so nothing of it is kept once it has lapsed.
    stand.provider_is(Mood::Waits(None));
    stand.add("1").await;
    let form = stand.filled().await;
    stand.buy(&form).await;
    stand
        .post(ERASE, &[("sure", "1"), ("current", PASSWORD)])
        .await;
    stand
        .world
        .database
        .execute("update orders set state = 'lapsed' where state = 'prepared'")
        .await;
    stand.world.clock.advance(SignedDuration::from_hours(24));
    purge(&stand).await;
    let lapsed =
        "select count(*) from orders where state = 'lapsed' and customer_name = '' and email = ''";
    assert_eq!(count(&stand, lapsed).await, 1);
    // On its way: the carrier needs to know; arrived: nobody does.
    let reachable =
        "select count(*) from orders where state = 'placed' and email <> '' and phone <> ''";
    assert_eq!(count(&stand, reachable).await, 1);
    stand
        .world
        .database
        .execute("update orders set fulfilment_status = 'delivered' where state = 'placed'")
        .await;
    stand.world.clock.advance(SignedDuration::from_hours(24));
    purge(&stand).await;
    assert_eq!(count(&stand, reachable).await, 0);
    let kept = "select count(*) from orders o join order_addresses a on a.order_id = o.id where o.customer_name = 'Elin Sandahl' and a.street <> ''";
    assert_eq!(count(&stand, kept).await, 1);
    // The last day of 2033 in Sweden, then the first of 2034.
    let next: String = stand
        .world
        .database
        .value("select purge_on::text from customers where purge_on is not null")
        .await;
    assert_eq!(next, "2034-01-01");
    let now = stand.world.clock.now();
    let eve: jiff::Timestamp = "2033-12-31T20:00:00Z".parse().unwrap();
    stand
        .world
        .clock
        .advance(platform::clock::Timestamp::from(eve).since(now));
    purge(&stand).await;
    assert_eq!(count(&stand, kept).await, 1);
    stand.world.clock.advance(SignedDuration::from_hours(4));
    purge(&stand).await;
    assert_eq!(count(&stand, kept).await, 0);
    let left = "select count(*) from customers where purge_on is not null";
    assert_eq!(count(&stand, left).await, 0);
    let sums = "select count(*) from orders where state = 'placed' and total_minor > 0 and customer_name = ''";
    assert_eq!(count(&stand, sums).await, 1);
}

#[tokio::test]
async fn two_windows_erase_once() {
    let stand = Stand::new().await;
    registered(&stand).await;
    let jar = stand.jar();
    stand.post(ERASE, &[("sure", "1")]).await;
    stand.take_jar(jar);
    let again = stand.post(ERASE, &[("sure", "1")]).await;
    assert_eq!(again.status, StatusCode::SEE_OTHER);
    assert!(again.location.starts_with("/konto/logga-in"));
    let erased = "select count(*) from audit_entries where action = 'customer.erased'";
    assert_eq!(count(&stand, erased).await, 1);
}

#[tokio::test]
async fn only_the_customers_own_mails_are_emptied() {
    let stand = Stand::new().await;
    registered(&stand).await;
    let mails = "with mails_of_all as (
            insert into mails (id, kind, subject_kind, sender, recipient, subject, body_text, locale, state, created_at)
            select gen_random_uuid(), 'note', about, 'butik@example.se', whose, 'Hej', 'Hej', 'sv', state, now()
            from (values ('elin@exempel.se', 'customer', 'sent'), ('granne@exempel.se', 'customer', 'sent'),
                         ('elin@exempel.se', 'order', 'failed')) as m (whose, about, state) returning 1)
        select count(*) from mails_of_all";
    assert_eq!(count(&stand, mails).await, 3);
    // An address that is only wished for is the neighbour's, and the file does not tell what became of the wish.
    let wish = [("email", "granne@exempel.se"), ("current", PASSWORD)];
    stand.post("/konto/uppgifter/epost", &wish).await;
    let links = stand.post(FILE, &[("current", PASSWORD)]).await.html;
    assert!(links.contains(EMAIL) && !links.contains("granne@exempel.se"));
    stand.post(ERASE, &[("sure", "1")]).await;
    let emptied =
        "select count(*) from mails where kind = 'note' and recipient = '' and subject = ''";
    assert_eq!(count(&stand, emptied).await, 1);
    let kept = "select count(*) from mails where kind = 'note' and (recipient = 'granne@exempel.se' or subject_kind = 'order' and recipient = 'elin@exempel.se')";
    assert_eq!(count(&stand, kept).await, 2);
}
