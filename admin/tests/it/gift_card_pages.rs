//! Gift cards in the back office: issued, the code shown once, blocked.

use admin::Environment;
use http::StatusCode;
use testkit::World as Goods;

use crate::client::world;

#[tokio::test]
async fn a_card_is_issued_its_code_shown_once_and_it_can_be_blocked() {
    let world = world(Environment::Production).await;
    Goods::furnish(
        testkit::Database::of_program(&world.database.url),
        world.clock.clone(),
    )
    .await;
    let (mut browser, _) = world.logged_in("sara@nordbod.example", &["owner"]).await;
    let wrong = browser
        .post(
            "/presentkort",
            &[
                ("kind", "gift_card"),
                ("amount", "0"),
                ("expires", "x"),
                ("recipient", "nej"),
                ("note", ""),
            ],
        )
        .await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    for field in ["amount", "expires", "recipient", "note"] {
        assert_eq!(wrong.count_of(&format!("#{field}-error")), 1, "{field}");
    }
    // The form brings the card's id: without one nothing is issued.
    assert!(wrong.body.contains("Formuläret var för gammalt"));
    let id = browser
        .get("/presentkort/ny")
        .await
        .attribute_of("input[name=id]", "value");
    let form = [
        ("id", id.as_str()),
        ("kind", "gift_card"),
        ("amount", "500"),
        ("expires", "2029-11-23T00:00"),
        ("recipient", "elin@exempel.se"),
        ("note", "Försenat paket"),
    ];
    let sent = browser.post("/presentkort", &form).await;
    assert_eq!(sent.location, format!("/presentkort/{id}/kod"));
    let again = browser.post("/presentkort", &form).await;
    assert_eq!(again.location, sent.location, "the same card");
    let mut dearer = form;
    dearer[2] = ("amount", "600");
    let other = browser.post("/presentkort", &dearer).await;
    assert_eq!(other.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(other.body.contains("redan utfärdat"), "{}", other.body);
    assert_ne!(other.attribute_of("input[name=id]", "value"), id);
    let issued = browser.get(&sent.location).await;
    assert_eq!(issued.status, StatusCode::OK, "{}", issued.body);
    let code = issued.attribute_of("#code", "value");
    // Nobody else sees it, and nobody later.
    let (mut colleague, _) = world.logged_in("maja@nordbod.example", &["owner"]).await;
    let theirs = colleague.get(&sent.location).await;
    assert_eq!(theirs.location, format!("/presentkort/{id}"));
    assert_eq!(code.len(), 19);
    let href = issued.attribute_of(".actions a.primary", "href");
    let page = browser.get(&href).await;
    assert!(
        page.body.contains("500,00") && !page.body.contains(&code),
        "{}",
        page.body
    );
    let stored: i64 = world
        .database
        .value("select count(*) from audit_entries where action = 'gift_card.issued'")
        .await;
    assert_eq!(stored, 1);
    let jobs: i64 = world
        .database
        .value("select count(*) from jobs where name = 'commerce.send-gift-card'")
        .await;
    assert_eq!(jobs, 1);
    let version = page.attribute_of("input[name=row_version]", "value");
    let blocked = browser
        .post(&format!("{href}/sparra"), &[("row_version", &version)])
        .await;
    assert_eq!(blocked.status, StatusCode::SEE_OTHER);
    let late = browser
        .post(&format!("{href}/sparra"), &[("row_version", &version)])
        .await;
    assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(browser.get(&href).await.text_of("h1").contains("Spärrat"));
    let hint = &code[code.len() - 4..];
    let found = browser.get(&format!("/presentkort?q={hint}")).await;
    assert!(found.body.contains(hint));
    let (mut clerk, _) = world
        .logged_in("lena@nordbod.example", &["catalogue"])
        .await;
    assert_eq!(clerk.get(&href).await.status, StatusCode::FORBIDDEN);
    let act = async |browser: &mut crate::client::Browser, deed: &str, fields: &[(&str, &str)]| {
        let version = browser
            .get(&href)
            .await
            .attribute_of("input[name=row_version]", "value");
        let mut fields = fields.to_vec();
        fields.push(("row_version", &version));
        browser.post(&format!("{href}/{deed}"), &fields).await
    };
    let blocked = act(&mut browser, "skicka", &[]).await;
    assert_eq!(blocked.status, StatusCode::UNPROCESSABLE_ENTITY);
    act(&mut browser, "oppna", &[]).await;
    let sent_again = act(&mut browser, "skicka", &[]).await;
    assert_eq!(sent_again.location, format!("{href}?skickat=1"));
    let early = [("expires", "2026-11-24T00:00")];
    let early = act(&mut browser, "forlang", &early).await;
    assert_eq!(early.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(early.attribute_of("#expires", "value"), "2026-11-24T00:00");
    let later = [("expires", "2031-11-23T00:00")];
    let later = act(&mut browser, "forlang", &later).await;
    assert_eq!(later.location, format!("{href}?forlangt=1"));
    let much = [("direction", "less"), ("change", "501"), ("reason", "Fel")];
    let much = act(&mut browser, "ratta", &much).await;
    assert_eq!(much.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(much.attribute_of("#change", "value"), "501");
    let bare = [("direction", "less"), ("change", "100"), ("reason", "")];
    let bare = act(&mut browser, "ratta", &bare).await;
    assert_eq!(bare.count_of("#reason-error"), 1);
    let right = [("direction", "less"), ("change", "100"), ("reason", "Fel")];
    let right = act(&mut browser, "ratta", &right).await;
    assert_eq!(right.location, format!("{href}?rattat=1"), "{}", right.body);
    let page = browser.get(&right.location).await;
    assert!(page.body.contains("Rättat") && page.body.contains("400,00"));
    assert_eq!(world.audited("gift_card.corrected").await, 1);
    world.clock.advance(jiff::SignedDuration::from_mins(10));
    let late = browser.get(&sent.location).await;
    assert_eq!(late.location, format!("/presentkort/{id}"));
}

#[tokio::test]
async fn the_forms_say_what_a_card_is_in() {
    let world = world(Environment::Production).await;
    Goods::furnish(
        testkit::Database::of_program(&world.database.url),
        world.clock.clone(),
    )
    .await;
    world
        .database
        .execute("update shops set currency = 'EUR'")
        .await;
    let (mut browser, _) = world.logged_in("sara@nordbod.example", &["owner"]).await;
    let new = browser.get("/presentkort/ny").await;
    assert_eq!(new.text_of("label[for=amount]"), "Belopp i EUR");
    let id = new.attribute_of("input[name=id]", "value");
    let form = [
        ("id", id.as_str()),
        ("kind", "gift_card"),
        ("amount", "50"),
        ("expires", "2029-11-23T00:00"),
        ("note", "Försenat paket"),
    ];
    let sent = browser.post("/presentkort", &form).await;
    assert_eq!(sent.location, format!("/presentkort/{id}/kod"));
    // The card stays in what it was issued in.
    world
        .database
        .execute("update shops set currency = 'SEK'")
        .await;
    let page = browser.get(&format!("/presentkort/{id}")).await;
    assert_eq!(page.text_of("label[for=change]"), "Belopp i EUR");
    let wrong = browser
        .post(&format!("/presentkort/{id}/ratta"), &[("change", "tio")])
        .await;
    let error = wrong.text_of("#change-error");
    assert!(
        error.contains("belopp") && !error.contains("kronor"),
        "{error}"
    );
}
