//! Everybody at once, against the running program (issue 2, section 6): what is scarce is sold once, and what is sent often is bought once.

use std::sync::Arc;
use std::time::{Duration, Instant};

use commerce::catalogue::address::{Kind, set_free_slug};
use commerce::catalogue::storefront::mark_variants_dirty;
use commerce::ids::VariantId;
use commerce::inventory::listing::levels_off_ledger;
use reqwest::StatusCode;
use testkit::World;
use tokio::sync::Barrier;
use tokio::task::JoinSet;
use uuid::Uuid;

use crate::installation::Installation;
use crate::shopper::{Bought, Shopper};

const BUYERS: usize = 200;
const PIECES: i64 = 50;
const TABS: usize = 50;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_hundred_buyers_share_fifty_pieces() {
    let place = Installation::new();
    let torg = place.start();
    let world = place.furnish().await;
    let vase = world.variant("VAS", PIECES, 89_900).await;
    let scarce = vase.to_string();
    let mut onlooker = Shopper::new(&place.shop, "nyfiken");
    list(&world, vase).await;
    says(&mut onlooker, "/varor", "/produkt/vas").await;
    assert!(!onlooker.get("/varor").await.body.contains("card--out"));

    let (ready, mut buyers) = (Arc::new(Barrier::new(BUYERS)), JoinSet::new());
    for number in 0..BUYERS {
        let (shop, scarce, ready) = (place.shop.clone(), scarce.clone(), Arc::clone(&ready));
        buyers.spawn(async move {
            let mut shopper = Shopper::new(&shop, &format!("kund-{number}"));
            shopper.add(&scarce, 1).await;
            let form = shopper
                .checkout_form()
                .await
                .expect("all have seen it in stock");
            ready.wait().await;
            let page = shopper.post("/kassa", &form).await;
            if page.status == StatusCode::CONFLICT {
                return Bought::Short;
            }
            assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.body);
            let back = shopper.choose(&page.location.unwrap(), "approve").await;
            shopper.come_back(&back).await
        });
    }
    let bought = buyers.join_all().await;
    let seen = bought.iter().filter(|how| **how == Bought::Seen).count();
    let short = bought.iter().filter(|how| **how == Bought::Short).count();
    assert_eq!(
        (seen, short),
        (50, BUYERS - 50),
        "paid, and told that it is gone"
    );

    assert_eq!(place.charges().len(), 50);
    assert_eq!(
        counters(&world).await,
        (50, 0, 50, 50),
        "on hand, reserved, allocated; orders"
    );
    let none: i64 = world
        .database
        .value("select count(*) from orders where state <> 'placed'")
        .await;
    assert_eq!(none, 0, "who came too late has no order");
    // Who only looks is told so, too.
    says(&mut onlooker, "/varor", "card--out").await;
    assert!(torg.end_by("TERM").success());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_same_cart_sent_fifty_times_at_once_is_one_order_and_one_charge() {
    let place = Installation::new();
    let torg = place.start();
    let world = place.furnish().await;
    let mug = world.variant("MUGG", 100, 24_900).await.to_string();
    let mut shopper = Shopper::new(&place.shop, "elin");
    shopper.add(&mug, 2).await;
    let form = Arc::new(shopper.checkout_form().await.unwrap());

    let (ready, mut tabs) = (Arc::new(Barrier::new(TABS)), JoinSet::new());
    for _ in 0..TABS {
        let (mut tab, form, ready) = (shopper.another_tab(), Arc::clone(&form), Arc::clone(&ready));
        tabs.spawn(async move {
            ready.wait().await;
            let page = tab.post("/kassa", &form).await;
            assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.body);
            let payment_page = page.location.unwrap();
            // Nobody pays before all have been sent.
            ready.wait().await;
            let order = tab.choose(&payment_page, "approve").await;
            tab.come_back(&order).await;
            payment_page
        });
    }
    let mut pages = tabs.join_all().await;
    pages.sort();
    pages.dedup();
    assert_eq!(pages.len(), 1, "one payment page: {pages:?}");
    assert_eq!(place.charges().len(), 1);
    assert_eq!(
        place.charges()[0].1,
        2 * 24_900 + 5_900,
        "goods and freight"
    );
    assert_eq!(counters(&world).await, (100, 0, 2, 1));
    assert!(torg.end_by("TERM").success());
}

/// Gives a product its addresses and has it put into the lists, as publishing does.
async fn list(world: &World, variant: VariantId) {
    let product: Uuid = world
        .database
        .value("select product_id from variants limit 1")
        .await;
    let mut tx = world.tx().await;
    for locale in ["sv", "en"] {
        set_free_slug(&mut tx, Kind::Product, product, locale, "vas")
            .await
            .unwrap();
    }
    mark_variants_dirty(&mut tx, &[variant]).await.unwrap();
    tx.commit().await.unwrap();
}

/// Looks at a page until it says something that follows from what was done.
async fn says(shopper: &mut Shopper, path: &str, words: &str) {
    let until = Instant::now() + Duration::from_secs(60);
    while !shopper.get(path).await.body.contains(words) {
        assert!(Instant::now() < until, "{path} does not say {words}");
    }
}

/// Pieces on hand, reserved and allocated, and how many orders there are; the counters equal their ledger.
async fn counters(world: &World) -> (i64, i64, i64, i64) {
    let mut conn = world.db.read().await.unwrap();
    assert_eq!(levels_off_ledger(&mut conn).await.unwrap(), []);
    let database = &world.database;
    (
        database
            .value("select sum(on_hand)::bigint from stock_levels")
            .await,
        database
            .value("select sum(reserved)::bigint from stock_levels")
            .await,
        database
            .value("select sum(allocated)::bigint from stock_levels")
            .await,
        database.value("select count(*) from orders").await,
    )
}
