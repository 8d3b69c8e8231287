//! How many questions a page asks the database: each costs more than its answer, so no page is to ask one more without anybody noticing.

use http::StatusCode;

use crate::buying::order_path;
use crate::stand::{Counting, Mood, Stand};

/// The statements of a page that has been shown before, so that what the process keeps for seconds is at hand.
async fn of_page(counting: &Counting, path: &str) -> i64 {
    let warm = counting.stand.get(path).await;
    assert_eq!(warm.status, StatusCode::OK, "{path}");
    let before = counting.asked().await;
    assert_eq!(counting.stand.get(path).await.status, StatusCode::OK);
    counting.asked().await - before
}

#[tokio::test]
async fn a_guests_pages_ask_few_questions() {
    let counting = Stand::new().await.counting().await;
    for (path, asked) in [
        // The product with all that belongs to it and goes with it, and its prices.
        ("/produkt/mugg", 2),
        ("/en/product/mugg", 2),
        // A list that nobody has narrowed.
        ("/varor", 1),
        ("/varor?sort=dearest", 1),
        // The words, what matches them, and, as so little does, what they are a part of.
        ("/sok?q=mugg", 3),
        ("/", 0),
    ] {
        assert_eq!(of_page(&counting, path).await, asked, "{path}");
    }
}

#[tokio::test]
async fn goods_come_into_the_cart_with_few_questions() {
    let counting = Stand::new().await.counting().await;
    counting.stand.get("/produkt/mugg").await;
    let before = counting.asked().await;
    let added = counting.stand.add("1").await;
    assert_eq!(
        (added.status, added.location.as_str()),
        (StatusCode::SEE_OTHER, "/varukorg")
    );
    let first = counting.asked().await;
    // What is put in, its price, and the cart with its line.
    assert_eq!(first - before, 3);
    assert_eq!(counting.stand.add("1").await.status, StatusCode::SEE_OTHER);
    // The cart by its cookie, its lock, what is put in, its price, the line, and the cart's new date.
    assert_eq!(counting.asked().await - first, 6);
    let shown = counting.stand.get("/varukorg").await.html;
    assert!(
        shown.contains("class=\"bag-n\" aria-hidden=\"true\">2<"),
        "{shown}"
    );
    // Whoever has a cart is shown how much is in it, by one question more.
    assert_eq!(of_page(&counting, "/produkt/mugg").await, 3);
}

/// Bounds, not figures: what is bought, by whom and how paid adds a question here and there.
#[tokio::test]
async fn goods_are_bought_with_few_questions() {
    let counting = Stand::new().await.counting().await;
    let stand = &counting.stand;
    stand.provider_is(Mood::Pays);
    stand.add("1").await;
    let fields = stand.filled().await;
    let before = counting.asked().await;
    assert_eq!(stand.buy(&fields).await.status, StatusCode::SEE_OTHER);
    let order = order_path(stand).await;
    let back = stand.get(&format!("{order}/ater")).await;
    assert_eq!(back.location, order);
    let bought = counting.asked().await - before;
    assert!(bought <= 82, "{bought}");
    // What few orders have is asked for by one question together.
    let shown = of_page(&counting, &order).await;
    assert!(shown <= 11, "{shown}");
}

#[tokio::test]
async fn what_cannot_be_had_opens_no_cart() {
    let stand = Stand::new().await;
    let gone = stand.world.variant("Fat", 0, 9_900).await;
    let refused = stand.add_of(gone, "1").await;
    assert_eq!(refused.location, "/produkt/mugg?refused=stock");
    let carts: i64 = stand
        .world
        .database
        .value("select count(*) from carts")
        .await;
    assert_eq!(carts, 0);
    assert!(stand.jar().is_empty(), "nothing is to be remembered");
}
