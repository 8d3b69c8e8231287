//! Terms and other texts: written, looked at, published once, and never changed.

use admin::Environment;
use http::StatusCode;

use crate::client::{Page, world};
use crate::shipments::goods;

const NEW: &str = "/dokument/terms/ny";

fn seen(page: &Page) -> String {
    page.attribute_of("input[name=seen]", "value")
}

pub(crate) fn typed<'a>(
    seen: &'a str,
    body: &'a str,
    from: &'a str,
) -> Vec<(&'static str, &'a str)> {
    vec![
        ("seen", seen),
        ("title_sv", "Köpvillkor"),
        ("body_sv", body),
        ("title_en", "Terms"),
        ("body_en", "## Prices"),
        ("from", from),
    ]
}

#[tokio::test]
async fn a_version_is_looked_at_published_once_and_compared_with_the_one_before() {
    let world = world(Environment::Production).await;
    let _goods = goods(&world).await;
    let (mut owner, _) = world.logged_in("maja@nordbod.example", &["owner"]).await;
    let list = owner.get("/dokument").await;
    assert_eq!(list.status, StatusCode::OK);
    assert!(list.body.contains("Inte publicerat"), "{}", list.body);
    let page = owner.get(NEW).await;
    let first = seen(&page);
    assert_eq!(first, "1");
    let mut preview = typed(&first, "## Priser\r\n\r\nInkl. <moms>.", "");
    preview.push(("preview", "1"));
    let looked = owner.post(NEW, &preview).await;
    assert_eq!(looked.status, StatusCode::OK, "{}", looked.body);
    assert!(looked.body.contains("<h4>Priser</h4>"), "{}", looked.body);
    assert!(looked.body.contains("Inkl. &lt;moms&gt;."));
    let kept = "select count(*) from legal_documents where kind = 'terms'";
    assert_eq!(world.database.value::<i64>(kept).await, 2, "only looked at");
    let empty = owner.post(NEW, &typed(&first, " ", "")).await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(empty.count_of("#body_sv-error"), 1, "{}", empty.body);
    let nonsense = owner.post(NEW, &typed(&first, "Text", "i morgon")).await;
    assert_eq!(nonsense.count_of("#from-error"), 1, "{}", nonsense.body);
    let past = owner
        .post(NEW, &typed(&first, "Text", "2020-01-01T10:00"))
        .await;
    assert_eq!(past.count_of("#from-error"), 1, "{}", past.body);
    let text = typed(&first, "## Priser\r\n\r\nInkl. <moms>.", "");
    let done = owner.post(NEW, &text).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
    let twice = owner.post(NEW, &text).await;
    assert_eq!(twice.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        twice.body.contains("Inkl. &lt;moms&gt;."),
        "what was typed stays"
    );
    assert_eq!(world.database.value::<i64>(kept).await, 4);
    let same = seen(&owner.get(NEW).await);
    let unchanged = owner
        .post(NEW, &typed(&same, "## Priser\n\nInkl. <moms>.", ""))
        .await;
    assert_eq!(unchanged.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(unchanged.body.contains("densamma"), "{}", unchanged.body);
    let shown = owner.get("/dokument/terms/2").await;
    assert_eq!(shown.count_of(".lines ins"), 6, "{}", shown.body);
    assert!(shown.count_of(".lines del") > 0);
    assert_eq!(world.audited("document.published").await, 1);
    let changed = sqlx::query("update legal_documents set body = 'x'");
    assert!(changed.execute(&world.database.pool).await.is_err());
    for nowhere in ["/dokument/x", "/dokument/terms/9", "/dokument/x/ny"] {
        let answer = owner.get(nowhere).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{nowhere}");
    }
}

#[tokio::test]
async fn a_long_text_is_bounded_by_its_letters_and_not_by_how_they_are_sent() {
    let world = world(Environment::Production).await;
    let _goods = goods(&world).await;
    let (mut owner, _) = world.logged_in("maja@nordbod.example", &["owner"]).await;
    let first = seen(&owner.get(NEW).await);
    // As long as may be, with letters of several bytes and ends of lines that are sent as two signs.
    let longest: String = "ängå€\r\n".repeat(40_000 / 6);
    let too_long = format!("{longest}fem till");
    let refused = owner.post(NEW, &typed(&first, &too_long, "")).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(refused.count_of("#body_sv-error"), 1, "{}", refused.status);
    assert!(refused.body.contains("fem till"), "what was typed stays");
    let mut both = typed(&first, &longest, "");
    both.retain(|(name, _)| *name != "body_en");
    both.push(("body_en", &longest));
    let done = owner.post(NEW, &both).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
    let kept =
        "select min(char_length(body)) from legal_documents where kind = 'terms' and version = 2";
    let kept: i32 = world.database.value(kept).await;
    assert_eq!(kept, 39_995, "whole, but for the last line's end");
    // What no text can need is not read at all.
    let endless = "å".repeat(400_000);
    let refused = owner.post(NEW, &typed("2", &endless, "")).await;
    assert_eq!(refused.status, StatusCode::PAYLOAD_TOO_LARGE);
}

#[tokio::test]
async fn a_version_to_come_can_be_called_off_until_it_holds() {
    let world = world(Environment::Production).await;
    let _goods = goods(&world).await;
    let (mut owner, _) = world.logged_in("maja@nordbod.example", &["owner"]).await;
    let at = world
        .clock
        .now()
        .plus(jiff::SignedDuration::from_hours(48))
        .business_time();
    let from = at.strftime("%Y-%m-%dT%H:%M").to_string();
    let first = seen(&owner.get(NEW).await);
    let mut text = typed(&first, "Nytt", &from);
    text.retain(|(name, _)| !name.ends_with("_en"));
    text.push(("missing", "1"));
    let done = owner.post(NEW, &text).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
    let list = owner.get("/dokument").await;
    assert!(list.body.contains("Kommer: Version 2"), "{}", list.body);
    // Nothing can hold before it.
    let early = owner.post(NEW, &typed("2", "Annat", "")).await;
    assert_eq!(early.count_of("#from-error"), 1, "{}", early.body);
    let here = "/dokument/terms/2/aterkalla";
    let done = owner.post(here, &[]).await;
    assert_eq!(done.location, "/dokument/terms?klart=called-off");
    assert_eq!(owner.post(here, &[]).await.status, StatusCode::NOT_FOUND);
    assert_eq!(world.audited("document.called_off").await, 1);
    let late = owner.post("/dokument/terms/1/aterkalla", &[]).await;
    assert_eq!(late.location, "/dokument/terms/1?forsent=1");
    assert!(
        owner
            .get(&late.location)
            .await
            .body
            .contains("gäller redan")
    );
    let (mut reader, _) = world.logged_in("sara@nordbod.example", &["orders"]).await;
    let page = reader.get("/dokument/terms/1").await;
    assert_eq!(page.count_of(".btn.danger"), 0, "{}", page.body);
}
