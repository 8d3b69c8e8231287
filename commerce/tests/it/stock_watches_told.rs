//! Telling those who wait, in turn and once.

use commerce::catalogue::storefront::{mark_dirty, mark_variants_dirty};
use commerce::ids::ProductId;
use commerce::inventory::Wanted;
use commerce::inventory::store::{release, reserve};
use commerce::stock_watch::tell::{Place, ROUND, reconcile, tell_some};
use commerce::stock_watch::{WatchState, find};
use jiff::SignedDuration;
use testkit::World;

use crate::stock_watches::{
    asks, comes_in, latest, proves, refreshed, tells, told, waiting, waits,
};

#[tokio::test]
async fn those_who_have_waited_longest_are_told_first_in_rounds_that_fit_the_pieces() {
    let world = World::create().await;
    let variant = world.variant("MUG", 0, 24_900).await;
    let mut line = Vec::new();
    for n in 0..25 {
        line.push(waits(&world, &format!("kund{n}@exempel.se"), variant).await);
        world.clock.advance(SignedDuration::from_secs(1));
    }
    assert_eq!(tells(&world).await, 0, "nothing is back");
    comes_in(&world, variant, 3).await;
    let job = "select count(*) from jobs where name = 'commerce.tell-watchers'";
    assert_eq!(world.database.value::<i64>(job).await, 1);
    assert_eq!(tells(&world).await, 10);
    let mut conn = world.db.read().await.unwrap();
    for (n, id) in line.iter().enumerate() {
        let state = find(&mut conn, *id).await.unwrap().unwrap().state;
        let expected = if n < 10 {
            WatchState::Told
        } else {
            WatchState::Waiting
        };
        assert_eq!(state, expected, "{n}");
    }
    drop(conn);
    assert_eq!(waiting(&world).await, 15);
    // The next wait for their turn, and other changes do not hurry it.
    comes_in(&world, variant, 2).await;
    assert_eq!(tells(&world).await, 10);
    world.clock.advance(ROUND);
    assert_eq!(tells(&world).await, 20);
    // It has sold out meanwhile: the last go on waiting.
    comes_in(&world, variant, 0).await;
    world.clock.advance(ROUND);
    assert_eq!(tells(&world).await, 20);
    // There is enough for everybody.
    comes_in(&world, variant, 1_000).await;
    assert_eq!(tells(&world).await, 25);
    assert_eq!(waiting(&world).await, 0);
    world.clock.advance(ROUND);
    comes_in(&world, variant, 2_000).await;
    assert_eq!(tells(&world).await, 25, "each is told once");
}

#[tokio::test]
async fn two_who_tell_at_once_and_one_who_is_killed_tell_each_once() {
    let world = World::create().await;
    let variant = world.variant("MUG", 0, 24_900).await;
    for n in 0..12 {
        waits(&world, &format!("kund{n}@exempel.se"), variant).await;
    }
    comes_in(&world, variant, 100).await;
    // Killed before it was done: as if nothing had been told.
    let mut killed = world.tx().await;
    assert!(tell_some(&mut killed).await.unwrap());
    drop(killed);
    // Its turn is free when its connection has been put back; whoever looks sooner passes it over.
    let free = "select id from watched_variants for update";
    world.database.execute(free).await;
    assert_eq!(told(&world).await, 0);
    let (mut one, mut other) = (world.tx().await, world.tx().await);
    assert!(tell_some(&mut one).await.unwrap());
    assert!(!tell_some(&mut other).await.unwrap(), "somebody else tells");
    // Whoever ends their watch meanwhile waits until it is told, and stays told.
    one.commit().await.unwrap();
    other.commit().await.unwrap();
    assert_eq!(tells(&world).await, 12);
}

#[tokio::test]
async fn a_hold_that_is_let_go_and_a_publication_bring_it_back_as_goods_do() {
    let world = World::create().await;
    let variant = world.variant("MUG", 1, 24_900).await;
    let order = commerce::ids::OrderId::generate();
    let wanted = [Wanted {
        variant_id: variant,
        quantity: 1,
    }];
    let mut tx = world.tx().await;
    let until = tx.now().plus(SignedDuration::from_mins(30));
    reserve(&mut tx, order, &wanted, until).await.unwrap();
    tx.commit().await.unwrap();
    waits(&world, "elin@exempel.se", variant).await;
    assert_eq!(tells(&world).await, 0);
    let mut tx = world.tx().await;
    release(&mut tx, order).await.unwrap();
    mark_variants_dirty(&mut tx, &[variant]).await.unwrap();
    tx.commit().await.unwrap();
    refreshed(&world).await;
    assert_eq!(tells(&world).await, 1);
    // Sold again, watched, taken out of the shop, and goods come while it is.
    comes_in(&world, variant, 0).await;
    waits(&world, "maja@exempel.se", variant).await;
    let product = ProductId(
        world
            .database
            .value("select product_id from variants limit 1")
            .await,
    );
    world.unpublish_from(world.clock.now()).await;
    comes_in(&world, variant, 5).await;
    assert_eq!(tells(&world).await, 1, "the shop does not show it");
    world
        .database
        .execute("update product_publications set published_to = null")
        .await;
    let mut tx = world.tx().await;
    mark_dirty(&mut tx, &[product]).await.unwrap();
    tx.commit().await.unwrap();
    refreshed(&world).await;
    assert_eq!(tells(&world).await, 2);
}

#[tokio::test]
async fn what_came_back_while_the_mail_lay_unread_is_told_and_what_nobody_noted_is_found() {
    let world = World::create().await;
    let variant = world.variant("MUG", 0, 24_900).await;
    asks(&world, "elin@exempel.se", variant).await;
    comes_in(&world, variant, 5).await;
    proves(&world, latest(&world).await).await;
    assert_eq!(tells(&world).await, 1);
    comes_in(&world, variant, 0).await;
    waits(&world, "maja@exempel.se", variant).await;
    // Goods of which no list has heard.
    world
        .database
        .execute("update stock_levels set on_hand = 5")
        .await;
    assert_eq!(tells(&world).await, 1);
    let mut tx = world.tx().await;
    assert!(
        reconcile(&mut tx, Place::default(), 10)
            .await
            .unwrap()
            .is_some()
    );
    tx.commit().await.unwrap();
    assert_eq!(tells(&world).await, 2);
}

#[tokio::test]
async fn all_that_is_watched_is_looked_through_a_few_at_a_time_and_what_was_found_stays_found() {
    let world = World::create().await;
    for n in 0..5 {
        let variant = world.variant(&format!("MUG-{n}"), 0, 24_900).await;
        waits(&world, "elin@exempel.se", variant).await;
    }
    // Goods of which no list has heard.
    world
        .database
        .execute("update stock_levels set on_hand = 5")
        .await;
    let due = "select count(*) from watched_variants where tell_at is not null";
    let mut place = Place::default();
    for found in [2, 4, 5] {
        let mut tx = world.tx().await;
        place = reconcile(&mut tx, place, 2).await.unwrap().unwrap();
        tx.commit().await.unwrap();
        assert_eq!(world.database.value::<i64>(due).await, found);
        // One that is killed on its way has found nothing more, and taken nothing back.
        let mut killed = world.tx().await;
        reconcile(&mut killed, place, 2).await.unwrap();
        drop(killed);
        assert_eq!(world.database.value::<i64>(due).await, found);
    }
    let mut tx = world.tx().await;
    assert_eq!(reconcile(&mut tx, place, 2).await.unwrap(), None);
    tx.commit().await.unwrap();
    assert_eq!(tells(&world).await, 5);
}
