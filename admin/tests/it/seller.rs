//! The page of the shop's own facts.

use admin::Environment;
use http::StatusCode;

use crate::client::{Browser, Page, World, world};
use crate::shipments::goods;

const PAGE: &str = "/butiken";

async fn furnished() -> (World, Browser) {
    let world = world(Environment::Production).await;
    goods(&world).await;
    let (browser, _) = world.logged_in("maja@nordbod.example", &["owner"]).await;
    (world, browser)
}

/// What the page's form would send, with these fields changed.
fn filled(page: &Page, changed: &[(&str, &str)]) -> Vec<(String, String)> {
    let html = scraper::Html::parse_document(&page.body);
    let all = scraper::Selector::parse("form[data-save] input, form[data-save] select").unwrap();
    let chosen = scraper::Selector::parse("option[selected]").unwrap();
    let first = scraper::Selector::parse("option").unwrap();
    let of = |field: scraper::ElementRef<'_>, name: &str| {
        field.value().attr(name).unwrap_or_default().to_owned()
    };
    html.select(&all)
        .map(|field| {
            let name = of(field, "name");
            let option = field.select(&chosen).next();
            let value = match option.or_else(|| field.select(&first).next()) {
                Some(option) => of(option, "value"),
                None => of(field, "value"),
            };
            let typed = changed.iter().find(|(changed, _)| *changed == name);
            let value = typed.map_or(value, |(_, typed)| (*typed).to_owned());
            (name, value)
        })
        .collect()
}

async fn send(browser: &mut Browser, fields: &[(String, String)]) -> Page {
    let fields: Vec<(&str, &str)> = fields
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    browser.post(PAGE, &fields).await
}

#[tokio::test]
async fn the_owner_changes_the_sellers_facts_and_takes_the_step_back() {
    let (world, mut owner) = furnished().await;
    let page = owner.get(PAGE).await;
    assert_eq!(page.attribute_of("#legal_name", "value"), "Nordbod AB");
    assert_eq!(
        page.attribute_of("#method_3 option[selected]", "value"),
        "klarna"
    );
    let seen = filled(&page, &[("phone", "08-123 45 67"), ("method_3", "")]);
    let saved = send(&mut owner, &seen).await;
    assert_eq!(saved.location, "/butiken?sparat=1", "{}", saved.body);
    let page = owner.get(&saved.location).await;
    assert_eq!(page.attribute_of("#phone", "value"), "08-123 45 67");
    assert_eq!(page.count_of("#method_3 option[selected]"), 0);
    assert!(page.text_of(".note.ok").contains("inom tio sekunder"));
    assert_eq!(world.audited("shop.changed").await, 1);
    // In the trail each fact is told by its name.
    let id: uuid::Uuid = world
        .database
        .value("select id from audit_entries where action = 'shop.changed'")
        .await;
    let entry = owner.get(&format!("/granskning/{id}")).await;
    for words in ["Telefon", "Betalsätt", "031-390 06 10", "08-123 45 67"] {
        assert!(entry.body.contains(words), "{words}: {}", entry.body);
    }
    // Somebody who read the page before is not to write over it.
    let late = filled(&page, &[("city", "Ed"), ("row_version", "1")]);
    let stale = send(&mut owner, &late).await;
    assert_eq!(stale.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(stale.attribute_of("#city", "value"), "Ed");
    assert_eq!(world.audited("shop.changed").await, 1);
    // One step back.
    let back = page.attribute_of(".head .actions form input[name=phone]", "value");
    assert_eq!(back, "031-390 06 10");
}

#[tokio::test]
async fn what_cannot_be_is_refused_where_it_stands_and_stays_as_it_was_typed() {
    let (world, mut owner) = furnished().await;
    let page = owner.get(PAGE).await;
    let hostile = "<script>alert(1)</script>\"'";
    for (field, typed) in [
        ("name", ""),
        ("legal_name", "  "),
        ("org_number", "556016-0681"),
        ("vat_number", hostile),
        ("postcode", "4110"),
        ("email", hostile),
        ("phone", hostile),
        ("street", &*"x".repeat(121)),
    ] {
        let wrong = send(&mut owner, &filled(&page, &[(field, typed)])).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY, "{field}");
        assert_eq!(
            wrong.attribute_of(&format!("#{field}"), "value"),
            typed,
            "{field}"
        );
        assert_eq!(wrong.count_of(&format!("#{field}-error")), 1, "{field}");
        assert!(!wrong.body.contains("<script>alert"), "{field}");
    }
    // The numbers belong together.
    let numbers = [("org_number", "556016-0680")];
    let wrong = send(&mut owner, &filled(&page, &numbers)).await;
    assert_eq!(wrong.count_of("#vat_number-error"), 1);
    let twice = [("method_2", "card")];
    let wrong = send(&mut owner, &filled(&page, &twice)).await;
    assert_eq!(wrong.count_of("#method_2-error"), 1);
    assert_eq!(world.audited("shop.changed").await, 0);
    // What is only words is taken as it is, and shown as words.
    let named = [("name", "<b>Bod & Co</b>")];
    let saved = send(&mut owner, &filled(&page, &named)).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.body);
    let page = owner.get(PAGE).await;
    assert_eq!(page.attribute_of("#name", "value"), "<b>Bod & Co</b>");
    assert!(!page.body.contains("<b>Bod"));
}

#[tokio::test]
async fn who_may_only_look_has_nothing_to_send() {
    let (world, _) = furnished().await;
    world
        .database
        .execute(
            "insert into roles (id, code, name, permissions, created_at, updated_at) values (gen_random_uuid(), 'look', '{}', '{shop.read}', now(), now())",
        )
        .await;
    let (mut looker, _) = world.logged_in("sara@nordbod.example", &["look"]).await;
    let page = looker.get(PAGE).await;
    assert_eq!(page.status, StatusCode::OK);
    assert_eq!(page.count_of("main form .btn.primary"), 0);
    assert_eq!(page.count_of("fieldset[disabled]"), 1);
    let refused = looker.post(PAGE, &[("name", "Annat")]).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    let (mut clerk, _) = world.logged_in("jonas@nordbod.example", &["orders"]).await;
    assert_eq!(clerk.get(PAGE).await.status, StatusCode::FORBIDDEN);
}
