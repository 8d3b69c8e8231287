//! The audit trail as a screen.

use admin::Environment;
use http::StatusCode;
use jiff::SignedDuration;
use platform::audit::Change;
use platform::db::{Actor, Origin};
use uuid::Uuid;

use crate::client::{Browser, Page, World, world};
use crate::shipments::{goods, paid};

fn titles(page: &Page) -> Vec<String> {
    let html = scraper::Html::parse_document(&page.body);
    let links = scraper::Selector::parse("tbody a.main").unwrap();
    html.select(&links).map(|a| a.text().collect()).collect()
}

async fn note(
    world: &World,
    actor: Actor,
    change: Change<'_, serde_json::Value, serde_json::Value>,
) {
    let origin = Origin {
        actor,
        request_id: Some("req-77".to_owned()),
    };
    let mut tx = world.db.begin(origin).await.unwrap();
    tx.audit(change).await.unwrap();
    tx.commit().await.unwrap();
}

fn change<'a>(
    action: &'static str,
    noun: &'static str,
    id: Uuid,
    values: Option<(&'a serde_json::Value, &'a serde_json::Value)>,
    reason: Option<&'a str>,
) -> Change<'a, serde_json::Value, serde_json::Value> {
    Change {
        action,
        subject: (noun, Some(id)),
        before: values.map(|(before, _)| before),
        after: values.map(|(_, after)| after),
        reason,
    }
}

/// The trail without who has logged in.
async fn of(browser: &mut Browser, query: &str) -> Vec<String> {
    let page = browser.get(&format!("/granskning?{query}")).await;
    assert_eq!(page.status, StatusCode::OK, "{query}");
    titles(&page)
}

/// A paid order: its number and its id.
async fn with_order(world: &World) -> (String, Uuid) {
    let goods = goods(world).await;
    let number = paid(&goods, "MUG", 1).await;
    let id: String = world.database.value("select id::text from orders").await;
    (number, Uuid::parse_str(&id).unwrap())
}

#[tokio::test]
async fn the_trail_is_found_by_thing_number_person_deed_and_day() {
    let world = world(Environment::Production).await;
    let (number, order) = with_order(&world).await;
    let sara = world.person("sara@nordbod.example", &["orders"]).await;
    let by_sara = || Actor::Staff {
        id: sara,
        name: "Sara Lind".to_owned(),
    };
    let other = Uuid::from_u128(9);
    note(
        &world,
        by_sara(),
        change("order.noted", "order", order, None, None),
    )
    .await;
    world.clock.advance(SignedDuration::from_hours(24));
    note(
        &world,
        Actor::System("x"),
        change("order.lapsed", "order", order, None, None),
    )
    .await;
    note(
        &world,
        by_sara(),
        change("product.kind_set", "product", other, None, None),
    )
    .await;
    note(
        &world,
        Actor::Visitor,
        change("later.deed", "later", other, None, None),
    )
    .await;
    world.clock.advance(SignedDuration::from_mins(1));
    let (mut browser, _) = world.logged_in("lena@nordbod.example", &["owner"]).await;
    let both = ["Ordern förföll", "Anteckning på ordern"];
    for query in [
        format!("objekt=order.{order}"),
        format!("q={}", number.to_lowercase()),
        "handling=order".to_owned(),
    ] {
        let all = of(&mut browser, &query).await;
        assert_eq!(all[..2], both, "{query}");
    }
    for query in [
        "handling=order.noted".to_owned(),
        "q=order.noted".to_owned(),
        "q=anteckning%20p%C3%A5%20ordern".to_owned(),
        format!("objekt=order.{order}&vem=staff"),
    ] {
        assert_eq!(of(&mut browser, &query).await, [both[1]], "{query}");
    }
    // By a person: their name, their address, and the link of an entry; narrowed further it says how far it has looked.
    let hers = ["Varans typ ändrad", "Anteckning på ordern"];
    let named = of(&mut browser, "q=sara@nordbod.example").await;
    assert_eq!(
        named
            .iter()
            .filter(|title| hers.contains(&title.as_str()))
            .count(),
        2
    );
    let narrowed = browser
        .get(&format!("/granskning?objekt=av.{sara}&handling=product"))
        .await;
    assert_eq!(titles(&narrowed), [hers[0]]);
    assert_eq!(
        narrowed.count_of("[role=status] .i"),
        1,
        "{}",
        narrowed.body
    );
    // What is typed and what is chosen hold both.
    for (query, found) in [
        (format!("objekt=order.{order}&q=order.noted"), vec![both[1]]),
        (format!("objekt=order.{order}&q=product.kind_set"), vec![]),
        (
            format!("objekt=order.{order}&q=sara@nordbod.example"),
            vec![both[1]],
        ),
        (
            format!("objekt=order.{order}&q=sara@nordbod.example&vem=system"),
            vec![],
        ),
        (format!("objekt=av.{sara}&q={number}"), vec![both[1]]),
        (
            format!("objekt=av.{sara}&q=sara@nordbod.example&handling=order"),
            vec![both[1]],
        ),
        (format!("objekt=av.{other}&q=sara@nordbod.example"), vec![]),
        (format!("objekt=product.{other}&q={number}"), vec![]),
        (format!("objekt=order.{order}&q=finns-inte"), vec![]),
        ("handling=order&q=order.noted".to_owned(), vec![both[1]]),
        ("handling=product&q=order.noted".to_owned(), vec![]),
        ("handling=order.lapsed&q=order.noted".to_owned(), vec![]),
    ] {
        let page = of(&mut browser, &query).await;
        let page: Vec<&str> = page.iter().map(String::as_str).collect();
        assert_eq!(page, found, "{query}");
    }
    // Days are whole days in Stockholm.
    let day = world.clock.now().business_time().date();
    let yesterday = day.yesterday().unwrap();
    assert_eq!(
        of(&mut browser, &format!("handling=order&fran={day}")).await,
        [both[0]]
    );
    assert_eq!(
        of(&mut browser, &format!("handling=order&till={yesterday}")).await[0],
        both[1]
    );
    let whole = format!("handling=order&fran={yesterday}&till={day}");
    assert_eq!(of(&mut browser, &whole).await[..2], both);
    // The other way round.
    assert_eq!(
        of(&mut browser, "handling=order&sort=nar")
            .await
            .last()
            .unwrap(),
        both[0]
    );
    // What nobody has words for is told as it is stored; what is nothing finds nothing.
    assert_eq!(
        of(&mut browser, "vem=visitor&handling=later").await,
        ["later.deed"]
    );
    for query in ["q=finns-inte", "objekt=order.7", "objekt=x"] {
        assert!(of(&mut browser, query).await.is_empty(), "{query}");
    }
    let chips = browser
        .get(&format!("/granskning?objekt=order.{order}"))
        .await;
    assert!(
        chips.text_of(".chip").contains(&number),
        "{}",
        chips.text_of(".chip")
    );
}

#[tokio::test]
async fn an_entry_tells_its_values_before_and_after_and_leads_to_its_thing() {
    let world = world(Environment::Production).await;
    let (number, order) = with_order(&world).await;
    let sara = world.person("sara@nordbod.example", &["orders"]).await;
    let before = serde_json::json!({ "amount_minor": 24_900, "currency": "SEK", "is_given": true, "odd": "<b>" });
    let after = serde_json::json!({ "amount_minor": 19_900, "currency": "SEK", "is_given": true, "odd": null });
    let actor = Actor::Staff {
        id: sara,
        name: "Sara Lind".to_owned(),
    };
    let told = change(
        "order.invoice_credited",
        "order",
        order,
        Some((&before, &after)),
        Some("Sprucken"),
    );
    note(&world, actor, told).await;
    let (mut browser, _) = world.logged_in("lena@nordbod.example", &["owner"]).await;
    let list = browser
        .get("/granskning?handling=order.invoice_credited")
        .await;
    let path = list.attribute_of("tbody a.main", "href");
    let page = browser.get(&path).await;
    assert_eq!(page.text_of("h1"), "Fakturan krediterad");
    let row = "tbody tr:first-child";
    assert_eq!(page.text_of(&format!("{row} th")), "Belopp");
    assert_eq!(page.text_of(&format!("{row} del")), "249,00\u{a0}kr");
    assert_eq!(page.text_of(&format!("{row} ins")), "199,00\u{a0}kr");
    assert_eq!(
        page.count_of("tbody del"),
        2,
        "what is the same is not marked"
    );
    assert_eq!(page.text_of("tbody tr:last-child del"), "<b>");
    let facts = page.text_of("aside");
    for fact in [
        "Sprucken",
        "Sara Lind",
        "req-77",
        "order.invoice_credited",
        &number,
    ] {
        assert!(facts.contains(fact), "{fact}: {facts}");
    }
    assert_eq!(page.count_of(&format!("a[href='/ordrar/{number}']")), 1);
    assert_eq!(
        page.count_of(&format!("a[href='/granskning?objekt=order.{order}']")),
        1
    );
    // From the order to its trail, for who may read it.
    let link = format!("a[href='/granskning?objekt=order.{order}']");
    assert_eq!(
        browser
            .get(&format!("/ordrar/{number}"))
            .await
            .count_of(&link),
        2
    );
    let (mut clerk, _) = world.logged_in("clerk@nordbod.example", &["orders"]).await;
    assert_eq!(
        clerk
            .get(&format!("/ordrar/{number}"))
            .await
            .count_of(&link),
        0
    );
    assert_eq!(clerk.get(&path).await.status, StatusCode::FORBIDDEN);
    let nowhere = "/granskning/018f0000-0000-7000-8000-000000000000";
    assert_eq!(browser.get(nowhere).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn what_was_noted_of_the_erased_is_not_told_and_the_file_says_the_same() {
    let world = world(Environment::Production).await;
    let id = Uuid::from_u128(77);
    world
        .database
        .execute(
            "insert into customers (id, number, email, name, phone, locale, state, erased_at, tier_code, created_at, updated_at)
             values ('00000000-0000-0000-0000-00000000004d', 'KND-77', '', '', '', 'sv', 'erased', now(), 'user', now(), now())",
        )
        .await;
    let closed = change(
        "customer.closed",
        "customer",
        id,
        None,
        Some("Skrev hotfullt"),
    );
    note(&world, Actor::System("x"), closed).await;
    let asked = change(
        "customer.erasure_asked",
        "customer",
        id,
        None,
        Some("Visade legitimation"),
    );
    note(&world, Actor::System("x"), asked).await;
    let (mut browser, _) = world.logged_in("lena@nordbod.example", &["owner"]).await;
    let page = browser.get("/granskning?q=KND-77").await;
    assert_eq!(titles(&page).len(), 2);
    assert!(!page.body.contains("hotfullt"));
    assert!(page.body.contains("Visade legitimation"));
    let path = browser
        .get("/granskning?handling=customer.closed")
        .await
        .attribute_of("tbody a.main", "href");
    let entry = browser.get(&path).await;
    assert!(!entry.body.contains("hotfullt"));
    assert!(entry.text_of("aside").contains("raderade"));
    let history = browser.get(&format!("/kunder/{id}")).await;
    assert!(history.body.contains("Visade legitimation") && !history.body.contains("hotfullt"));
    let file = browser.get("/granskning/export?q=KND-77").await;
    assert!(file.body.contains("Visade legitimation") && !file.body.contains("hotfullt"));
    assert_eq!(world.audited("audit.exported").await, 1);
    let searched: String = world
        .database
        .value("select after::text from audit_entries where action = 'audit.exported'")
        .await;
    assert!(!searched.contains("KND-77"), "{searched}");
}
