//! The pages of what the merchant decides, for the shop and for all shops.

use admin::Environment;
use http::StatusCode;

use crate::client::{Browser, Page, World, world};
use crate::shipments::goods;

const OWN: &str = "/installningar";
const SHARED: &str = "/installningar/gemensamt";

async fn furnished() -> (World, Browser) {
    let world = world(Environment::Production).await;
    goods(&world).await;
    let (browser, _) = world.logged_in("maja@nordbod.example", &["owner"]).await;
    (world, browser)
}

/// What a group's form would send, with one field changed.
fn filled(page: &Page, group: &str, changed: (&str, &str)) -> Vec<(String, String)> {
    let html = scraper::Html::parse_document(&page.body);
    let all = scraper::Selector::parse(&format!("#{group} form.form input")).unwrap();
    let of = |field: scraper::ElementRef<'_>, name: &str| {
        field.value().attr(name).unwrap_or_default().to_owned()
    };
    html.select(&all)
        .filter(|field| of(*field, "type") != "checkbox" || field.value().attr("checked").is_some())
        .map(|field| (of(field, "name"), of(field, "value")))
        .filter(|(name, _)| name != changed.0)
        .chain([(changed.0.to_owned(), changed.1.to_owned())])
        .collect()
}

async fn send(browser: &mut Browser, at: &str, fields: &[(String, String)]) -> Page {
    let fields: Vec<(&str, &str)> = fields
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    browser.post(at, &fields).await
}

/// What a page says of where a setting comes from.
fn source(page: &Page, field: &str) -> String {
    let html = scraper::Html::parse_document(&page.body);
    let all = scraper::Selector::parse("section .stack").unwrap();
    let own = scraper::Selector::parse(&format!("#{field}")).unwrap();
    let words = scraper::Selector::parse("p.small").unwrap();
    html.select(&all)
        .find(|row| row.select(&own).next().is_some())
        .and_then(|row| row.select(&words).next())
        .map(|words| words.text().collect::<String>().trim().to_owned())
        .unwrap_or_default()
}

#[tokio::test]
async fn what_holds_for_all_shops_is_followed_until_the_shop_has_its_own() {
    let (world, mut owner) = furnished().await;
    let page = owner.get(OWN).await;
    assert_eq!(page.attribute_of("#kept_days", "value"), "30");
    assert_eq!(
        source(&page, "kept_days"),
        "",
        "what is preset says nothing"
    );
    // With one shop nobody is told of others.
    assert_eq!(page.count_of("a[href='/installningar/gemensamt']"), 0);
    // For all.
    let shared = owner.get(SHARED).await;
    let saved = send(
        &mut owner,
        SHARED,
        &filled(&shared, "buying", ("kept_days", "60")),
    )
    .await;
    assert_eq!(saved.location, "/installningar/gemensamt?klart=saved");
    let page = owner.get(OWN).await;
    assert_eq!(page.attribute_of("#kept_days", "value"), "60");
    assert_eq!(source(&page, "kept_days"), "Gemensam för alla butiker");
    assert_eq!(page.count_of("a[href='/installningar/gemensamt']"), 1);
    // Its own.
    let saved = send(
        &mut owner,
        OWN,
        &filled(&page, "buying", ("kept_days", "7")),
    )
    .await;
    assert_eq!(saved.location, "/installningar?klart=saved");
    let page = owner.get(OWN).await;
    assert_eq!(page.attribute_of("#kept_days", "value"), "7");
    let told = source(&page, "kept_days");
    assert!(told.starts_with("Egen. Annars gäller 60."), "{told}");
    assert_eq!(page.count_of("#tillbaka-kept_days"), 1);
    assert_eq!(page.count_of("form[hidden]"), 1);
    // Who saves what they read before is refused, and what they typed stays.
    let late = [
        ("group", "buying"),
        ("row_version", "0"),
        ("kept_days", "99"),
        ("held_minutes", "31"),
        ("same_day_until_hour", "14"),
        ("few_pieces", "5"),
        ("new_days", "30"),
        ("lives_years", "3"),
    ];
    let stale = owner.post(OWN, &late).await;
    assert_eq!(stale.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(stale.attribute_of("#kept_days", "value"), "99");
    // Taken back, and not twice over somebody else.
    let version = page.attribute_of("#tillbaka-kept_days input[name=row_version]", "value");
    let back = [("key", "cart.kept_days"), ("row_version", &*version)];
    let at = "/installningar/ta-tillbaka";
    let stale = owner
        .post(at, &[("key", "cart.kept_days"), ("row_version", "77")])
        .await;
    assert_eq!(stale.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(
        owner.post(at, &back).await.location,
        "/installningar?klart=back"
    );
    assert_eq!(
        owner.post(at, &back).await.location,
        "/installningar?klart=back"
    );
    assert_eq!(
        owner.get(OWN).await.attribute_of("#kept_days", "value"),
        "60"
    );
    assert_eq!(world.audited("setting.changed").await, 2);
    assert_eq!(world.audited("setting.taken_back").await, 1);
}

#[tokio::test]
async fn changes_are_told_in_words_in_both_languages() {
    let (world, mut owner) = furnished().await;
    let page = owner.get(OWN).await;
    let fields = filled(&page, "buying", ("held_minutes", "45"));
    assert_eq!(
        send(&mut owner, OWN, &fields).await.status,
        StatusCode::SEE_OTHER
    );
    let id: uuid::Uuid = world
        .database
        .value("select id from audit_entries where action = 'setting.changed'")
        .await;
    let at = format!("/granskning/{id}");
    let entry = owner.get(&at).await;
    for words in ["Inställningar ändrade", "Varor hålls i minuter", "31", "45"] {
        assert!(entry.body.contains(words), "{words}: {}", entry.body);
    }
    world
        .database
        .execute("update staff set locale = 'en'")
        .await;
    let entry = owner.get(&at).await;
    for words in ["Settings changed", "Minutes that goods are held"] {
        assert!(entry.body.contains(words), "{words}: {}", entry.body);
    }
    assert!(owner.get(OWN).await.text_of("h1").contains("Settings"));
}

#[tokio::test]
async fn nonsense_is_refused_at_its_field_and_stays_as_it_was_typed() {
    let (world, mut owner) = furnished().await;
    for at in [OWN, SHARED] {
        let page = owner.get(at).await;
        for (group, field, typed) in [
            ("buying", "kept_days", "0"),
            ("buying", "kept_days", "366"),
            ("buying", "held_minutes", "30"),
            ("buying", "few_pieces", "<script>alert(1)</script>"),
            ("buying", "lives_years", ""),
            ("companies", "holds_days", "1e3"),
            ("vat", "near_percent", "99999999999999999999"),
            ("vat", "oss_since", "2026-02-30"),
        ] {
            let wrong = send(&mut owner, at, &filled(&page, group, (field, typed))).await;
            assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY, "{field}");
            assert_eq!(
                wrong.attribute_of(&format!("#{field}"), "value"),
                typed,
                "{field}"
            );
            assert_eq!(wrong.count_of(&format!("#{field}-error")), 1, "{field}");
            assert!(!wrong.body.contains("<script>alert"), "{field}");
        }
        let nothing = owner.post(at, &[("group", "annat")]).await;
        assert_eq!(nothing.status, StatusCode::NOT_FOUND);
        let back = format!("{at}/ta-tillbaka");
        let nothing = owner.post(&back, &[("key", "demo.seed")]).await;
        assert_eq!(nothing.status, StatusCode::NOT_FOUND);
    }
    assert_eq!(world.audited("setting.changed").await, 0);
}

#[tokio::test]
async fn what_belongs_to_others_is_theirs_to_change() {
    let (world, mut owner) = furnished().await;
    world
        .database
        .execute(
            "insert into roles (id, code, name, permissions, created_at, updated_at)
             values (gen_random_uuid(), 'look', '{}', '{setting.read,setting.manage}', now(), now())",
        )
        .await;
    let (mut looker, _) = world.logged_in("sara@nordbod.example", &["look"]).await;
    let page = looker.get(OWN).await;
    assert_eq!(page.status, StatusCode::OK);
    assert_eq!(page.count_of("#buying fieldset[disabled]"), 0);
    for theirs in ["reviews", "vat"] {
        assert_eq!(page.count_of(&format!("#{theirs} fieldset[disabled]")), 1);
        let field = if theirs == "vat" {
            ("answer_hours", "48")
        } else {
            ("ask_after_days", "3")
        };
        let sent = send(&mut looker, OWN, &filled(&page, theirs, field)).await;
        assert_eq!(sent.status, StatusCode::NOT_FOUND, "{theirs}");
    }
    let key = [("key", "review.ask_after_days"), ("row_version", "0")];
    let sent = looker.post("/installningar/ta-tillbaka", &key).await;
    assert_eq!(sent.status, StatusCode::NOT_FOUND);
    assert_eq!(looker.get(SHARED).await.status, StatusCode::FORBIDDEN);
    assert_eq!(looker.post(SHARED, &[]).await.status, StatusCode::FORBIDDEN);
    let (mut clerk, _) = world.logged_in("jonas@nordbod.example", &["orders"]).await;
    assert_eq!(clerk.get(OWN).await.status, StatusCode::FORBIDDEN);
    // What the page of reviews changes is what this one shows.
    let form = [("row_version", "0"), ("asking", "1"), ("days", "21")];
    let done = owner.post("/omdomen/installningar", &form).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
    let page = owner.get(OWN).await;
    assert_eq!(page.attribute_of("#ask_after_days", "value"), "21");
    assert!(source(&page, "ask_after_days").starts_with("Egen."));
}
