//! Terms and other texts in the shop: the version that holds, earlier ones, and the one that was accepted.

use commerce::legal::publish_version::{NewVersion, Text, publish_version};
use commerce::processor::{self, Draft};
use http::StatusCode;
use jiff::SignedDuration;
use platform::clock::Date;

use crate::shipments::bought;
use crate::stand::Stand;

async fn publish(stand: &Stand, seen: i32, body: &str, hours: i64) {
    publish_kind(stand, "terms", seen, body, hours).await;
}

async fn publish_kind(stand: &Stand, kind: &'static str, seen: i32, body: &str, hours: i64) {
    let mut tx = stand.world.tx().await;
    let text = |title: &str| Text {
        title: title.to_owned(),
        body: body.to_owned(),
    };
    let from = tx.now().plus(SignedDuration::from_hours(hours));
    let new = NewVersion {
        kind,
        sv: text("Köpvillkor"),
        en: (hours == 0).then(|| text("Terms")),
        from: Some(from),
        seen,
    };
    publish_version(&mut tx, stand.world.shop_id, &new)
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn earlier_versions_stay_readable_and_the_order_leads_to_the_one_that_was_accepted() {
    let stand = Stand::new().await;
    let (_, order) = bought(&stand, "1").await;
    publish(&stand, 1, "Andra <versionen>", 0).await;
    let page = stand.get("/kopvillkor").await.html;
    assert!(page.contains("Version 2") && page.contains("Andra &lt;versionen&gt;"));
    assert!(page.contains("href=\"/kopvillkor?version=1\""), "{page}");
    let first = stand.get("/kopvillkor?version=1").await.html;
    for said in ["tidigare version", "noindex", "Version 1"] {
        assert!(first.contains(said), "{said}: {first}");
    }
    let accepted = stand.get(&order).await.html;
    assert!(
        accepted.contains("href=\"/kopvillkor?version=1\">köpvillkoren, version 1"),
        "{accepted}"
    );
    // One that does not hold yet is nobody's business.
    publish(&stand, 2, "Tredje", 5).await;
    for path in [
        "/kopvillkor?version=3",
        "/kopvillkor?version=x",
        "/kopvillkor?version=-1",
    ] {
        let answer = stand.get(path).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
    }
    stand.world.clock.advance(SignedDuration::from_hours(6));
    let english = stand.get("/en/terms").await.html;
    assert!(english.contains("Tredje") && english.contains("lang=\"sv\""));
    assert_eq!(
        stand.get("/sa-fungerar-omdomen").await.status,
        StatusCode::NOT_FOUND
    );
}

#[tokio::test]
async fn who_handles_personal_data_is_told_under_the_text_about_them_as_it_stands() {
    let stand = Stand::new().await;
    let path = stand_path("sv");
    publish_kind(&stand, "privacy", 0, "Vi sparar det vi behöver.", 0).await;
    let alone = stand.get(path).await.html;
    assert!(
        alone.contains("Vi sparar det") && !alone.contains("De som hjälper oss"),
        "{alone}"
    );
    let host = Draft {
        name: "Molnhuset <AB>".to_owned(),
        url: "https://molnhuset.example".to_owned(),
        task_sv: "Driver servrarna.".to_owned(),
        task_en: String::new(),
        place_sv: "Sverige".to_owned(),
        place_en: String::new(),
        agreed_on: "2026-05-04".parse().ok().map(Date),
    };
    let mut tx = stand.world.tx().await;
    let id = processor::add(&mut tx, stand.world.shop_id, &host)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let told = stand.get(path).await.html;
    for said in [
        "De som hjälper oss",
        "href=\"https://molnhuset.example\"",
        "Molnhuset &lt;AB&gt;",
        "Driver servrarna.",
        "Sverige",
    ] {
        assert!(told.contains(said), "{said}: {told}");
    }
    assert!(
        !told.contains("2026-05-04"),
        "the agreement's day is staff's"
    );
    // In Swedish until it is said in English, too.
    let english = stand.get(stand_path("en")).await.html;
    assert!(
        english.contains("Those who help us")
            && english.contains("<dd lang=\"sv\">Driver servrarna."),
        "{english}"
    );
    let host = Draft {
        task_en: "Runs the servers.".to_owned(),
        place_en: "Sweden".to_owned(),
        ..host
    };
    let mut tx = stand.world.tx().await;
    processor::save(&mut tx, stand.world.shop_id, id, 1, &host)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let english = stand.get(stand_path("en")).await.html;
    assert!(
        english.contains("<dd>Runs the servers.") && !english.contains("Driver servrarna"),
        "{english}"
    );
    // An earlier version of the text is read as it was, and no other text tells of them.
    publish_kind(&stand, "privacy", 1, "Vi sparar mindre.", 0).await;
    let first = stand.get(&format!("{path}?version=1")).await.html;
    assert!(!first.contains("Molnhuset"), "{first}");
    let terms = stand.get("/kopvillkor").await.html;
    assert!(!terms.contains("Molnhuset"), "{terms}");
}

fn stand_path(locale: &str) -> &'static str {
    let path = shop::paths::PATHS
        .iter()
        .find(|path| path.name == "privacy");
    let path = path.unwrap();
    if locale == "sv" { path.sv } else { path.en }
}
