//! Carts: what may be put in, and what is told when it may not.

use commerce::cart::store::{add, remove_expired, restore, set_quantity};
use commerce::cart::{LineError, Placed};
use commerce::ids::{CartId, VariantId};
use testkit::World;

async fn lines(world: &World, cart: CartId) -> commerce::cart::Cart {
    let mut conn = world.db.read().await.unwrap();
    world.contents(&mut conn, cart, "en").await
}

#[tokio::test]
async fn more_than_there_is_becomes_what_there_is() {
    let world = World::create().await;
    let mug = world.variant("MUG", 3, 24_900).await;
    let cart = world.cart(&[(mug, 2)]).await;
    let mut tx = world.tx().await;
    assert_eq!(
        add(&mut tx, cart, mug, 5, &[world.list]).await.unwrap(),
        Placed::Reduced { to: 3 }
    );
    tx.commit().await.unwrap();
    assert_eq!(lines(&world, cart).await.lines[0].quantity, 3);
}

#[tokio::test]
async fn what_is_not_for_sale_is_refused() {
    let world = World::create().await;
    let mug = world.variant("MUG", 0, 24_900).await;
    let cart = world.cart(&[]).await;
    let mut tx = world.tx().await;
    assert_eq!(
        add(&mut tx, cart, mug, 1, &[world.list]).await.unwrap(),
        Placed::SoldOut
    );
    assert!(matches!(
        add(&mut tx, cart, VariantId::generate(), 1, &[world.list]).await,
        Err(LineError::NotForSale)
    ));
    assert!(matches!(
        add(&mut tx, cart, mug, 1, &[]).await,
        Err(LineError::NotForSale)
    ));
    for wrong in [0, -1, i32::MIN, i32::MAX, 10_000] {
        assert!(
            matches!(
                add(&mut tx, cart, mug, wrong, &[world.list]).await,
                Err(LineError::Quantity { min: 1, max: 9_999 })
            ),
            "{wrong}"
        );
    }
    assert!(matches!(
        add(&mut tx, CartId::generate(), mug, 1, &[world.list]).await,
        Err(LineError::Closed)
    ));
}

#[tokio::test]
async fn a_removed_line_can_be_put_back_for_a_while() {
    let world = World::create().await;
    let mug = world.variant("MUG", 9, 24_900).await;
    let cart = world.cart(&[(mug, 4)]).await;
    let line = lines(&world, cart).await.lines[0].id;
    let mut tx = world.tx().await;
    set_quantity(&mut tx, cart, line, 0, &[world.list])
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let after = lines(&world, cart).await;
    assert_eq!((after.lines.len(), after.removed.len()), (0, 1));
    let mut tx = world.tx().await;
    restore(&mut tx, cart, line).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(lines(&world, cart).await.lines[0].quantity, 4);
    // Somebody else's line is not there.
    let other = world.cart(&[(mug, 1)]).await;
    let mut tx = world.tx().await;
    assert!(matches!(
        set_quantity(&mut tx, other, line, 2, &[world.list]).await,
        Err(LineError::NotForSale)
    ));
    assert!(matches!(
        restore(&mut tx, other, line).await,
        Err(LineError::NotForSale)
    ));
}

#[tokio::test]
async fn a_forgotten_cart_goes_after_thirty_days_unless_it_was_ordered() {
    let world = World::create().await;
    let mug = world.variant("MUG", 9, 24_900).await;
    world.cart(&[(mug, 1)]).await;
    let ordered = world.cart(&[(mug, 1)]).await;
    let confirmation = world.confirmation(ordered).await;
    let mut tx = world.tx().await;
    commerce::checkout::prepare::prepare(&mut tx, &confirmation)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    world
        .clock
        .advance(jiff::SignedDuration::from_hours(31 * 24));
    let mut tx = world.tx().await;
    assert_eq!(remove_expired(&mut tx, 100).await.unwrap(), 1);
    assert_eq!(remove_expired(&mut tx, 100).await.unwrap(), 0);
}

#[tokio::test]
async fn a_price_without_vat_is_not_told_as_a_change() {
    let world = World::create().await;
    world
        .database
        .execute("update price_lists set includes_vat = false")
        .await;
    let mug = world.variant("MUG", 30, 10_000).await;
    let cart = world.cart(&[(mug, 2)]).await;
    let line = lines(&world, cart).await.lines.remove(0);
    assert_eq!(line.unit_price.unwrap().rounded_minor(), 12_500);
    assert_eq!(line.unit_price, Some(line.seen_price));
}

#[tokio::test]
async fn a_price_that_depends_on_the_number_is_no_news_and_one_that_moved_is() {
    let world = World::create().await;
    let mug = world.variant("MUG", 30, 10_000).await;
    world
        .database
        .execute("insert into prices (id, price_list_id, variant_id, min_quantity, unit_price_e4, valid_from, created_at, created_by)
                  select gen_random_uuid(), price_list_id, variant_id, 10, 80000000, valid_from, created_at, created_by from prices")
        .await;
    let cart = world.cart(&[(mug, 12)]).await;
    let line = lines(&world, cart).await.lines.remove(0);
    assert_eq!(line.unit_price.unwrap().rounded_minor(), 8_000);
    assert_eq!(line.unit_price, Some(line.seen_price), "put in at once");
    let mut tx = world.tx().await;
    set_quantity(&mut tx, cart, line.id, 2, &[world.list])
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let line = lines(&world, cart).await.lines.remove(0);
    assert_eq!(line.unit_price.unwrap().rounded_minor(), 10_000);
    assert_eq!(line.unit_price, Some(line.seen_price), "changed by hand");
    // A price that the merchant moved is told, also when the number is changed before it has been seen.
    world.clock.advance(jiff::SignedDuration::from_mins(1));
    world.set_price(mug, 11_000).await;
    let mut tx = world.tx().await;
    set_quantity(&mut tx, cart, line.id, 3, &[world.list])
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let line = lines(&world, cart).await.lines.remove(0);
    assert_eq!(line.unit_price.unwrap().rounded_minor(), 11_000);
    assert_eq!(line.seen_price.rounded_minor(), 10_000);
}

#[tokio::test]
async fn a_cart_lives_thirty_days_from_its_last_change() {
    let world = World::create().await;
    let mug = world.variant("MUG", 30, 10_000).await;
    let cart = world.cart(&[(mug, 1)]).await;
    let days = |days: i64| jiff::SignedDuration::from_hours(24 * days);
    world.clock.advance(days(29));
    let mut tx = world.tx().await;
    add(&mut tx, cart, mug, 1, &[world.list]).await.unwrap();
    tx.commit().await.unwrap();
    for (later, gone) in [(29, 0), (2, 1)] {
        world.clock.advance(days(later));
        let mut tx = world.tx().await;
        assert_eq!(remove_expired(&mut tx, 10).await.unwrap(), gone);
        tx.commit().await.unwrap();
    }
}
