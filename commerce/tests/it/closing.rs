//! A cart that changes while its order is paid: what was ordered goes, the rest stays with whoever holds the secret.

use commerce::cart::listing::{contents, open_cart};
use commerce::cart::store::{add, set_quantity};
use commerce::cart::{Cart, LineError};
use commerce::ids::{CartId, VariantId};
use commerce::payment::settle::Settled;
use testkit::World;

use crate::checkout::{captured, say, waiting};

/// A cart with so many mugs, and its secret's hash.
async fn cart(world: &World, mug: VariantId, pieces: i32) -> (CartId, Vec<u8>) {
    let cart = world.cart(&[(mug, pieces)]).await;
    let hash = world
        .database
        .value::<Vec<u8>>("select token_hash from carts order by created_at desc, id desc limit 1")
        .await;
    (cart, hash)
}

/// What the holder of the secret has in their cart now.
async fn held(world: &World, hash: &[u8]) -> Option<Cart> {
    let now = world.clock.now();
    let mut conn = world.db.read().await.unwrap();
    let head = open_cart(&mut conn, hash, now).await.unwrap()?;
    let cart = contents(
        &mut conn,
        &head,
        &[world.list],
        "sv",
        &commerce::pricing::vat::Treatment::at_home("SE"),
        now,
    )
    .await;
    Some(cart.unwrap())
}

fn skus(cart: &Cart) -> Vec<(&str, i32)> {
    cart.lines
        .iter()
        .map(|line| (line.sku.as_str(), line.quantity))
        .collect()
}

#[tokio::test]
async fn a_cart_that_did_not_change_is_closed_whole() {
    let world = World::create().await;
    let mug = world.variant("MUG", 9, 24_900).await;
    let (cart, hash) = cart(&world, mug, 2).await;
    let (_, payment) = waiting(&world, cart).await;
    say(&world, &payment, &captured(payment.amount_minor)).await;
    assert!(held(&world, &hash).await.is_none());
    assert_eq!(
        world
            .database
            .value::<i64>("select count(*) from carts")
            .await,
        1
    );
}

#[tokio::test]
async fn what_was_added_while_paying_stays_with_the_shopper() {
    let world = World::create().await;
    let (mug, bowl) = (
        world.variant("MUG", 9, 24_900).await,
        world.variant("BOWL", 9, 10_000).await,
    );
    let (cart, hash) = cart(&world, mug, 2).await;
    let (_, payment) = waiting(&world, cart).await;
    let mut tx = world.tx().await;
    add(&mut tx, cart, bowl, 3, &[world.list]).await.unwrap();
    add(&mut tx, cart, mug, 1, &[world.list]).await.unwrap();
    tx.commit().await.unwrap();
    for _ in 0..2 {
        assert_eq!(
            say(&world, &payment, &captured(payment.amount_minor)).await,
            Settled::Placed
        );
    }
    let rest = held(&world, &hash).await.unwrap();
    assert_ne!(rest.id, cart);
    assert_eq!(skus(&rest), [("BOWL", 3), ("MUG", 1)]);
    // It is a cart like any other, and can be ordered.
    let (_, second) = waiting(&world, rest.id).await;
    assert_eq!(second.amount_minor, 3 * 10_000 + 24_900 + 5_900);
    assert_eq!(
        say(&world, &second, &captured(second.amount_minor)).await,
        Settled::Placed
    );
    assert!(held(&world, &hash).await.is_none());
}

#[tokio::test]
async fn fewer_or_none_of_what_was_ordered_leaves_nothing() {
    let world = World::create().await;
    let (mug, bowl) = (
        world.variant("MUG", 9, 24_900).await,
        world.variant("BOWL", 9, 10_000).await,
    );
    let (cart, hash) = cart(&world, mug, 3).await;
    let (_, payment) = waiting(&world, cart).await;
    let line = held(&world, &hash).await.unwrap().lines[0].id;
    let mut tx = world.tx().await;
    set_quantity(&mut tx, cart, line, 1, &[world.list])
        .await
        .unwrap();
    // A bowl that was put in and taken out again is no reason for a cart.
    add(&mut tx, cart, bowl, 1, &[world.list]).await.unwrap();
    tx.commit().await.unwrap();
    let bowls = held(&world, &hash).await.unwrap().lines[1].id;
    let mut tx = world.tx().await;
    set_quantity(&mut tx, cart, bowls, 0, &[world.list])
        .await
        .unwrap();
    tx.commit().await.unwrap();
    say(&world, &payment, &captured(payment.amount_minor)).await;
    assert!(held(&world, &hash).await.is_none());
}

#[tokio::test]
async fn a_change_that_races_the_settlement_is_kept_or_refused_never_lost() {
    let world = World::create().await;
    let (mug, bowl) = (
        world.variant("MUG", 100, 24_900).await,
        world.variant("BOWL", 100, 10_000).await,
    );
    for _ in 0..12 {
        let (cart, hash) = cart(&world, mug, 1).await;
        let (_, payment) = waiting(&world, cart).await;
        let paid = captured(payment.amount_minor);
        let adding = async {
            let mut tx = world.tx().await;
            let added = add(&mut tx, cart, bowl, 1, &[world.list]).await;
            if added.is_ok() {
                tx.commit().await.unwrap();
            }
            added
        };
        let (settled, added) = tokio::join!(say(&world, &payment, &paid), adding);
        assert_eq!(settled, Settled::Placed);
        let rest = held(&world, &hash).await;
        match added {
            Ok(_) => assert_eq!(skus(&rest.unwrap()), [("BOWL", 1)]),
            Err(LineError::Closed) => assert!(rest.is_none()),
            Err(error) => panic!("{error}"),
        }
    }
}
