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

/// The seals of the words on the page, in the order of the purposes.
async fn seals(stand: &Stand) -> Vec<String> {
    let page = stand.get(PAGE).await.html;
    let parts = page.split("name=\"seal\" value=\"").skip(1);
    parts
        .map(|part| part.split('"').next().unwrap().to_owned())
        .collect()
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
    let seal = seals(&stand).await.remove(0);
    // Words that were not those of the page are no answer.
    let old = [("purpose", "newsletter"), ("given", "1"), ("seal", "0")];
    let old = stand.post(path, &old).await;
    assert_eq!(old.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(old.html.contains("Texten ändrades medan du läste"));
    assert_eq!(count(&stand, "select count(*) from consents").await, 0);
    for given in ["1", "1", "0"] {
        let answer = [("purpose", "newsletter"), ("given", given), ("seal", &seal)];
        let noted = stand.post(path, &answer).await;
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
    // However often one mind is changed, the other answer holds.
    let seal = seals(&stand).await.remove(1);
    let yes = [("purpose", "surveys"), ("given", "1"), ("seal", &seal)];
    stand.post(path, &yes).await;
    let often = "insert into consents (id, customer_id, purpose, is_given, words, at)
                 select gen_random_uuid(), c.id, 'newsletter', n % 2 = 1, 'x', timestamptz '2026-11-23 10:00' + n * interval '1 minute'
                 from customers c, generate_series(1, 120) n";
    stand.world.database.execute(often).await;
    let page = stand.get(PAGE).await.html;
    assert_eq!(page.matches("Ja, gärna</button>").count(), 1, "{page}");
    // An answer cannot be altered, nor taken away.
    for change in [
        "update consents set is_given = true",
        "delete from consents",
    ] {
        assert!(!stand.world.database.does(change).await, "{change}");
    }
}

/// A new version of the text about personal data.
async fn published(stand: &Stand, body: &str) {
    let mut tx = stand.world.tx().await;
    let shop = stand.world.shop_id;
    commerce::legal::publish(&mut tx, shop, "privacy", "sv", "Personuppgifter", body)
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn an_answer_keeps_which_words_and_which_text_about_personal_data_it_was_given_to() {
    let stand = Stand::new().await;
    registered(&stand).await;
    published(&stand, "Det första").await;
    let path = "/konto/personuppgifter/samtycke";
    let old = seals(&stand).await.remove(0);
    let yes = |seal: &str| -> [(&'static str, String); 3] {
        [
            ("purpose", "newsletter".to_owned()),
            ("given", "1".to_owned()),
            ("seal", seal.to_owned()),
        ]
    };
    // Another text holds than the page told of: the page is shown anew, and nothing is noted.
    published(&stand, "Det andra").await;
    let fields = yes(&old);
    let fields = fields.each_ref().map(|(name, text)| (*name, text.as_str()));
    let stale = stand.post(path, &fields).await;
    assert_eq!(stale.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(count(&stand, "select count(*) from consents").await, 0);
    let fields = yes(&seals(&stand).await.remove(0));
    let fields = fields.each_ref().map(|(name, text)| (*name, text.as_str()));
    stand.post(path, &fields).await;
    published(&stand, "Det tredje").await;
    let page = stand.get(PAGE).await.html;
    for said in [
        "Ordalydelse 1.",
        "href=\"/personuppgifter?version=2\"",
        "href=\"/personuppgifter?version=3\"",
    ] {
        assert!(page.contains(said), "{said}: {page}");
    }
    let file = stand.post(FILE, &[]).await;
    let file: Value = serde_json::from_str(&file.html).expect("JSON");
    let kept = &file["consents"][0];
    assert_eq!(kept["wording_version"], 1);
    assert_eq!(kept["wording_language"], "sv");
    assert_eq!(kept["privacy_text_version"], 2);
    // Words that have been changed since are the next version; those that come back are the one they were.
    let changed = "with w as (insert into consent_wordings (id, purpose, locale, version, words, words_hash, first_used_at)
                        values (gen_random_uuid(), 'surveys', 'sv', 1, 'Förr', '\\x00', now())) select 1::bigint";
    count(&stand, changed).await;
    for given in ["1", "0"] {
        let seal = seals(&stand).await.remove(1);
        let answer = [("purpose", "surveys"), ("given", given), ("seal", &seal)];
        stand.post(path, &answer).await;
    }
    let versions = "select count(*) from consents c join consent_wordings w on w.id = c.wording_id where c.purpose = 'surveys' and w.version = 2";
    assert_eq!(count(&stand, versions).await, 2);
    for change in [
        "update consent_wordings set words = 'x'",
        "delete from consent_wordings",
    ] {
        assert!(!stand.world.database.does(change).await, "{change}");
    }
}

#[tokio::test]
async fn whoever_has_not_answered_is_told_what_that_means_and_can_say_no() {
    let stand = Stand::new().await;
    registered(&stand).await;
    let page = stand.get(PAGE).await.html;
    assert_eq!(page.matches("Inget svar").count(), 2, "{page}");
    assert!(page.contains("kan Nordbod skicka en fråga per beställning"));
    let seal = seals(&stand).await.remove(1);
    let no = [("purpose", "surveys"), ("given", "0"), ("seal", &seal)];
    stand.post("/konto/personuppgifter/samtycke", &no).await;
    let said = "select count(*) from consents where purpose = 'surveys' and not is_given";
    assert_eq!(count(&stand, said).await, 1);
    let page = stand.get(PAGE).await.html;
    assert_eq!(page.matches("Nej tack</button>").count(), 1, "{page}");
}

#[tokio::test]
async fn a_stop_by_the_mails_link_stands_among_the_answers_and_can_be_taken_back() {
    let stand = Stand::new().await;
    registered(&stand).await;
    bought(&stand).await;
    let order = order_path(&stand).await;
    let stopped = stand.post(&format!("{order}/inga-fragor"), &[]).await;
    assert_eq!(stopped.status, StatusCode::SEE_OTHER);
    let page = stand.get(PAGE).await.html;
    assert_eq!(page.matches("Inget svar").count(), 1, "{page}");
    let seal = seals(&stand).await.remove(1);
    let yes = [("purpose", "surveys"), ("given", "1"), ("seal", &seal)];
    for _ in 0..2 {
        stand.post("/konto/personuppgifter/samtycke", &yes).await;
    }
    assert_eq!(
        count(&stand, "select count(*) from review_opt_outs").await,
        0
    );
    assert_eq!(count(&stand, "select count(*) from consents").await, 1);
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
    let seal = seals(&stand).await.remove(1);
    let yes = [("purpose", "surveys"), ("given", "1"), ("seal", &seal)];
    stand.post("/konto/personuppgifter/samtycke", &yes).await;
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
                values (gen_random_uuid(), 'return-notice', 'a@b.se', 'Elin@exempel.se', 'Hej', 'Se http://shop.example/order/ORD-1/hemlignyckel/angra nu', 'sv', now())";
    stand.world.database.execute(mail).await;
    // An address that was given up a while ago, with what was sent there before and what somebody else was sent after; credit; and a gift card.
    for sql in [
        "insert into customer_former_emails (id, customer_id, email, held_until) select gen_random_uuid(), id, 'gammal@exempel.se', now() from customers",
        "insert into mails (id, kind, sender, recipient, subject, body_text, locale, created_at)
         select gen_random_uuid(), 'note', 'a@b.se', 'Gammal@exempel.se', 'Hej', what, 'sv', at
         from (values ('Förr i tiden', now() - interval '1 day'), ('Grannens', now() + interval '1 day')) m (what, at)",
        "insert into gift_cards (id, shop_id, kind, customer_id, currency, issued_minor, balance_minor, expires_at, note, created_at, updated_at)
         select gen_random_uuid(), s.id, 'store_credit', c.id, 'SEK', 25000, 25000, now() + interval '9 years', 'Plåster på såret', now(), now()
         from customers c, shops s limit 1",
        "insert into gift_cards (id, shop_id, kind, code_hash, code_hint, currency, issued_minor, balance_minor, expires_at, recipient, created_at, updated_at)
         select gen_random_uuid(), id, 'gift_card', '\\x0c', '7KQ2', 'SEK', 100, 100, now() + interval '9 years', 'elin@exempel.se', now(), now() from shops limit 1",
    ] {
        stand.world.database.execute(sql).await;
    }
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
    for held in ["/order/ORD-1/…", "Förr i tiden", "Plåster på såret", "7KQ2"] {
        assert!(file.html.contains(held), "{held}: {}", file.html);
    }
    assert_eq!(
        all["former_email_addresses"][0]["email"],
        "gammal@exempel.se"
    );
    assert_eq!(all["gift_cards"][0]["balance"], 25_000);
    for secret in [
        "hemlignyckel",
        "token",
        "$argon2",
        "maja@exempel.se",
        "Grannens",
    ] {
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
    // Five an hour; the sixth is told to wait, and an hour later it is made.
    for _ in 0..4 {
        let made = stand.post(FILE, &[("current", PASSWORD)]).await;
        assert_eq!(made.status, StatusCode::OK, "{}", made.html);
    }
    let late = stand.post(FILE, &[("current", PASSWORD)]).await;
    assert_eq!(late.status, StatusCode::TOO_MANY_REQUESTS);
    assert!(late.html.contains("många försök"), "{}", late.html);
    assert_eq!(count(&stand, traces).await, 6);
    // What staff hand out is counted apart, and the file tells why they did.
    let customer: uuid::Uuid = stand
        .world
        .database
        .value("select id from customers where email = 'elin@exempel.se'")
        .await;
    let customer = commerce::ids::CustomerId(customer);
    let origin = platform::db::Origin {
        actor: platform::db::Actor::Staff {
            id: platform::ids::StaffId(platform::ids::new_uuid()),
            name: "Lena".to_owned(),
        },
        request_id: None,
    };
    let mut tx = stand.world.db.begin(origin).await.unwrap();
    commerce::customer::by_staff::begin_export(&mut tx, customer, "Ringde från sitt nummer")
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let mut tx = stand.world.tx().await;
    let all = testkit::world::file_of(&mut tx, customer).await.to_string();
    assert!(all.contains("Ringde från sitt nummer"), "{all}");
    drop(tx);
    stand.world.clock.advance(SignedDuration::from_hours(1));
    let again = stand.post(FILE, &[("current", PASSWORD)]).await;
    assert_eq!(again.status, StatusCode::OK, "{}", again.html);
}

/// What else an account may have: store credit, a company with its papers, an address from before, mails to each.
const BELONGINGS: &[&str] = &[
    "insert into gift_cards (id, shop_id, kind, customer_id, currency, issued_minor, balance_minor, expires_at, note, created_at, updated_at)
     select gen_random_uuid(), s.id, 'store_credit', c.id, 'SEK', 25000, 25000, now() + interval '9 years', 'Elin', now(), now() from customers c, shops s",
    "insert into gift_cards (id, shop_id, kind, code_hash, currency, issued_minor, balance_minor, expires_at, recipient, created_at, updated_at)
     select gen_random_uuid(), id, 'gift_card', '\\x0c', 'SEK', 100, 100, now() + interval '9 years', 'Elin@exempel.se', now(), now() from shops",
    "insert into companies (id, number, name, country, org_number, tier_code, created_at, updated_at)
     values ('019aaaaa-0000-7000-8000-000000000001', 'FTG-1', 'Studio Furu AB', 'SE', '5560160680', 'pro', now(), now())",
    "insert into company_members (company_id, customer_id, role, created_at, updated_at)
     select '019aaaaa-0000-7000-8000-000000000001', id, 'administrator', now(), now() from customers",
    "insert into company_invitations (id, company_id, email, role, locale, created_at, expires_at)
     values (gen_random_uuid(), '019aaaaa-0000-7000-8000-000000000001', 'gammal@exempel.se', 'buyer', 'sv', now(), now())",
    "insert into tier_applications (id, customer_id, tier_code, company_name, country, org_number, invoice_email, note, state, decided_at, company_id, locale, created_at, updated_at)
     select gen_random_uuid(), c.id, 'pro', 'Furu', 'SE', '5560160680', 'elin@furu.example', 'Ring mig', a.state, a.decided, a.company, 'sv', now(), now()
     from customers c, (values ('waiting', null::timestamptz, null::uuid), ('approved', now(), '019aaaaa-0000-7000-8000-000000000001')) a (state, decided, company)",
    "insert into customer_former_emails (id, customer_id, email, held_until) select gen_random_uuid(), id, 'gammal@exempel.se', now() from customers",
    "insert into mails (id, kind, sender, recipient, subject, body_text, locale, created_at)
     select gen_random_uuid(), 'note', 'a@b.se', who, 'Hej', 'Hej', 'sv', now() - interval '1 day'
     from (values ('elin@exempel.se'), ('gammal@exempel.se')) m (who)",
];

#[tokio::test]
async fn erasing_says_what_stays_takes_the_rest_and_ends_every_log_in() {
    let stand = Stand::new().await;
    let guest = bought(&stand).await;
    registered(&stand).await;
    let own = bought(&stand).await;
    let product: uuid::Uuid = stand
        .world
        .database
        .value("select id from products where code = 'Mugg'")
        .await;
    let wish = product.to_string();
    stand.post("/konto/onskelista", &[("product", &wish)]).await;
    stand.add("1").await;
    stand
        .post("/konto/varukorgar", &[("name", "Till stugan")])
        .await;
    for sql in BELONGINGS {
        stand.world.database.execute(sql).await;
    }
    stand.add("1").await;
    let other = stand.jar();
    stand.take_jar(BTreeMap::new());
    log_in(&stand, PASSWORD).await;
    let before = stand.get(ERASE).await.html;
    for said in [
        "Du har 250,00",
        "enda administratören för Studio Furu AB",
        "90 dagar efter att det kom",
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
        "select count(*) from wish_list_items",
        "select count(*) from purchase_lists",
        "select count(*) from company_members",
        "select count(*) from company_invitations",
        "select count(*) from tier_applications where company_id is null or invoice_email <> '' or note <> ''",
        "select count(*) from customer_former_emails",
        "select count(*) from gift_cards where recipient <> '' or note <> ''",
        "select count(*) from mails where kind = 'note' and (recipient <> '' or body_text <> '')",
    ] {
        assert_eq!(count(&stand, left).await, 0, "{left}");
    }
    // The books know who bought; the goods know where to go.
    let kept = "select count(*) from orders where customer_name = 'Elin Sandahl' and email = 'elin@exempel.se'";
    assert_eq!(count(&stand, kept).await, 2);
    // Whoever registers the address anew begins from the beginning.
    registered(&stand).await;
    let page = stand.get("/konto").await.html;
    assert!(!page.contains("tidigare köp utan konto"), "{page}");
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
    let lapsed =
        "select count(*) from orders where state = 'lapsed' and customer_name = '' and email = ''";
    // The bank may say otherwise for a while; then there is nothing to keep it for.
    for (days, gone) in [(1, 0), (14, 1)] {
        let hours = SignedDuration::from_hours(24 * days);
        stand.world.clock.advance(hours);
        purge(&stand).await;
        assert_eq!(count(&stand, lapsed).await, gone, "after {days} days");
    }
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
    for left in [
        "select count(*) from customers where purge_on is not null",
        "select count(*) from orders where email <> '' or phone <> '' or note <> ''",
        "select count(*) from payments where email is not null",
        "select count(*) from mails where subject_kind = 'order' and recipient <> ''",
        "select count(*) from outbox_facts where payload ->> 'recipient' <> ''",
        "select count(*) from customer_farewells",
    ] {
        assert_eq!(count(&stand, left).await, 0, "{left}");
    }
    let sums = "select count(*) from orders where state = 'placed' and total_minor > 0 and customer_name = ''";
    assert_eq!(count(&stand, sums).await, 1);
}

#[tokio::test]
async fn money_that_is_owed_back_keeps_its_buyer_and_goods_are_not_under_way_for_ever() {
    let stand = Stand::new().await;
    registered(&stand).await;
    bought(&stand).await;
    let second = bought(&stand).await;
    // One was called off with its money here; of the other nobody ever says that it has arrived.
    let call_off = format!("update orders set state = 'cancelled' where number = '{second}'");
    stand.world.database.execute(call_off.leak()).await;
    for sql in [
        "update orders set delivery_to = null where state = 'placed'",
        "insert into mails (id, kind, subject_kind, subject_id, sender, recipient, subject, body_text, locale, state, created_at)
         select gen_random_uuid(), 'note', 'order', id, 'a@b.se', email, 'Tack', 'Tack', 'sv', 'sent', now() from orders",
        "insert into outbox_facts (aggregate_kind, aggregate_id, sequence, name, version, payload, actor_kind, actor_name, occurred_at)
         select 'order', id, 1000, 'ConfirmationSent', 1, jsonb_build_object('recipient', email), 'system', 'mail', now() from orders",
    ] {
        stand.world.database.execute(sql).await;
    }
    stand
        .post(ERASE, &[("sure", "1"), ("current", PASSWORD)])
        .await;
    stand
        .world
        .clock
        .advance(SignedDuration::from_hours(24 * 100));
    purge(&stand).await;
    let reachable = "select count(*) from orders where email <> '' and phone <> ''";
    assert_eq!(count(&stand, reachable).await, 2);
    stand
        .world
        .clock
        .advance(SignedDuration::from_hours(24 * 100));
    purge(&stand).await;
    let owed = "select count(*) from orders where state = 'cancelled' and email <> ''";
    assert_eq!(
        (count(&stand, reachable).await, count(&stand, owed).await),
        (1, 1)
    );
    let refunded = "update payments set state = 'refunded', refunded_minor = amount_minor, updated_at = timestamptz '2027-06-15'
                    where order_id in (select id from orders where state = 'cancelled')";
    stand.world.database.execute(refunded).await;
    stand.world.clock.advance(SignedDuration::from_hours(24));
    purge(&stand).await;
    for left in [
        reachable,
        "select count(*) from payments where email is not null",
        "select count(*) from mails where subject_kind = 'order' and recipient <> ''",
        "select count(*) from outbox_facts where payload ->> 'recipient' <> ''",
    ] {
        assert_eq!(count(&stand, left).await, 0, "{left}");
    }
    // The books want the year of the refund.
    let named = "select count(*) from orders where customer_name <> ''";
    assert_eq!(count(&stand, named).await, 2);
    let to_the_end_of = |stand: &Stand, text: &str| {
        let then: jiff::Timestamp = text.parse().unwrap();
        let now = stand.world.clock.now();
        stand
            .world
            .clock
            .advance(platform::clock::Timestamp::from(then).since(now));
    };
    to_the_end_of(&stand, "2034-01-01T12:00:00Z");
    purge(&stand).await;
    assert_eq!(count(&stand, named).await, 1);
    to_the_end_of(&stand, "2035-01-01T12:00:00Z");
    purge(&stand).await;
    assert_eq!(count(&stand, named).await, 0);
}

#[tokio::test]
async fn what_was_asked_for_before_and_comes_after_the_end_does_nothing() {
    let stand = Stand::new().await;
    registered(&stand).await;
    stand.add("1").await;
    let form = stand.filled().await;
    let jar = stand.jar();
    let customer: uuid::Uuid = stand.world.database.value("select id from customers").await;
    let customer = commerce::ids::CustomerId(customer);
    let mut tx = stand.world.tx().await;
    let token = platform::auth::token::Token::parse(jar.get("torg_customer").unwrap()).unwrap();
    let now = tx.now();
    let session = commerce::customer::session::find(&mut tx, &token, now);
    let session = session.await.unwrap().unwrap();
    tx.commit().await.unwrap();
    stand.post(ERASE, &[("sure", "1")]).await;
    // A request that was let in a moment before, and had to wait.
    let mut tx = stand.world.tx().await;
    assert!(
        !commerce::customer::password::change(&mut tx, &session, "$argon2id$x")
            .await
            .unwrap()
    );
    let shop: uuid::Uuid = stand.world.database.value("select id from shops").await;
    let shop = commerce::ids::ShopId(shop);
    let opened = commerce::cart::owner::open(&mut tx, shop, customer, ("SEK", "sv"), b"x");
    assert!(opened.await.unwrap().is_none());
    assert_eq!(
        commerce::customer::claim::claim(&mut tx, &session)
            .await
            .unwrap(),
        0
    );
    tx.commit().await.unwrap();
    let cart = stand.world.cart(&[(stand.variant, 1)]).await;
    let mut confirmation = stand.world.confirmation(cart).await;
    confirmation.customer_id = Some(customer);
    let mut tx = stand.world.tx().await;
    let prepared = commerce::checkout::prepare::prepare(&mut tx, &confirmation).await;
    assert!(
        matches!(
            prepared,
            Err(commerce::checkout::prepare::PrepareError::NoCustomer)
        ),
        "{prepared:?}"
    );
    drop(tx);
    stand.take_jar(jar);
    stand.buy(&form).await;
    let owned = "select count(*) from orders where customer_id is not null";
    assert_eq!(count(&stand, owned).await, 0);
    let hash = "select count(*) from customers where password_hash is not null";
    assert_eq!(count(&stand, hash).await, 0);
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
