//! What tiers' lists are put in order by is there soon after the program has begun.

use commerce::jobs::MakeTierListings;
use testkit::World;
use testkit::pictures::Pictures;
use tokio_util::sync::CancellationToken;
use workers::listing::make_tier_listings;
use workers::schedules::tick;

use crate::mails::{context, first_try};

#[tokio::test]
async fn rows_that_a_former_version_did_not_make_are_asked_for_at_the_start() {
    let (world, pictures) = (World::create().await, Pictures::new());
    let context = context(&world, &pictures);
    world.variant("MUG", 9, 24_900).await;
    world.database.execute("delete from jobs").await;
    // It stops before anything that recurs has had its turn.
    let stop = CancellationToken::new();
    stop.cancel();
    tick(context.clone(), stop).await;
    let asked: String = world
        .database
        .value("select string_agg(name, ' ' order by name) from jobs where state = 'ready'")
        .await;
    assert_eq!(
        asked,
        "commerce.make-tier-listings commerce.refresh-listing"
    );
    let kept = "select count(*) from tier_listings where is_made and tier_code = 'pro'";
    assert_eq!(world.database.value::<i64>(kept).await, 0);
    make_tier_listings(context, MakeTierListings {}, first_try())
        .await
        .unwrap();
    assert_eq!(world.database.value::<i64>(kept).await, 1);
}
