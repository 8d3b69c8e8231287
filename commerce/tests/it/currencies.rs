//! What other currencies cost: which rate counts when.

use commerce::currency::enter::{EnterRateError, RateDraft, enter};
use commerce::currency::{Source, Standing, listing, standing};
use commerce::setting::{self, Group, Key, Level, Value};
use jiff::SignedDuration;
use platform::clock::Date;
use platform::money::Currency;
use testkit::World;

/// Enters a euro's rate of so many days ago.
pub async fn euro(world: &World, days_ago: i64, e6: i64) {
    let draft = draft(world, days_ago, e6);
    let mut tx = world.tx().await;
    enter(&mut tx, world.shop_id, &draft).await.unwrap();
    tx.commit().await.unwrap();
}

fn draft(world: &World, days_ago: i64, e6: i64) -> RateDraft {
    let at = world
        .clock
        .now()
        .minus(SignedDuration::from_hours(24 * days_ago));
    RateDraft {
        currency: Currency::EUR,
        on: Date(at.business_time().date()),
        e6,
        source: Source::Riksbank,
        is_sure: true,
    }
}

async fn stands(world: &World, currency: Currency) -> Standing {
    let mut conn = world.db.read().await.unwrap();
    standing(&mut conn, world.shop_id, currency, world.clock.now())
        .await
        .unwrap()
}

#[tokio::test]
async fn the_latest_day_counts_and_of_a_day_what_was_entered_last() {
    let world = World::create().await;
    assert_eq!(stands(&world, Currency::SEK).await, Standing::Own);
    assert_eq!(stands(&world, Currency::EUR).await, Standing::Missing);
    euro(&world, 1, 11_100_000).await;
    euro(&world, 3, 11_300_000).await;
    let rate = stands(&world, Currency::EUR).await.rate().unwrap();
    assert_eq!((rate.e6, rate.home), (11_100_000, Currency::SEK));
    world.clock.advance(SignedDuration::from_secs(1));
    euro(&world, 1, 11_200_000).await;
    let rate = stands(&world, Currency::EUR).await.rate().unwrap();
    assert_eq!(rate.e6, 11_200_000);
    let mut conn = world.db.read().await.unwrap();
    let rows = listing::entered(&mut conn, world.shop_id).await.unwrap();
    let counts: Vec<(i64, bool)> = rows.iter().map(|row| (row.e6, row.counts)).collect();
    assert_eq!(
        counts,
        [(11_200_000, true), (11_100_000, false), (11_300_000, true)]
    );
}

#[tokio::test]
async fn a_rate_grows_old_as_the_merchant_says() {
    let world = World::create().await;
    euro(&world, 0, 11_100_000).await;
    world.clock.advance(SignedDuration::from_hours(24 * 7));
    assert!(stands(&world, Currency::EUR).await.sells());
    let mut tx = world.tx().await;
    let level = Level::Shop(world.shop_id);
    let wanted = [(Key::RateDays, Value::Number(3))];
    setting::save(&mut tx, level, Group::Companies, &wanted, 0)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    assert!(matches!(
        stands(&world, Currency::EUR).await,
        Standing::Stale(_)
    ));
    // Without prices in it nobody is warned.
    let mut conn = world.db.read().await.unwrap();
    let held = listing::held(&mut conn, world.shop_id, world.clock.now())
        .await
        .unwrap();
    assert_eq!(held.len(), 1);
    assert!(!held[0].is_used);
}

#[tokio::test]
async fn what_cannot_be_a_rate_is_refused() {
    let world = World::create().await;
    euro(&world, 0, 11_000_000).await;
    let refused = |change: fn(&mut RateDraft)| {
        let mut draft = draft(&world, 0, 11_100_000);
        draft.is_sure = false;
        change(&mut draft);
        let world = &world;
        async move {
            let mut tx = world.tx().await;
            enter(&mut tx, world.shop_id, &draft).await
        }
    };
    assert!(matches!(
        refused(|of| of.currency = Currency::SEK).await,
        Err(EnterRateError::Own)
    ));
    assert!(matches!(
        refused(|of| of.currency = Currency::parse("JPY").unwrap()).await,
        Err(EnterRateError::NotSold)
    ));
    assert!(matches!(
        refused(|of| of.e6 = 0).await,
        Err(EnterRateError::OutOfRange)
    ));
    assert!(matches!(
        refused(|of| of.e6 = 110_000_000).await,
        Err(EnterRateError::Far {
            before_e6: 11_000_000
        })
    ));
    assert!(matches!(
        refused(|of| of.on = Date(of.on.0.tomorrow().unwrap())).await,
        Err(EnterRateError::ToCome)
    ));
    // What counts already is not written twice.
    assert!(!refused(|of| of.e6 = 11_000_000).await.unwrap());
}
