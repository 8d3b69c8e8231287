//! Asking for an offer: from the cart, a list and typed rows, and where it goes.

use http::StatusCode;
use uuid::Uuid;

use crate::companies::{company, person};
use crate::company_buying::firm;
use crate::quotations::{ASK, accept, asked, offer, post};
use crate::stand::{Stand, value_of, with};

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
