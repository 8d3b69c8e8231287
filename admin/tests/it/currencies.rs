//! The page about what other currencies cost.

use admin::Environment;
use http::StatusCode;

use crate::client::{Browser, World, world};

async fn furnished(role: &'static str) -> (World, Browser, String) {
    let world = world(Environment::Production).await;
    crate::prices::furnish(&world).await;
    let (browser, _) = world.logged_in("maja@nordbod.example", &[role]).await;
    let today = world.clock.now().business_time().date().to_string();
    (world, browser, today)
}

fn typed<'a>(currency: &'a str, day: &'a str, rate: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("currency", currency),
        ("day", day),
        ("rate", rate),
        ("source", "riksbank"),
    ]
}

#[tokio::test]
async fn a_rate_is_entered_and_nonsense_is_refused_where_it_stands() {
    let (world, mut owner, today) = furnished("owner").await;
    let today = &*today;
    for (currency, day, rate, field, told) in [
        ("SEK", today, "1", "currency", "butikens egen valuta"),
        ("JPY", today, "0,07", "currency", "tre bokstäver"),
        ("euro", today, "11", "currency", "tre bokstäver"),
        ("EUR", "2099-01-01", "11", "day", "inte kommit"),
        ("EUR", "2001-01-01", "11", "day", "mer än ett år"),
        ("EUR", "i dag", "11", "day", "ingen dag"),
        ("EUR", today, "-11", "rate", "vad en enhet kostar"),
        ("EUR", today, "elva", "rate", "vad en enhet kostar"),
    ] {
        let page = owner.post("/valutor", &typed(currency, day, rate)).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{rate}");
        let error = page.text_of(&format!("#{field}-error"));
        assert!(error.contains(told), "{currency} {day} {rate}: {error}");
        assert_eq!(page.attribute_of("#currency", "value"), currency);
    }
    let done = owner
        .post("/valutor", &typed("eur", today, "11,0345"))
        .await;
    assert_eq!(done.location, "/valutor?klart=entered", "{}", done.body);
    assert_eq!(world.audited("exchange_rate.entered").await, 1);
    // Sent twice it stands once.
    let again = owner
        .post("/valutor", &typed("eur", today, "11,0345"))
        .await;
    assert_eq!(again.location, "/valutor?klart=entered");
    assert_eq!(world.audited("exchange_rate.entered").await, 1);
    let page = owner.get("/valutor").await.body;
    assert!(
        page.contains("11,0345") && page.contains("Aktuell"),
        "{page}"
    );
}

#[tokio::test]
async fn a_slip_is_asked_about_and_put_right_by_another_row() {
    let (world, mut owner, today) = furnished("owner").await;
    let today = &*today;
    owner
        .post("/valutor", &typed("EUR", today, "11,0345"))
        .await;
    let slip = owner
        .post("/valutor", &typed("EUR", today, "110,345"))
        .await;
    assert_eq!(slip.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(slip.text_of("#rate-error").contains("11,0345"));
    assert_eq!(slip.count_of("#sure"), 1);
    let mut sure = typed("EUR", today, "110,345");
    sure.push(("sure", "1"));
    let done = owner.post("/valutor", &sure).await;
    assert_eq!(done.location, "/valutor?klart=entered", "{}", done.body);
    let mut back = typed("EUR", today, "11,04");
    back.push(("sure", "1"));
    owner.post("/valutor", &back).await;
    let page = owner.get("/valutor").await.body;
    assert!(
        page.contains("<s>110,3450</s>") && page.contains("ersatt"),
        "{page}"
    );
    let rows: i64 = world
        .database
        .value("select count(*) from exchange_rates")
        .await;
    assert_eq!(rows, 3);
    assert!(!world.database.does("delete from exchange_rates").await);
    assert!(
        !world
            .database
            .does("update exchange_rates set rate_e6 = 1")
            .await
    );
}

#[tokio::test]
async fn the_order_desk_sees_rates_and_changes_none() {
    let (_world, mut clerk, today) = furnished("orders").await;
    let today = &*today;
    let page = clerk.get("/valutor").await;
    assert_eq!(page.status, StatusCode::OK);
    assert_eq!(page.count_of("form[action='/valutor']"), 0);
    let refused = clerk.post("/valutor", &typed("EUR", today, "11")).await;
    assert!(refused.status.is_client_error(), "{}", refused.status);
}

#[tokio::test]
async fn a_list_in_another_currency_is_taken_once_somebody_has_told_what_it_costs() {
    let (world, mut owner, today) = furnished("owner").await;
    let today = &*today;
    let list = [
        ("name", "Euro"),
        ("code", "euro"),
        ("kind", "tier"),
        ("tier", "consumer"),
        ("currency", "EUR"),
        ("vat", "1"),
        ("priority", "100"),
    ];
    let refused = owner.post("/prislistor/ny", &list).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let error = refused.text_of("#currency-error");
    assert!(error.contains("kurs för valutan"), "{error}");
    owner
        .post("/valutor", &typed("EUR", today, "11,0345"))
        .await;
    let taken = owner.post("/prislistor/ny", &list).await;
    assert!(taken.location.starts_with("/prislistor/"), "{}", taken.body);
    // Once there are prices in it, a rate that has grown old is told of.
    assert!(
        !owner
            .get("/")
            .await
            .body
            .contains("Valutor utan aktuell kurs")
    );
    world
        .clock
        .advance(jiff::SignedDuration::from_hours(24 * 8));
    let (mut later, _) = world.logged_in("vera@nordbod.example", &["owner"]).await;
    assert!(
        later
            .get("/")
            .await
            .body
            .contains("Valutor utan aktuell kurs")
    );
    let page = later.get("/valutor").await.body;
    assert!(page.contains("För gammal"), "{page}");
}
