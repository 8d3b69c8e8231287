//! Buyers who are asked for a review, and those who are not.

use commerce::customer::consent::{self, Purpose};
use commerce::review::ask::{ask_some, opt_out};
use commerce::review::listing::{own_of_order, unreviewed};
use commerce::review::settings::{Settings, SettingsError, set, settings};
use jiff::SignedDuration;
use testkit::World;

use crate::reviews::{draft, received, says};
use crate::shipments::{arrive, paid, parcel, send};

/// How many buyers have been asked.
async fn asked(world: &World) -> i64 {
    let mut tx = world.tx().await;
    while ask_some(&mut tx, world.shop_id, 10).await.unwrap() > 0 {}
    tx.commit().await.unwrap();
    world
        .database
        .value("select count(*) from jobs where name = 'commerce.send-review-request'")
        .await
}

#[tokio::test]
async fn buyers_are_asked_once_when_their_day_has_come_and_never_who_said_no() {
    let world = World::create().await;
    let mug = world.variant("MUG", 40, 24_900).await;
    let day = |days: i64| SignedDuration::from_hours(24 * days);
    received(&world, mug).await;
    world.clock.advance(day(13));
    assert_eq!(asked(&world).await, 0);
    world.clock.advance(day(1));
    assert_eq!(asked(&world).await, 1);
    world.clock.advance(day(1));
    assert_eq!(asked(&world).await, 1, "once");
    // Half of an order that has come is not yet its day.
    let half = paid(&world, &[(mug, 2)]).await;
    let new = parcel(&world, half, "half", &[1]).await;
    let shipment = send(&world, half, &new).await.unwrap();
    arrive(&world, half, shipment).await;
    world.clock.advance(day(15));
    assert_eq!(asked(&world).await, 1);
    // Somebody else says no, and is asked about nothing any more.
    let (first, _) = received(&world, mug).await;
    let (second, _) = received(&world, mug).await;
    for order in [first, second] {
        sqlx::query("update orders set email = 'Bo@exempel.se' where id = $1")
            .bind(order.0)
            .execute(&world.database.pool)
            .await
            .unwrap();
    }
    let mut tx = world.tx().await;
    opt_out(&mut tx, first).await.unwrap();
    opt_out(&mut tx, first).await.unwrap();
    tx.commit().await.unwrap();
    world.clock.advance(day(15));
    assert_eq!(asked(&world).await, 1);
    let passed = "select count(*) from review_asks where state = 'passed'";
    assert_eq!(world.database.value::<i64>(passed).await, 2);
    // While nobody is to be asked, nobody is; and not long afterwards about what was then.
    let mut tx = world.tx().await;
    let off = Settings {
        is_asking: false,
        ..Settings::default()
    };
    set(&mut tx, world.shop_id, off).await.unwrap();
    tx.commit().await.unwrap();
    received(&world, mug).await;
    world.clock.advance(day(50));
    assert_eq!(asked(&world).await, 1);
    let mut tx = world.tx().await;
    let held = settings(&mut tx, world.shop_id).await.unwrap();
    let on = Settings {
        is_asking: true,
        ask_after_days: 3,
        ..held
    };
    let stale = Settings {
        row_version: 0,
        ..on
    };
    assert!(matches!(
        set(&mut tx, world.shop_id, stale).await,
        Err(SettingsError::ChangedMeanwhile)
    ));
    let never = Settings {
        ask_after_days: 0,
        ..on
    };
    assert!(matches!(
        set(&mut tx, world.shop_id, never).await,
        Err(SettingsError::Days)
    ));
    set(&mut tx, world.shop_id, on).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(asked(&world).await, 1);
    // Who has written already has nothing more to say.
    let of = received(&world, mug).await;
    let known = own_of_order(&mut world.db.read().await.unwrap(), of.0, of.1).await;
    assert!(known.unwrap().is_none());
    says(&world, of, &draft(5), 0).await.unwrap();
    world.clock.advance(day(4));
    assert_eq!(asked(&world).await, 1);
}

#[tokio::test]
async fn a_consent_that_was_taken_back_counts_as_a_no() {
    let world = World::create().await;
    let mug = world.variant("MUG", 40, 24_900).await;
    let (_, token) = world.session("user").await;
    let now = world.clock.now();
    let found = {
        let mut conn = world.db.read().await.unwrap();
        commerce::customer::session::find(&mut conn, &token, now).await
    };
    let session = found.unwrap().unwrap();
    let (order, _) = received(&world, mug).await;
    sqlx::query("update orders set customer_id = $2 where id = $1")
        .bind(order.0)
        .bind(session.customer.0)
        .execute(&world.database.pool)
        .await
        .unwrap();
    let mut tx = world.tx().await;
    let left = unreviewed(&mut tx, (session.customer, None), now, 10).await;
    assert_eq!(left.unwrap().len(), 1);
    let words = consent::Asked {
        shop_id: world.shop_id,
        locale: "sv",
        words: "Fråga mig",
    };
    for is_given in [true, false] {
        consent::answer(&mut tx, &session, Purpose::Surveys, is_given, words)
            .await
            .unwrap();
        tx.commit().await.unwrap();
        world.clock.advance(SignedDuration::from_hours(1));
        tx = world.tx().await;
    }
    drop(tx);
    world.clock.advance(SignedDuration::from_hours(24 * 15));
    assert_eq!(asked(&world).await, 0);
}
