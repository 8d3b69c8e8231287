//! Pages that everybody sees alike are made once; whoever has a cart or a log-in gets their own, and so does whoever asks for what is not there.

use std::time::{Duration, Instant};

use http::{StatusCode, header};

use crate::grid::{OUT, changed};
use crate::stand::Stand;

async fn rename(stand: &Stand) {
    for statement in [
        "update product_translations set name = 'Kopp'",
        "update listing_cards set card = replace(card, 'Mugg', 'Kopp')",
    ] {
        stand.world.database.execute(statement).await;
    }
}

#[tokio::test]
async fn a_page_without_a_visitor_of_its_own_is_made_once() {
    let stand = Stand::new().await;
    let (headers, first) = stand.get_packed("/produkt/mugg").await;
    assert_eq!(first.status, StatusCode::OK);
    assert!(first.html.contains("Mugg"));
    assert_eq!(headers[header::CONTENT_ENCODING], "gzip");
    assert_eq!(headers[header::VARY], "accept-encoding");
    assert_eq!(headers[header::CACHE_CONTROL], "private, no-cache");
    rename(&stand).await;
    let (_, again) = stand.get_packed("/produkt/mugg").await;
    assert_eq!(again.html, first.html, "the page was made anew");
    // Another address, the other language and whoever cannot unpack are not answered with it.
    let (_, other) = stand.get_packed("/produkt/mugg?variant=").await;
    assert!(other.html.contains("Kopp"));
    let (_, english) = stand.get_packed("/en/product/mugg").await;
    assert!(english.html.contains("lang=\"en\""));
    assert!(stand.get("/produkt/mugg").await.html.contains("Kopp"));
}

#[tokio::test]
async fn whoever_has_a_cart_sees_their_own_page() {
    let stand = Stand::new().await;
    let (_, before) = stand.get_packed("/varor").await;
    assert!(before.html.contains("Mugg"));
    stand.add("3").await;
    rename(&stand).await;
    let (headers, own) = stand.get_packed("/varor").await;
    assert!(
        own.html.contains("Kopp"),
        "a kept page was shown to somebody with a cart"
    );
    assert!(!headers.contains_key(header::CONTENT_ENCODING));
    assert!(
        own.html
            .contains("<span class=\"bag-n\" aria-hidden=\"true\">3</span>")
    );
}

#[tokio::test]
async fn what_is_no_page_of_the_catalogue_is_never_kept() {
    let stand = Stand::new().await;
    for (path, status) in [
        ("/produkt/finns-inte", StatusCode::NOT_FOUND),
        ("/varukorg", StatusCode::OK),
        ("/konto/logga-in", StatusCode::OK),
        ("/angra", StatusCode::OK),
    ] {
        let (headers, page) = stand.get_packed(path).await;
        assert_eq!(page.status, status, "{path}");
        assert!(
            !headers.contains_key(header::CONTENT_ENCODING),
            "{path} was kept"
        );
    }
}

#[tokio::test]
async fn what_is_sold_out_is_marked_at_once_and_on_kept_pages_when_their_time_is_over() {
    let live_for = Duration::from_millis(300);
    let stand = Stand::with_pages("http://shop.example", live_for).await;
    let (_, before) = stand.get_packed("/varor").await;
    assert!(!before.html.contains(OUT), "{}", before.html);
    changed(&stand, "update stock_levels set on_hand = 0").await;
    // A page of one's own knows it at once: the card that was kept is another one.
    assert!(stand.get("/varor").await.html.contains(OUT));
    let since = Instant::now();
    while !stand.get_packed("/varor").await.1.html.contains(OUT) {
        assert!(
            since.elapsed() < live_for * 100,
            "a kept page outlives its time"
        );
    }
}
