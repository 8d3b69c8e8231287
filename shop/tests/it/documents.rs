//! Terms and other texts in the shop: the version that holds, earlier ones, and the one that was accepted.

use commerce::legal::publish_version::{NewVersion, Text, publish_version};
use http::StatusCode;
use jiff::SignedDuration;

use crate::shipments::bought;
use crate::stand::Stand;

async fn publish(stand: &Stand, seen: i32, body: &str, hours: i64) {
    let mut tx = stand.world.tx().await;
    let text = |title: &str| Text {
        title: title.to_owned(),
        body: body.to_owned(),
    };
    let from = tx.now().plus(SignedDuration::from_hours(hours));
    let new = NewVersion {
        kind: "terms",
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
