//! From when and until when the shop shows a product.

use http::StatusCode;

use crate::client::{Browser, Page};
use crate::prices::{furnished, plain};

const MUG: &str = "/produkter/018f0000-0000-7000-8000-0000000000aa";

async fn say(browser: &mut Browser, from: &str, to: &str, extra: &[(&str, &str)]) -> Page {
    let page = browser.get(MUG).await;
    let seen = page.attribute_of("input[name=seen]", "value");
    let mut fields = vec![
        ("seen", seen.as_str()),
        ("published_from", from),
        ("published_to", to),
    ];
    fields.extend(extra);
    browser.post(&format!("{MUG}/publicering"), &fields).await
}

#[tokio::test]
async fn a_product_is_shown_until_a_moment_taken_out_and_shown_again() {
    let (world, mut browser) = furnished().await;
    let page = browser.get(MUG).await;
    let from = page.attribute_of("#published_from", "value");
    assert!(plain(&page, "main").contains("Sluta visa nu"));
    let next = world.clock.now().business_time().date().tomorrow().unwrap();
    let page = say(&mut browser, &from, &next.to_string(), &[]).await;
    assert_eq!(
        page.status,
        StatusCode::SEE_OTHER,
        "{}",
        page.text_of("main")
    );
    let page = browser.get(&page.location).await;
    assert!(plain(&page, "main").contains("Publiceringen är sparad."));
    assert_eq!(
        page.attribute_of("#published_to", "value"),
        format!("{next} 00:00")
    );

    // What cannot be is said at its field and stays as typed.
    for (from, to, field) in [
        (from.as_str(), "2020-01-01", "published_to"),
        ("2020-01-01", "", "published_from"),
        (&next.to_string(), "", "published_from"),
        (from.as_str(), "snart", "published_to"),
    ] {
        let page = say(&mut browser, from, to, &[]).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{from} {to}");
        assert!(!page.text_of(&format!("#{field}-error")).is_empty(), "{to}");
        assert_eq!(page.attribute_of("#published_to", "value"), to);
    }

    // Shorter than a log-in lasts unused.
    world.clock.advance(jiff::SignedDuration::from_mins(5));
    let before = browser.get(MUG).await;
    let seen = before.attribute_of("input[name=seen]", "value");
    let page = say(&mut browser, &from, "", &[("avsluta", "1")]).await;
    assert_eq!(
        page.status,
        StatusCode::SEE_OTHER,
        "{}",
        page.text_of("main")
    );
    // Sent twice is no fault.
    let fields = [
        ("seen", seen.as_str()),
        ("published_from", &from),
        ("published_to", ""),
        ("avsluta", "1"),
    ];
    let page = browser.post(&format!("{MUG}/publicering"), &fields).await;
    assert_eq!(
        page.status,
        StatusCode::SEE_OTHER,
        "{}",
        page.text_of("main")
    );
    let page = browser.get(MUG).await;
    assert!(plain(&page, "main").contains("Visas inte längre"));

    // Shorter than a log-in lasts unused.
    world.clock.advance(jiff::SignedDuration::from_mins(5));
    let page = say(&mut browser, "", "", &[]).await;
    assert_eq!(
        page.status,
        StatusCode::SEE_OTHER,
        "{}",
        page.text_of("main")
    );
    let page = browser.get(&format!("{MUG}/priser")).await;
    assert!(
        plain(&page, "main").contains("inte till salu"),
        "{}",
        page.text_of("main")
    );
    assert_eq!(world.audited("product.published").await, 3);

    let mut desk = world.logged_in("eva@nordbod.example", &["orders"]).await.0;
    let page = desk.get(MUG).await;
    assert!(plain(&page, "main").contains("Visas från") && page.count_of("#published_to") == 0);
    let page = desk.post(&format!("{MUG}/publicering"), &[]).await;
    assert_eq!(page.status, StatusCode::FORBIDDEN);
    let unknown = "/produkter/018f0000-0000-7000-8000-0000000000ff/publicering";
    let page = browser.post(unknown, &[("seen", "")]).await;
    assert_eq!(page.status, StatusCode::NOT_FOUND);
}
