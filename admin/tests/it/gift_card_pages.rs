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
    let form = [
        ("kind", "gift_card"),
        ("amount", "500"),
        ("expires", "2029-11-23T00:00"),
        ("recipient", "elin@exempel.se"),
        ("note", "Försenat paket"),
    ];
    let issued = browser.post("/presentkort", &form).await;
    assert_eq!(issued.status, StatusCode::OK, "{}", issued.body);
    let code = issued.attribute_of("#code", "value");
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
}
