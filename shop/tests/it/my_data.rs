//! What is held about a customer: consents, and the file with everything.

use std::collections::BTreeMap;

use http::StatusCode;
use jiff::SignedDuration;
use serde_json::Value;

use crate::account::{EMAIL, PASSWORD, ask, link, member, registered};
use crate::buying::order_path;
use crate::erasing::count;
use crate::shipments;
use crate::stand::Stand;

const PAGE: &str = "/konto/personuppgifter";
pub(crate) const FILE: &str = "/konto/personuppgifter/fil";

/// A placed order of whoever is at the browser.
pub(crate) async fn bought(stand: &Stand) -> String {
    shipments::bought(stand, "2").await;
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

#[tokio::test]
async fn consents_are_given_and_taken_back_as_easily_and_every_answer_stays_with_its_words() {
    let stand = member().await;
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
    let stand = member().await;
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
    let stand = member().await;
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
    let stand = member().await;
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
