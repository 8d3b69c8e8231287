//! Goods in two places: what is bought, sent, called off and taken back is counted where it lies.

use commerce::catalogue::admin_listing::{ProductFilter, products, variants};
use commerce::checkout::prepare::{PrepareError, Prepared, prepare};
use commerce::ids::VariantId;
use commerce::inventory::store::{Balance, save_location, set_balances};
use commerce::returns::ReturnKind;
use commerce::returns::receive::{ReceivedLine, receive};
use futures_util::future::join_all;
use platform::db::keyset::PageOf;
use testkit::World;

use crate::checkout::{captured, free, say, waiting};
use crate::on_sale::product_of;
use crate::returns::{about, case, open, stock};
use crate::shipments::{arrive, paid, parcel, send, status};

/// Three mugs in the first place and four in the second.
async fn two(world: &World) -> VariantId {
    let mug = world.variant("MUG", 3, 24_900).await;
    let mut tx = world.tx().await;
    let second = save_location(&mut tx, "boden", "Boden", 2).await.unwrap();
    let balance = Balance {
        variant_id: mug,
        location_id: second,
        on_hand: 4,
    };
    set_balances(&mut tx, &[balance], "test").await.unwrap();
    tx.commit().await.unwrap();
    mug
}

/// On hand, reserved and allocated of each place, in the order of the places.
async fn places(world: &World) -> String {
    world
        .database
        .value(
            "select string_agg(s.on_hand || '/' || s.reserved || '/' || s.allocated, ' ' order by l.position)
             from stock_levels s join locations l on l.id = s.location_id",
        )
        .await
}

#[tokio::test]
async fn goods_are_taken_from_the_first_place_and_then_from_the_next() {
    let world = World::create().await;
    let mug = two(&world).await;
    let cart = world.cart(&[(mug, 5)]).await;
    let (order, payment) = waiting(&world, cart).await;
    assert_eq!(places(&world).await, "3/3/0 4/2/0");
    say(&world, &payment, &captured(payment.amount_minor)).await;
    assert_eq!(places(&world).await, "3/0/3 4/0/2");

    let first = parcel(&world, order, "a", &[4]).await;
    let first = send(&world, order, &first).await.unwrap();
    assert_eq!(stock(&world).await, (3, 1));

    // The one that has not left is called off; two of the others come back.
    let said = about(&world, order, ReturnKind::Withdrawal, &[1]).await;
    open(&world, order, &said).await.unwrap();
    assert_eq!(case(&world, said.id).await.lines[0].called_off, 1);
    assert_eq!(stock(&world).await, (3, 0));
    assert_eq!(status(&world, order).await, "shipped");
    arrive(&world, order, first).await;
    let back = about(&world, order, ReturnKind::Withdrawal, &[2]).await;
    open(&world, order, &back).await.unwrap();
    let held = case(&world, back.id).await;
    let received = [ReceivedLine {
        line_id: held.lines[0].line_id,
        restocked: 1,
        scrapped: 1,
        kept: 0,
    }];
    let mut tx = world.tx().await;
    receive(&mut tx, back.id, held.row_version, &received)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    assert_eq!(stock(&world).await, (4, 0));
}

#[tokio::test]
async fn a_place_that_is_closed_sells_nothing_and_the_other_goes_on() {
    let world = World::create().await;
    let mug = two(&world).await;
    let all = world.cart(&[(mug, 4)]).await;
    let confirmation = world.confirmation(all).await;
    world
        .database
        .execute("update locations set is_active = false where code = 'boden'")
        .await;
    assert_eq!(free(&world, mug).await, 3);
    let mut tx = world.tx().await;
    let Err(PrepareError::Short(short)) = prepare(&mut tx, &confirmation).await else {
        panic!("it was sold")
    };
    drop(tx);
    assert_eq!(short[0].free, 3);
    paid(&world, &[(mug, 3)]).await;
    assert_eq!(places(&world).await, "3/0/3 4/0/0");
    let mut conn = world.db.read().await.unwrap();
    let (filter, now) = (ProductFilter::default(), world.clock.now());
    let seen = products(&mut conn, &filter, "sv", now, true, PageOf::first(10))
        .await
        .unwrap();
    assert_eq!(
        seen.rows[0].free_stock, 0,
        "what lies in a closed place is not for sale"
    );
    let product = product_of(&world, mug).await;
    let seen = variants(&mut conn, product, None, "sv", now).await.unwrap();
    let of = &seen[0];
    assert_eq!((of.on_hand, of.reserved, of.allocated), (3, 0, 3));
}

#[tokio::test]
async fn fifty_buyers_of_goods_in_two_places_get_seven_pieces() {
    let world = World::create().await;
    let mug = two(&world).await;
    let mut carts = Vec::new();
    for _ in 0..50 {
        carts.push(world.cart(&[(mug, 1)]).await);
    }
    let world = &world;
    let buyers = carts.into_iter().map(|cart| async move {
        let confirmation = world.confirmation(cart).await;
        let mut tx = world.tx().await;
        match prepare(&mut tx, &confirmation).await {
            Ok(Prepared::Waiting { .. }) => {
                tx.commit().await.unwrap();
                true
            }
            Err(PrepareError::Short(_)) => false,
            other => panic!("{other:?}"),
        }
    });
    let bought = join_all(buyers).await;
    assert_eq!(bought.into_iter().filter(|bought| *bought).count(), 7);
    assert_eq!(places(world).await, "3/3/0 4/4/0");
}
