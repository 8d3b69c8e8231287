//! What leaves the house: on the order's page, in the list, and sent again.

use admin::Environment;
use http::StatusCode;

use crate::client::{World, world};

/// One order with two facts, three deliveries and a mail; and the same ids under another noun, which are somebody else's.
async fn with_order(world: &World) {
    world
        .database
        .execute(
            "do $$ begin
             set local session_replication_role = replica;
             insert into shops (id, code, name, legal_name, org_number, vat_number, street, postcode, city, country, email, phone, currency,
                                default_locale, countries, created_at)
             values ('018f0000-0000-7000-8000-0000000000a1', 'x', 'Nordbod', 'x', 'x', 'x', 'x', 'x', 'x', 'SE', 'x', 'x', 'SEK', 'sv',
                     '{SE}', now());
             insert into orders (id, number, shop_id, cart_id, state, payment_status, fulfilment_status, confirmed_hash, tier_code, locale,
                                 currency, email, phone, customer_name, items_minor, freight_minor, vat_minor, total_minor, freight_label,
                                 terms_document_id, prepared_at, placed_at, updated_at)
             values ('018f0000-0000-7000-8000-0000000000b1', 'NB-100001', '018f0000-0000-7000-8000-0000000000a1', gen_random_uuid(), 'placed',
                     'paid', 'unfulfilled', '\\x00', 'consumer', 'sv', 'SEK', 'elin+x@example.se', '070', 'Elin Ek', 100, 0, 20, 100,
                     'Paket', gen_random_uuid(), now(), now(), now());
             insert into outbox_facts (aggregate_kind, aggregate_id, sequence, name, version, payload, actor_kind, actor_name, occurred_at)
             values ('order', '018f0000-0000-7000-8000-0000000000b1', 1, 'OrderPrepared', 1, '{\"total_minor\": 100}', 'visitor', 'visitor', now()),
                    ('order', '018f0000-0000-7000-8000-0000000000b1', 2, 'OrderPlaced', 1, '{}', 'system', 'x', now()),
                    ('case', '018f0000-0000-7000-8000-0000000000b1', 1, 'CaseOpened', 1, '{}', 'system', 'x', now());
             insert into deliveries (id, fact_id, destination, state, attempts, last_error, created_at, updated_at)
             select gen_random_uuid(), f.id, d.name, d.state, 3, case when d.state = 'dead' then 'lagret svarade inte' end, now(), now()
             from outbox_facts f cross join (values ('mail', 'acknowledged'), ('lager', 'dead')) d (name, state) where f.name <> 'OrderPrepared';
             insert into mails (id, kind, subject_kind, subject_id, sender, recipient, subject, body_text, locale, state, created_at)
             select gen_random_uuid(), 'x', k, '018f0000-0000-7000-8000-0000000000b1', 'x', 'elin+x@example.se', 'Om ' || k, 'x', 'sv', 'sent', now()
             from unnest(array['order', 'case']) k;
             end $$",
        )
        .await;
}

#[tokio::test]
async fn an_order_shows_its_own_history_deliveries_and_mails() {
    let world = world(Environment::Production).await;
    with_order(&world).await;
    let (mut browser, _) = world.logged_in("sara@nordbod.example", &["owner"]).await;
    let page = browser.get("/ordrar/NB-100001").await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    assert_eq!(
        page.count_of("[action$='/igen']"),
        1,
        "one of its own deliveries has stopped"
    );
    assert_eq!(
        page.count_of("a[href^='/utskick/']"),
        1,
        "one mail is about the order"
    );
    assert!(page.body.contains("Om order") && !page.body.contains("Om case"));
    assert!(page.body.contains("lagret svarade inte"));
    assert!(!page.body.contains("CaseOpened"));
    assert_eq!(page.count_of(".tl time"), 2, "{}", page.body);
    let customer = browser.get("/ordrar/NB-100001?visa=customer").await;
    assert_eq!(customer.count_of(".tl time"), 1);
    let of_customer = page.attribute_of("a[href^='/ordrar?q=']", "href");
    assert_eq!(
        browser.get(&of_customer).await.count_of("tbody tr"),
        1,
        "{of_customer}"
    );
}

#[tokio::test]
async fn what_has_stopped_is_sent_again_one_by_one_and_many_at_once() {
    let world = world(Environment::Production).await;
    with_order(&world).await;
    let (mut browser, _) = world
        .logged_in("sara@nordbod.example", &["operations"])
        .await;
    let page = browser.get("/leveranser?lage=stopped").await;
    assert_eq!(page.count_of("tbody tr"), 2);
    let first = page.attribute_of("input.pick", "value");
    let one = browser
        .post(&format!("/leveranser/{first}/igen"), &[])
        .await;
    assert_eq!(one.location, "/leveranser?omtag=1");
    let again = browser
        .post(&format!("/leveranser/{first}/igen"), &[])
        .await;
    assert_eq!(again.status, StatusCode::CONFLICT);
    let page = browser.get("/leveranser?lage=stopped").await;
    let second = page.attribute_of("input.pick", "value");
    let fields = [
        ("id", first.as_str()),
        ("id", second.as_str()),
        ("tillbaka", "/leveranser?lage=stopped&omtag=9"),
    ];
    let many = browser.post("/leveranser/igen", &fields).await;
    assert_eq!(
        many.location, "/leveranser?lage=stopped&omtag=1",
        "told once, and right"
    );
    assert_eq!(browser.get(&many.location).await.count_of("tbody tr"), 0);
    assert_eq!(world.audited("delivery.retry").await, 2);
    let jobs: i64 = world
        .database
        .value("select count(*) from jobs where state = 'ready'")
        .await;
    assert_eq!(jobs, 2, "each has work waiting");
}

#[tokio::test]
async fn deliveries_are_found_by_what_they_are_called_and_by_errors_of_those_under_way() {
    let world = world(Environment::Production).await;
    with_order(&world).await;
    let (mut browser, _) = world
        .logged_in("sara@nordbod.example", &["operations"])
        .await;
    for (query, count) in [
        ("q=orderplaced", 2),
        ("q=svarade", 2),
        ("q=svarade&till=mail", 0),
        ("q=finns+inte", 0),
        ("till=lager&lage=open", 2),
        ("lage=acknowledged", 2),
    ] {
        let page = browser.get(&format!("/leveranser?{query}")).await;
        assert_eq!(page.count_of("tbody tr"), count, "{query}");
    }
}
