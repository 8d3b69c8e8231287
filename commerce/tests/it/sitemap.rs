//! How a sitemap is divided into files.

use std::time::Duration;

use commerce::catalogue::Storefront;
use futures_util::future::join_all;
use testkit::World;

/// More than there are connections.
const ROBOTS: usize = 30;

#[tokio::test]
async fn robots_that_wait_for_a_map_hold_no_connections() {
    let world = World::create().await;
    let storefront = Storefront::new();
    let mut shut = world.tx().await;
    sqlx::query("lock table listing_entries in access exclusive mode")
        .execute(&mut *shut)
        .await
        .unwrap();
    let of = (world.shop_id, None);
    let robots = (0..ROBOTS).map(|_| storefront.sitemap_files(&world.db, of, 5_000));
    let others = async {
        tokio::time::sleep(Duration::from_millis(200)).await;
        let free = tokio::time::timeout(Duration::from_secs(5), world.db.read()).await;
        drop(shut);
        matches!(free, Ok(Ok(_)))
    };
    let (maps, is_free) = tokio::join!(join_all(robots), others);
    assert!(is_free, "somebody else gets a connection meanwhile");
    assert!(maps.iter().all(Result::is_ok));
}
