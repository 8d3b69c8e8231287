//! How a sitemap is divided into files.

use std::time::{Duration, Instant};

use commerce::catalogue::Storefront;
use futures_util::future::join_all;
use sqlx::{Connection as _, PgConnection};
use testkit::World;

/// More than there are connections.
const ROBOTS: usize = 30;
/// So long something that must come is waited for.
const SOON: Duration = Duration::from_secs(20);

/// How many wait for the rows of lists, seen from outside of everybody's connections.
async fn waiting(looker: &mut PgConnection) -> i64 {
    sqlx::query_scalar(
        "select count(*) from pg_locks where not granted and relation = 'listing_entries'::regclass
         and database = (select oid from pg_database where datname = current_database())",
    )
    .fetch_one(looker)
    .await
    .unwrap()
}

#[tokio::test]
async fn robots_that_wait_for_a_map_hold_no_connections() {
    let world = World::create().await;
    let storefront = Storefront::new();
    let mut looker = PgConnection::connect(&world.database.url).await.unwrap();
    let mut shut = world.tx().await;
    sqlx::query("lock table listing_entries in access exclusive mode")
        .execute(&mut *shut)
        .await
        .unwrap();
    let of = (world.shop_id, None);
    // All robots have asked before the others look for the first time, since they are begun in this order.
    let robots = (0..ROBOTS).map(|_| storefront.sitemap_files(&world.db, of, 5_000));
    let others = async {
        let begun = Instant::now();
        while waiting(&mut looker).await == 0 {
            assert!(begun.elapsed() < SOON, "nobody waits for the lists");
        }
        let free = tokio::time::timeout(SOON, world.db.read()).await;
        let still = waiting(&mut looker).await;
        drop(shut);
        (matches!(free, Ok(Ok(_))), still)
    };
    let (maps, (is_free, still)) = tokio::join!(join_all(robots), others);
    assert!(is_free, "somebody else gets a connection meanwhile");
    assert_eq!(still, 1, "one divides the map, and waits all the while");
    assert!(maps.iter().all(Result::is_ok));
}
