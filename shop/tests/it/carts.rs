//! The cart's life: how long it lives, what it says when it refuses, and what becomes of it while its order is paid.

use std::time::Duration;

use axum::body::Body;
use commerce::ids::CartId;
use commerce::locks::lock_cart;
use http::{Request, StatusCode, header};
use platform::web::layers::Patience;

use crate::buying::order_path;
use crate::stand::{Mood, Stand};

const MONTH: &str = "Max-Age=2592000";

/// The address of the cart's first line.
async fn line(stand: &Stand) -> String {
    let cart = stand.get("/varukorg").await.html;
    let (_, rest) = cart.split_once("action=\"/varukorg/rad/").expect("a line");
    format!("/varukorg/rad/{}", rest.split('"').next().unwrap())
}

fn cookie(stand: &Stand) -> Option<String> {
    stand.cookie_line.lock().unwrap().take()
}

#[tokio::test]
async fn the_cookie_lives_thirty_days_from_each_change() {
    let stand = Stand::new().await;
    stand.add("1").await;
    let first = cookie(&stand).expect("a cookie");
    assert!(first.contains(MONTH), "{first}");
    let days = |days: i64| jiff::SignedDuration::from_hours(24 * days);
    stand.world.clock.advance(days(29));
    let line = line(&stand).await;
    assert!(cookie(&stand).is_none(), "a look changes nothing");
    stand.post(&line, &[("set", "2")]).await;
    assert_eq!(cookie(&stand).as_deref(), Some(first.as_str()));
    stand.add("1").await;
    assert_eq!(cookie(&stand).as_deref(), Some(first.as_str()));
    stand.world.clock.advance(days(29));
    let cart = stand.get("/varukorg").await.html;
    assert!(cart.contains("Varukorg, 3 varor"), "{cart}");
    stand.world.clock.advance(days(2));
    let cart = stand.get("/varukorg").await.html;
    assert!(cart.contains("Varukorgen är tom"));
}

#[tokio::test]
async fn a_quantity_that_cannot_be_is_said_and_changes_nothing() {
    let stand = Stand::new().await;
    stand.add("2").await;
    let line = line(&stand).await;
    for wrong in ["-1", "10000", "99999999999", "1.5", "nonsense"] {
        let refused = stand.post(&line, &[("quantity", wrong)]).await;
        assert_eq!(
            (refused.status, refused.location.as_str()),
            (StatusCode::SEE_OTHER, "/varukorg?refused=quantity"),
            "{wrong}"
        );
        let cart = stand.get(&refused.location).await.html;
        assert!(cart.contains("Antalet ändrades inte."), "{wrong}: {cart}");
        assert!(cart.contains("498\u{a0}kr"), "{wrong}");
    }
    let smallest = "update variants set min_quantity = 2";
    stand.world.database.execute(smallest).await;
    let refused = stand.post(&line, &[("quantity", "1")]).await;
    assert_eq!(refused.location, "/varukorg?refused=quantity");
    // Words that are not ours are not shown.
    let cart = stand.get("/varukorg?refused=%3Cb%3E").await.html;
    assert!(!cart.contains("note--warn\" role=\"alert\""));
}

#[tokio::test]
async fn a_full_cart_says_that_it_is_full() {
    let stand = Stand::new().await;
    stand.add("1").await;
    let more = stand.world.variant("Fat", 9, 10_000).await;
    let fill = "with made as (insert into products (id, code, vat_class, created_at, updated_at)
                    select gen_random_uuid(), 'f' || n, 'standard', now(), now() from generate_series(1, 999) n returning id),
                sold as (insert into variants (id, product_id, sku, is_main, weight_g, created_at, updated_at)
                    select gen_random_uuid(), id, id::text, true, 1, now(), now() from made returning id)
                insert into cart_lines (id, cart_id, variant_id, quantity, seen_price_e4, added_at)
                select gen_random_uuid(), (select id from carts), id, 1, 0, now() from sold";
    stand.world.database.execute(fill).await;
    let refused = stand.add_of(more, "1").await;
    assert_eq!(refused.location, "/produkt/mugg?refused=full");
    let page = stand.get(&refused.location).await.html;
    assert!(page.contains("Varukorgen är full."), "{page}");
    assert!(!page.contains("Så många finns inte"));
    let cart = stand.get("/varukorg?refused=full").await.html;
    assert!(cart.contains("Varan fick inte plats."));
}

#[tokio::test]
async fn what_is_put_in_while_paying_is_there_afterwards() {
    let stand = Stand::new().await;
    let bowl = stand.world.variant("Skål", 9, 10_000).await;
    stand.add("1").await;
    let fields = stand.filled().await;
    stand.buy(&fields).await;
    stand.add_of(bowl, "2").await;
    stand.provider_is(Mood::Pays);
    let order = order_path(&stand).await;
    stand.get(&format!("{order}/ater")).await;
    assert!(stand.get(&order).await.html.contains("Tack, Elin."));
    let cart = stand.get("/varukorg").await.html;
    assert!(
        cart.contains("Skål") && cart.contains("Varukorg, 2 varor"),
        "{cart}"
    );
    assert_eq!(cart.matches("<li class=\"row\">").count(), 1, "{cart}");
    // The old form from another tab buys nothing of it.
    let stale = stand.buy(&fields).await;
    assert_eq!(stale.status, StatusCode::CONFLICT);
    assert_eq!(stand.asked().len(), 1);
}

#[tokio::test]
async fn whoever_waits_in_vain_gets_the_shops_own_page() {
    let stand = Stand::new().await;
    stand.add("1").await;
    let database = &stand.world.database;
    let cart = CartId(database.value("select id from carts").await);
    let mut tx = stand.world.tx().await;
    assert!(lock_cart(&mut tx, cart).await.unwrap().is_some());
    for (path, words) in [
        ("/varukorg/lagg-till", "Butiken hinner inte med"),
        ("/en/cart/add", "The shop cannot keep up"),
    ] {
        let request = Request::post(path)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header("sec-fetch-site", "same-origin")
            .extension(Patience(Duration::from_millis(50)));
        let body = format!("variant={}&quantity=1&back=/produkt/mugg", stand.variant);
        let page = stand.send(request, Body::from(body)).await;
        assert_eq!(page.status, StatusCode::SERVICE_UNAVAILABLE, "{path}");
        assert!(
            page.html.contains(words) && page.html.contains("</footer>"),
            "{}",
            page.html
        );
    }
    drop(tx);
    assert_eq!(stand.add("1").await.location, "/varukorg");
}

#[tokio::test]
async fn what_is_put_in_at_the_moment_of_settlement_is_there_afterwards() {
    let stand = Stand::new().await;
    let bowl = stand.world.variant("Skål", 99, 10_000).await;
    let stock = "update stock_levels set on_hand = 99";
    stand.world.database.execute(stock).await;
    for _ in 0..8 {
        stand.provider_is(Mood::Waits(None));
        stand.add("1").await;
        let fields = stand.filled().await;
        let sent = stand.buy(&fields).await;
        assert!(
            sent.location.starts_with("https://pay.example/"),
            "{}",
            sent.html
        );
        stand.provider_is(Mood::Pays);
        let back = format!("{}/ater", order_path(&stand).await);
        let (added, _) = tokio::join!(stand.add_of(bowl, "1"), stand.get(&back));
        assert_eq!(added.location, "/varukorg");
        let cart = stand.get("/varukorg").await.html;
        assert!(cart.contains("Skål"), "{cart}");
        assert_eq!(cart.matches("<li class=\"row\">").count(), 1, "{cart}");
        stand.world.database.execute("delete from cart_lines where cart_id in (select id from carts where state = 'open')").await;
    }
}
