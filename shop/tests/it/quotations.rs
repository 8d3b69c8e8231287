//! Offers in the shop: asked for from the cart, a list and typed rows; ordered, discussed and declined.

use commerce::ids::{PaymentId, QuotationId};
use commerce::payment::gateway::{Session, SessionState};
use commerce::payment::settle::settle;
use commerce::quotation::answer::{self, Draft, DraftLine};
use commerce::quotation::{DraftHead, listing};
use http::StatusCode;
use jiff::ToSpan as _;
use platform::money::UnitPrice;
use uuid::Uuid;

use crate::companies::{colleague, company, person};
use crate::company_buying::firm;
use crate::stand::{Page, Stand, value_of, with};

const ASK: &str = "/konto/offerter/ny";

/// The form's fields as the page has them.
fn asked(html: &str, quantity: &str) -> Vec<(&'static str, String)> {
    vec![
        ("key", value_of(html, "key")),
        ("variant", value_of(html, "variant")),
        ("quantity", quantity.to_owned()),
        ("note", "Med tryck".to_owned()),
        ("message", "Till <invigningen>.".to_owned()),
        ("wished_on", String::new()),
        ("reference", "4711".to_owned()),
    ]
}

async fn post(stand: &Stand, path: &str, fields: &[(&'static str, String)]) -> Page {
    let fields: Vec<(&str, &str)> = fields
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    stand.post(path, &fields).await
}

/// Asks for so many mugs; the page of what was asked.
pub async fn ask(stand: &Stand, quantity: &str) -> String {
    stand.add("1").await;
    let form = stand.get(ASK).await;
    assert_eq!(form.status, StatusCode::OK, "{}", form.html);
    let sent = post(stand, ASK, &asked(&form.html, quantity)).await;
    assert!(sent.location.ends_with("?klart=asked"), "{}", sent.html);
    sent.location.split('?').next().unwrap().to_owned()
}

fn id_of(page: &str) -> QuotationId {
    page.rsplit('/').next().unwrap().parse().unwrap()
}

/// Staff offer everything for so many kronor without VAT each, for a week.
pub async fn offer(stand: &Stand, page: &str, kronor: i64) -> i32 {
    let id = id_of(page);
    let mut tx = stand.world.tx().await;
    let found = listing::by_id(&mut tx, id).await.unwrap().unwrap();
    let now = tx.now();
    let lines = listing::lines(&mut tx, &found, now).await.unwrap();
    let until = now.business_time().date().saturating_add(7.days());
    let draft = Draft {
        head: DraftHead {
            text: "Priset <gäller> alla färger.".to_owned(),
            freight_minor: Some(10_000),
            valid_until: Some(until),
        },
        lines: lines
            .iter()
            .map(|line| DraftLine {
                id: line.id,
                quantity: line.quantity,
                unit_price: Some(UnitPrice(kronor * 1_000_000)),
            })
            .collect(),
    };
    let version = answer::send(&mut tx, id, found.row_version, &draft)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    version
}

/// Presses "order" on the offer's page; the way to its checkout.
async fn accept(stand: &Stand, page: &str, version: &str) -> Page {
    let path = format!("{page}/bestall");
    stand.post(&path, &[("version", version)]).await
}

/// The offer's checkout, filled in.
async fn filled(stand: &Stand, checkout: &str, payment: &str) -> Vec<(&'static str, String)> {
    let page = stand.get(checkout).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.html);
    let mut fields: Vec<(&'static str, String)> = [
        ("email", "elin@exempel.se"),
        ("phone", "070-174 06 12"),
        ("first_name", "Elin"),
        ("last_name", "Sandahl"),
        ("street", "Repslagaregatan 11"),
        ("postcode", "413 01"),
        ("city", "Göteborg"),
        ("country", "SE"),
        ("freight", "home"),
        ("payment", payment),
        ("terms", "1"),
    ]
    .map(|(name, value)| (name, value.to_owned()))
    .to_vec();
    for name in [
        "confirmed",
        "acting",
        "approval",
        "seen_freight",
        "seen_vat",
        "seen_total",
        "seen_terms",
    ] {
        fields.push((name, value_of(&page.html, name)));
    }
    fields
}

/// What opens an order's page.
async fn paying_link(stand: &Stand, number: &str) -> String {
    let mut tx = stand.world.tx().await;
    let id = commerce::order::store::id_by_number(&mut tx, number)
        .await
        .unwrap()
        .unwrap();
    platform::secret::SecretKey::new(crate::stand::SECRET)
        .link_key(commerce::order::ORDER_PAGE, id.0.as_bytes())
}

/// The provider tells that the latest payment's page is over.
async fn lapse(stand: &Stand) {
    let latest = "select id from payments order by created_at desc, id desc limit 1";
    let id = PaymentId(stand.world.database.value::<Uuid>(latest).await);
    let reference = "select reference from payments order by created_at desc, id desc limit 1";
    let session = Session {
        reference: stand.world.database.value(reference).await,
        url: None,
        state: SessionState::Expired,
    };
    let mut tx = stand.world.tx().await;
    settle(&mut tx, id, &session).await.unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn an_offer_is_asked_for_answered_and_ordered_once() {
    let stand = Stand::new().await;
    firm(&stand).await;
    stand.add("3").await;
    assert!(stand.get("/varukorg").await.html.contains(ASK));
    let form = stand.get(ASK).await;
    assert!(form.html.contains("Mugg") && form.html.contains("value=\"3\""));
    let fields = asked(&form.html, "5");
    let first = post(&stand, ASK, &fields).await;
    let second = post(&stand, ASK, &fields).await;
    assert_eq!(
        first.location, second.location,
        "sent twice it is asked once"
    );
    let page = first.location.split('?').next().unwrap().to_owned();
    assert!(
        stand.get("/varukorg").await.html.contains("value=\"3\""),
        "the cart stays as it is"
    );
    let seen = stand.get(&first.location).await.html;
    assert!(
        seen.contains("O-1001")
            && seen.contains("Till &lt;invigningen&gt;.")
            && seen.contains("Med tryck")
            && seen.contains("Väntar på svar"),
        "{seen}"
    );
    assert_eq!(
        accept(&stand, &page, "0").await.status,
        StatusCode::CONFLICT,
        "nothing is offered"
    );
    offer(&stand, &page, 100).await;
    let seen = stand.get(&page).await.html;
    assert!(
        seen.contains("Priset &lt;gäller&gt; alla färger."),
        "{seen}"
    );
    // Five for 100 and freight for 100 without VAT: 600, and 750 with it.
    assert!(seen.contains("600,00") && seen.contains("750,00"), "{seen}");
    let checkout = accept(&stand, &page, "1").await.location;
    assert_eq!(checkout, format!("/kassa/offert/{}", id_of(&page)));
    let shown = stand.get(&checkout).await.html;
    assert!(
        shown.contains(&format!("action=\"{checkout}\"")) && !shown.contains("name=\"code\""),
        "{shown}"
    );
    assert!(shown.contains("O-1001, version 1"), "why the price is so");
    let fields = filled(&stand, &checkout, "invoice").await;
    let bought = post(&stand, &checkout, &fields).await;
    assert!(
        bought.location.starts_with("/order/ORD-"),
        "{}",
        bought.html
    );
    let again = post(&stand, &checkout, &fields).await;
    assert_eq!(again.location, bought.location, "{}", again.html);
    assert_eq!(stand.get(&checkout).await.location, page);
    let total: i64 = stand
        .world
        .database
        .value("select total_minor from orders")
        .await;
    assert_eq!(total, 75_000);
    // The order tells its offer, and the offer its order.
    let number = bought.location.split('/').nth(2).unwrap();
    let order = stand.get(&format!("/konto/bestallningar/{number}")).await;
    assert!(order.html.contains(&page), "{}", order.html);
    let seen = stand.get(&page).await.html;
    assert!(
        seen.contains("Beställd") && seen.contains(&bought.location),
        "{seen}"
    );
    assert!(!seen.contains(&format!("{page}/bestall")));
    assert!(stand.get("/konto/offerter").await.html.contains("Beställd"));
    assert!(
        stand.get("/varukorg").await.html.contains("value=\"3\""),
        "the cart was not touched"
    );
}

#[tokio::test]
async fn what_is_wrong_with_a_request_is_told_and_what_was_typed_stays() {
    let stand = Stand::new().await;
    firm(&stand).await;
    stand.add("1").await;
    let html = stand.get(ASK).await.html;
    let mut fields = asked(&html, "tio");
    fields = with(&fields, "wished_on", "2020-01-01");
    fields = with(&fields, "reference", &"x".repeat(61));
    let wrong = post(&stand, ASK, &fields).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    for told in [
        "value=\"tio\"",
        "value=\"Med tryck\"",
        "Till &lt;invigningen&gt;.",
        "mellan 1 och 9",
        "från och med i dag",
        "högst 60 tecken",
    ] {
        assert!(wrong.html.contains(told), "{told}: {}", wrong.html);
    }
    assert_eq!(
        value_of(&wrong.html, "key"),
        value_of(&html, "key"),
        "it is the same form"
    );
    let none = post(&stand, ASK, &asked(&html, "")).await;
    assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(none.html.contains("Minst en rad"), "{}", none.html);
    let run = async |sql: &'static str| stand.world.database.execute(sql).await;
    run("update products set status = 'archived'").await;
    let gone = post(&stand, ASK, &asked(&html, "5")).await;
    assert_eq!(gone.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(gone.html.contains("säljs inte längre"), "{}", gone.html);
    let count = "select count(*) from quotations";
    assert_eq!(stand.world.database.value::<i64>(count).await, 0);
    // A tier without the function, and whoever acts for themselves, have no such page.
    run("update tiers set functions = array_remove(functions, 'quotes')").await;
    assert_eq!(stand.get(ASK).await.status, StatusCode::NOT_FOUND);
    run("update tiers set functions = array_append(functions, 'quotes')").await;
    crate::companies::act_for(&stand, "").await;
    for path in [ASK, "/konto/offerter"] {
        assert_eq!(
            stand.get(path).await.status,
            StatusCode::NOT_FOUND,
            "{path}"
        );
    }
    assert!(!stand.get("/varukorg").await.html.contains(ASK));
}

#[tokio::test]
async fn a_request_begins_with_typed_rows_or_a_list_too() {
    let stand = Stand::new().await;
    firm(&stand).await;
    let sku: String = stand.world.database.value("select sku from variants").await;
    let rows = format!("{sku} 12");
    let fields = [("from", "text"), ("text", rows.as_str())];
    let typed = stand.post(ASK, &fields).await;
    assert_eq!(typed.status, StatusCode::OK);
    assert!(typed.html.contains("value=\"12\""), "{}", typed.html);
    let made = stand
        .post(
            "/konto/listor",
            &[
                ("name", "Kontoret"),
                ("from", "text"),
                ("text", rows.as_str()),
            ],
        )
        .await;
    let list = made.location.split(['/', '?']).nth(3).unwrap().to_owned();
    let page = stand.get(&format!("/konto/listor/{list}")).await.html;
    assert!(page.contains(&format!("{ASK}?lista={list}")), "{page}");
    let from_list = stand.get(&format!("{ASK}?lista={list}")).await.html;
    assert!(from_list.contains("value=\"12\""), "{from_list}");
    // Nor does a list of another company's begin one, any more than one that is not.
    person(&stand, "per@exempel.se", "Per Gran").await;
    company(&stand, "202100-5489").await;
    for strange in [list, Uuid::nil().to_string()] {
        let answer = stand.get(&format!("{ASK}?lista={strange}")).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{strange}");
    }
}

#[tokio::test]
async fn a_request_begins_with_whose_it_is_and_where_it_goes_and_the_offer_is_taxed_there() {
    let stand = Stand::new().await;
    for sql in [
        "update shops set countries = '{SE,NO}'",
        "update freight_rates set countries = '{SE,NO}'",
    ] {
        stand.world.database.execute(sql).await;
    }
    person(&stand, "per@exempel.se", "Per Gran").await;
    company(&stand, "202100-5489").await;
    let lager = [
        ("label", "Lagret"),
        ("name", "Gran AB"),
        ("street", "Granvägen 1"),
        ("postcode", "411 00"),
        ("city", "Göteborg"),
        ("country", "SE"),
        ("marking", ""),
    ];
    let saved = stand.post("/konto/foretag/platser/ny", &lager).await;
    assert!(saved.location.ends_with("klart=saved"), "{}", saved.html);
    let another: Uuid = stand
        .world
        .database
        .value("select id from company_places")
        .await;
    firm(&stand).await;
    let oslo = [
        ("label", "Oslo"),
        ("name", "Studio Furu AS"),
        ("street", "Storgata 2"),
        ("postcode", "0155"),
        ("city", "Oslo"),
        ("country", "NO"),
        ("marking", ""),
    ];
    let saved = stand.post("/konto/foretag/platser/ny", &oslo).await;
    assert!(saved.location.ends_with("klart=saved"), "{}", saved.html);
    stand.add("5").await;
    let html = stand.get(ASK).await.html;
    let typed =
        |name: &str, value: &str| format!("name=\"{name}\" type=\"text\" value=\"{value}\"");
    assert!(html.contains(&typed("reference", "Elin Sandahl")), "{html}");
    let place: Uuid = stand
        .world
        .database
        .value("select id from company_places where label = 'Kontoret'")
        .await;
    let chosen = format!("<option value=\"{place}\" selected>");
    assert!(html.contains(&chosen), "{html}");
    assert!(html.contains("Oslo, Storgata 2"), "{html}");
    // A place that is not theirs is told beside the field, be it another company's or nobody's.
    let mut fields = asked(&html, "5");
    fields.push(("place", String::new()));
    for strange in [another, Uuid::nil()] {
        let fields = with(&fields, "place", &strange.to_string());
        let wrong = post(&stand, ASK, &fields).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(wrong.html.contains("id=\"place-e\""), "{}", wrong.html);
        assert!(!wrong.html.contains("Granvägen"), "{}", wrong.html);
    }
    let place: Uuid = stand
        .world
        .database
        .value("select id from company_places where label = 'Oslo'")
        .await;
    let fields = with(&fields, "place", &place.to_string());
    let sent = post(&stand, ASK, &fields).await;
    let page = sent.location.split('?').next().unwrap().to_owned();
    let seen = stand.get(&page).await.html;
    assert!(seen.contains("Oslo, Storgata 2, 0155 Oslo"), "{seen}");
    offer(&stand, &page, 100).await;
    let seen = stand.get(&page).await.html;
    assert!(
        seen.contains("600,00") && !seen.contains("750,00"),
        "no VAT on what leaves the Union: {seen}"
    );
    assert!(seen.contains("ingen svensk moms"), "{seen}");
    // The checkout begins with both, and reckons the same.
    let checkout = accept(&stand, &page, "1").await.location;
    let shown = stand.get(&checkout).await.html;
    for (name, value) in [("reference", "4711"), ("street", "Storgata 2")] {
        assert!(shown.contains(&typed(name, value)), "{name}: {shown}");
    }
    assert_eq!(value_of(&shown, "seen_total"), "60000", "{shown}");
}

#[tokio::test]
async fn an_offer_of_what_is_not_sold_any_more_says_so_instead_of_leading_nowhere() {
    let stand = Stand::new().await;
    firm(&stand).await;
    let page = ask(&stand, "5").await;
    offer(&stand, &page, 100).await;
    assert!(
        stand
            .get(&page)
            .await
            .html
            .contains(&format!("{page}/bestall"))
    );
    let gone = "update products set status = 'archived'";
    stand.world.database.execute(gone).await;
    let seen = stand.get(&page).await.html;
    assert!(
        seen.contains("Säljs inte längre") && seen.contains("Be om ändring, så svarar vi"),
        "{seen}"
    );
    assert!(!seen.contains(&format!("{page}/bestall")), "{seen}");
    // A form from before leads back to the page that tells.
    let checkout = accept(&stand, &page, "1").await.location;
    assert_eq!(stand.get(&checkout).await.location, page);
}

#[tokio::test]
async fn rows_that_name_nothing_are_told_before_an_offer_is_asked_for() {
    let stand = Stand::new().await;
    firm(&stand).await;
    let sku: String = stand.world.database.value("select sku from variants").await;
    let rows = format!("{sku} 12\nFINNS-EJ 3");
    let fields = [("from", "text"), ("text", rows.as_str())];
    let typed = stand.post(ASK, &fields).await.html;
    assert!(
        typed.contains("value=\"12\"") && typed.contains("FINNS-EJ"),
        "{typed}"
    );
    let many = format!("{sku} 1\n").repeat(1_001);
    let fields = [("from", "text"), ("text", many.as_str())];
    let typed = stand.post(ASK, &fields).await;
    assert_eq!(typed.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(typed.html.contains("fler än 1"), "{}", typed.html);
}

#[tokio::test]
async fn a_newer_version_a_change_and_a_refusal_are_told_where_they_are_seen() {
    let stand = Stand::new().await;
    firm(&stand).await;
    let page = ask(&stand, "5").await;
    offer(&stand, &page, 100).await;
    let change = format!("{page}/andra");
    let empty = stand
        .post(&change, &[("version", "1"), ("message", " ")])
        .await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    offer(&stand, &page, 95).await;
    let stale = stand
        .post(
            &change,
            &[("version", "1"), ("message", "Kan ni göra <90>?")],
        )
        .await;
    assert_eq!(stale.status, StatusCode::CONFLICT);
    assert!(
        stale.html.contains("ny version") && stale.html.contains("Kan ni göra &lt;90&gt;?"),
        "{}",
        stale.html
    );
    assert_eq!(
        accept(&stand, &page, "1").await.status,
        StatusCode::CONFLICT
    );
    let sent = stand
        .post(
            &change,
            &[("version", "2"), ("message", "Kan ni göra <90>?")],
        )
        .await;
    assert_eq!(sent.location, format!("{page}?klart=changed"));
    let seen = stand.get(&page).await.html;
    assert!(
        seen.contains("Väntar på svar") && seen.contains("Kan ni göra &lt;90&gt;?"),
        "{seen}"
    );
    assert!(seen.contains("Version 1"), "the history is kept");
    assert!(!seen.contains(&format!("{page}/bestall")), "{seen}");
    offer(&stand, &page, 90).await;
    let no = format!("{page}/tacka-nej");
    let declined = stand
        .post(&no, &[("version", "3"), ("reason", "För dyrt.")])
        .await;
    assert_eq!(declined.location, format!("{page}?klart=declined"));
    assert!(stand.get(&page).await.html.contains("För dyrt."));
    let late = stand.post(&no, &[("version", "3")]).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    let other = ask(&stand, "2").await;
    let taken = stand.post(&format!("{other}/aterta"), &[]).await;
    assert_eq!(taken.location, format!("{other}?klart=withdrawn"));
    assert_eq!(
        stand.post(&format!("{other}/aterta"), &[]).await.status,
        StatusCode::CONFLICT
    );
}

#[tokio::test]
async fn an_offer_whose_days_are_over_or_that_was_never_paid() {
    let stand = Stand::new().await;
    firm(&stand).await;
    let page = ask(&stand, "5").await;
    offer(&stand, &page, 100).await;
    let checkout = accept(&stand, &page, "1").await.location;
    let fields = filled(&stand, &checkout, "card").await;
    let paying = post(&stand, &checkout, &fields).await;
    assert_eq!(paying.status, StatusCode::SEE_OTHER, "{}", paying.html);
    assert_eq!(stand.asked().len(), 1, "the provider is asked");
    let seen = stand.get(&page).await.html;
    assert!(seen.contains("i kassan med offerten"), "{seen}");
    lapse(&stand).await;
    let number: String = stand
        .world
        .database
        .value("select number from orders")
        .await;
    let key = paying_link(&stand, &number).await;
    let lapsed = stand.get(&format!("/order/{number}/{key}")).await.html;
    assert!(
        lapsed.contains("Till offerten") && lapsed.contains(&page),
        "{lapsed}"
    );
    let seen = stand.get(&page).await.html;
    assert!(
        seen.contains("Offert att ta ställning till") && !seen.contains("i kassan med offerten"),
        "{seen}"
    );
    stand
        .world
        .clock
        .advance(jiff::SignedDuration::from_hours(24 * 8));
    assert!(stand.get(&page).await.html.contains("Offerten har gått ut"));
    assert_eq!(stand.get(&checkout).await.location, page);
    let late = post(&stand, &checkout, &fields).await;
    assert_eq!(late.location, page, "{}", late.html);
    assert_eq!(
        accept(&stand, &page, "1").await.status,
        StatusCode::CONFLICT
    );
    let orders = "select count(*) from orders where state <> 'lapsed'";
    assert_eq!(stand.world.database.value::<i64>(orders).await, 0);
}

#[tokio::test]
async fn beyond_the_buyers_limit_a_colleague_approves_at_the_offered_price() {
    let stand = Stand::new().await;
    let company = firm(&stand).await;
    let chief = stand.jar();
    let buyer = colleague(&stand, company, "buyer", "ake@exempel.se").await;
    stand.take_jar(buyer.clone());
    let page = ask(&stand, "8").await;
    offer(&stand, &page, 200).await;
    let checkout = accept(&stand, &page, "1").await.location;
    let fields = filled(&stand, &checkout, "invoice").await;
    let sent = post(&stand, &checkout, &fields).await;
    assert!(sent.location.starts_with("/konto/attest/"), "{}", sent.html);
    let request = sent.location.split('?').next().unwrap().to_owned();
    // It waits there, whoever asks to order it.
    for jar in [&buyer, &chief] {
        stand.take_jar(jar.clone());
        assert_eq!(accept(&stand, &page, "1").await.location, request);
    }
    // Sent back, it can be handed in anew, with a cart of its own.
    let refused = stand
        .post(&format!("{request}/avsla"), &[("reason", "Vänta.")])
        .await;
    assert_eq!(refused.location, request);
    stand.take_jar(buyer);
    let checkout = accept(&stand, &page, "1").await.location;
    let fields = filled(&stand, &checkout, "invoice").await;
    let sent = post(&stand, &checkout, &fields).await;
    assert!(sent.location.starts_with("/konto/attest/"), "{}", sent.html);
    let request = sent.location.split('?').next().unwrap().to_owned();
    stand.take_jar(chief);
    let confirmed = value_of(&stand.get(&request).await.html, "confirmed");
    let approved = stand
        .post(
            &format!("{request}/godkann"),
            &[("confirmed", confirmed.as_str())],
        )
        .await;
    assert_eq!(approved.location, request, "{}", approved.html);
    // Eight for 200 and freight for 100, with VAT.
    let total = "select total_minor from orders";
    assert_eq!(stand.world.database.value::<i64>(total).await, 212_500);
    assert!(stand.get(&page).await.html.contains("Beställd"));
}
