//! What was done to a thing, on its page.

use http::StatusCode;

use crate::prices::{furnished, plain};

const MUG: &str = "/produkter/018f0000-0000-7000-8000-0000000000aa";
const EVENTS: &str = "[aria-labelledby=h-handelser]";

#[tokio::test]
async fn a_product_tells_what_was_done_by_whom_and_what_was_there_before() {
    let (world, mut browser) = furnished().await;
    let page = browser.get(MUG).await;
    assert!(plain(&page, EVENTS).contains("Inget att visa här."));
    for reason in ["made_to_measure", "sealed_hygiene"] {
        let at = format!("{MUG}/angerratt");
        let page = browser.post(&at, &[("reason", reason)]).await;
        assert_eq!(page.status, StatusCode::SEE_OTHER);
        world.clock.advance(jiff::SignedDuration::from_secs(60));
    }
    let fields = [("seen", ""), ("name_sv", "Mugg <Klipp>")];
    // A form that has seen nothing collides, and nothing is done.
    let page = browser.post(&format!("{MUG}/text"), &fields).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    let page = browser.get(MUG).await;
    assert_eq!(page.count_of(&format!("{EVENTS} .tl > li:not(.day)")), 2);
    let latest = page.text_of(&format!("{EVENTS} .tl > li:not(.day)"));
    assert!(latest.contains("Ångerrätten ändrad") && latest.contains("Sara Lind"));
    let text = |what: &str| page.text_of(&format!("{EVENTS} {what}"));
    assert!(
        text("del").contains("tillverkas efter dina mått"),
        "{}",
        text("del")
    );
    assert!(
        text("ins").contains("obruten försegling"),
        "{}",
        text("ins")
    );
    // The first had nothing before it.
    assert_eq!(page.count_of(&format!("{EVENTS} del")), 1);

    for (kind, count) in [("staff", 2), ("changes", 2), ("system", 0), ("okand", 2)] {
        let page = browser.get(&format!("{MUG}?visa={kind}")).await;
        let shown = page.count_of(&format!("{EVENTS} .tl > li:not(.day)"));
        assert_eq!(shown, count, "{kind}");
    }
}

#[tokio::test]
async fn a_deed_that_tells_only_what_became_is_compared_with_the_one_before() {
    let (world, mut browser) = furnished().await;
    let fields = [
        ("name", "Sommar"),
        ("code", "sommar"),
        ("kind", "tier"),
        ("tier", "consumer"),
        ("currency", "SEK"),
        ("vat", "1"),
        ("priority", "50"),
    ];
    let made = browser.post("/prislistor/ny", &fields).await;
    assert_eq!(
        made.status,
        StatusCode::SEE_OTHER,
        "{}",
        made.text_of("main")
    );
    let href = made.location.split('?').next().unwrap().to_owned();
    world.clock.advance(jiff::SignedDuration::from_secs(60));
    let edit = browser.get(&format!("{href}/andra")).await;
    let version = edit.attribute_of("input[name=row_version]", "value");
    let mut changed: Vec<(&str, &str)> = fields.to_vec();
    changed[0] = ("name", "Höst");
    changed.push(("row_version", &version));
    let from = edit.attribute_of("#from", "value");
    changed.push(("from", &from));
    let saved = browser.post(&format!("{href}/andra"), &changed).await;
    assert_eq!(
        saved.status,
        StatusCode::SEE_OTHER,
        "{}",
        saved.text_of("main")
    );
    let page = browser.get(&href).await;
    let change = page.text_of(&format!("{EVENTS} .change"));
    for told in ["Namn", "Sommar", "Höst"] {
        assert!(change.contains(told), "{told} in {change}");
    }
    assert_eq!(page.count_of(&format!("{EVENTS} .tl > li:not(.day)")), 2);
}
