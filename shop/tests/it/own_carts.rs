//! A customer's cart: the same in every browser, merged at log-in, filled again from an earlier order.

use std::collections::BTreeMap;

use http::StatusCode;

use crate::account::{PASSWORD, ask, link, log_in, member, registered};
use crate::buying::order_path;
use crate::stand::{Mood, Stand};

/// Log-in from a browser with these cookies.
async fn enter(stand: &Stand, jar: BTreeMap<String, String>) {
    stand.take_jar(jar);
    assert_eq!(log_in(stand, PASSWORD).await.location, "/konto");
}

/// How many the customer's open cart holds of an article.
async fn held(stand: &Stand, sku: &str) -> i64 {
    let held = format!(
        "select coalesce(sum(l.quantity), 0)::bigint from cart_lines l join carts c on c.id = l.cart_id join variants v on v.id = l.variant_id
         where c.customer_id is not null and c.state = 'open' and l.removed_at is null and v.sku = '{sku}'"
    );
    stand.world.database.value(held.leak()).await
}

#[tokio::test]
async fn the_cart_is_found_in_another_browser_and_is_gone_from_one_that_is_logged_out() {
    let stand = Stand::new().await;
    stand.add("2").await;
    registered(&stand).await;
    assert!(
        stand
            .get("/varukorg")
            .await
            .html
            .contains("Varukorg, 2 varor")
    );
    let first = stand.jar();
    enter(&stand, BTreeMap::new()).await;
    assert!(
        stand
            .get("/varukorg")
            .await
            .html
            .contains("Varukorg, 2 varor")
    );
    stand.add("1").await;
    let second = stand.jar();
    stand.take_jar(first);
    assert!(
        stand
            .get("/varukorg")
            .await
            .html
            .contains("Varukorg, 3 varor")
    );
    stand.post("/konto/logga-ut", &[]).await;
    let left = stand.get("/varukorg").await.html;
    assert!(left.contains("Varukorgen är tom"), "{left}");
    // What the next person puts in is theirs.
    stand.add("5").await;
    stand.take_jar(second);
    assert!(
        stand
            .get("/varukorg")
            .await
            .html
            .contains("Varukorg, 3 varor")
    );
    let open = "select count(*) from carts where customer_id is not null and state = 'open'";
    assert_eq!(stand.world.database.value::<i64>(open).await, 1);
}

#[tokio::test]
async fn carts_merge_by_the_larger_number_as_far_as_there_is_and_say_so_line_by_line() {
    let stand = Stand::new().await;
    let bowl = stand.world.variant("Skål", 4, 9_900).await;
    let gone = stand.world.variant("Vas", 4, 9_900).await;
    let scarce = stand.world.variant("Fat", 9, 9_900).await;
    registered(&stand).await;
    stand.add("3").await;
    stand.add_of(bowl, "1").await;
    stand.take_jar(BTreeMap::new());
    stand.add("2").await;
    stand.add_of(bowl, "2").await;
    stand.add_of(gone, "1").await;
    stand.add_of(scarce, "5").await;
    let guest = stand.jar();
    for change in [
        "update products set status = 'archived' where code = 'Vas'",
        "update stock_levels set on_hand = 2 where variant_id = (select id from variants where sku = 'Fat')",
    ] {
        stand.world.database.execute(change).await;
    }
    enter(&stand, guest.clone()).await;
    assert_eq!(held(&stand, "Mugg").await, 3);
    assert_eq!(held(&stand, "Skål").await, 2);
    assert_eq!(held(&stand, "Fat").await, 2);
    assert_eq!(held(&stand, "Vas").await, 0);
    let cart = stand.get("/varukorg").await.html;
    for told in [
        "Vi har lagt ihop varukorgen",
        "Mugg fanns i båda. Vi behöll det större antalet, 3 st.",
        "Skål fanns i båda. Vi behöll det större antalet, 2 st.",
        "Fat: det finns färre än du ville ha, 2 st ligger i korgen.",
        "Vas säljs inte längre.",
    ] {
        assert!(cart.contains(told), "{told}: {cart}");
    }
    // Told for a while, and merged once: the guest's cart is no more.
    stand
        .world
        .clock
        .advance(jiff::SignedDuration::from_hours(2));
    assert!(!stand.get("/varukorg").await.html.contains("lagt ihop"));
    enter(&stand, guest).await;
    assert_eq!(held(&stand, "Mugg").await, 3);
}

#[tokio::test]
async fn two_browsers_that_log_in_at_once_end_with_one_cart_that_holds_it_all() {
    let stand = std::sync::Arc::new(Stand::new().await);
    let bowl = stand.world.variant("Skål", 9, 9_900).await;
    registered(&stand).await;
    stand.take_jar(BTreeMap::new());
    stand.add("2").await;
    let first = stand.jar();
    stand.take_jar(BTreeMap::new());
    stand.add_of(bowl, "3").await;
    let second = stand.jar();
    let (one, other) = tokio::join!(
        stand.log_in_with(&first, crate::account::EMAIL, PASSWORD),
        stand.log_in_with(&second, crate::account::EMAIL, PASSWORD)
    );
    assert_eq!((one, other), (StatusCode::SEE_OTHER, StatusCode::SEE_OTHER));
    assert_eq!(held(&stand, "Mugg").await, 2);
    assert_eq!(held(&stand, "Skål").await, 3);
    let open = "select count(*) from carts where customer_id is not null and state = 'open'";
    assert_eq!(stand.world.database.value::<i64>(open).await, 1);
}

#[tokio::test]
async fn nothing_is_put_into_a_cart_that_has_been_merged_away() {
    let stand = member().await;
    stand.add("1").await;
    stand.take_jar(BTreeMap::new());
    stand.add("2").await;
    let guests: uuid::Uuid = stand
        .world
        .database
        .value("select id from carts where customer_id is null")
        .await;
    let guest = stand.jar();
    enter(&stand, guest).await;
    // Another tab had found the guest's cart, and waited for it.
    let mut tx = stand.world.tx().await;
    let lists = [stand.world.list];
    let late = commerce::cart::store::add(
        &mut tx,
        commerce::ids::CartId(guests),
        stand.variant,
        1,
        &lists,
    );
    assert!(matches!(late.await, Err(commerce::cart::LineError::Closed)));
    drop(tx);
    stand.add("1").await;
    assert_eq!(held(&stand, "Mugg").await, 3);
}

#[tokio::test]
async fn two_carts_that_are_both_being_paid_for_stay_apart() {
    let stand = Stand::new().await;
    stand.provider_is(Mood::Waits(None));
    registered(&stand).await;
    stand.add("1").await;
    let form = stand.filled().await;
    stand.buy(&form).await;
    stand.take_jar(BTreeMap::new());
    stand.add("2").await;
    let form = stand.filled().await;
    stand.buy(&form).await;
    let guest = stand.jar();
    enter(&stand, guest).await;
    let lines = "select string_agg(l.quantity::text, ' ' order by l.quantity) from cart_lines l join carts c on c.id = l.cart_id where c.state = 'open'";
    assert_eq!(stand.world.database.value::<String>(lines).await, "1 2");
}

#[tokio::test]
async fn a_cart_from_before_carts_had_owners_is_its_browsers() {
    let stand = Stand::new().await;
    let bowl = stand.world.variant("Skål", 9, 9_900).await;
    registered(&stand).await;
    stand.add("2").await;
    let first = stand.jar();
    stand
        .world
        .database
        .execute("update carts set customer_id = null")
        .await;
    enter(&stand, BTreeMap::new()).await;
    stand.add_of(bowl, "1").await;
    stand.take_jar(first);
    let cart = stand.get("/varukorg").await.html;
    assert!(cart.contains("Varukorg, 3 varor"), "{cart}");
    assert_eq!(
        (held(&stand, "Mugg").await, held(&stand, "Skål").await),
        (2, 1)
    );
}

#[tokio::test]
async fn an_order_is_bought_again_as_far_as_it_can_be_however_often_it_is_sent() {
    let stand = Stand::new().await;
    let bowl = stand.world.variant("Skål", 4, 9_900).await;
    registered(&stand).await;
    stand.add("2").await;
    stand.add_of(bowl, "3").await;
    let form = stand.filled().await;
    stand.buy(&form).await;
    let number: String = stand
        .world
        .database
        .value("select number from orders")
        .await;
    let again = format!("/konto/bestallningar/{number}/igen");
    assert_eq!(
        stand.post(&again, &[]).await.status,
        StatusCode::NOT_FOUND,
        "what is not paid is no purchase"
    );
    stand.provider_is(Mood::Pays);
    stand
        .get(&format!("{}/ater", order_path(&stand).await))
        .await;
    let list = stand.get("/konto/bestallningar").await.html;
    assert!(list.contains(&format!("action=\"{again}\"")), "{list}");
    for _ in 0..2 {
        assert_eq!(stand.post(&again, &[]).await.location, "/varukorg");
    }
    assert_eq!(held(&stand, "Mugg").await, 2);
    // One bowl is left of four, and nobody else's order can be bought again.
    assert_eq!(held(&stand, "Skål").await, 1);
    let cart = stand.get("/varukorg").await.html;
    assert!(cart.contains("Allt gick inte att beställa igen"), "{cart}");
    assert!(
        cart.contains("Skål: det finns färre än du ville ha, 1 st"),
        "{cart}"
    );
    assert!(!cart.contains("Mugg: "));
    stand.take_jar(BTreeMap::new());
    ask(&stand, "/konto/skapa", "maja@exempel.se").await;
    stand
        .post(&link(&stand).await, &[("name", "Maja Ek")])
        .await;
    assert_eq!(stand.post(&again, &[]).await.status, StatusCode::NOT_FOUND);
}
