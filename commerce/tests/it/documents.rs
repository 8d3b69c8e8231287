//! Documents by version: which holds when, what the checkout takes, and that nothing changes them.

use commerce::checkout::prepare::{PrepareError, prepare};
use commerce::legal::publish_version::{NewVersion, PublishError, Text, publish_version};
use commerce::legal::{KINDS, current, listing};
use futures_util::future::join_all;
use jiff::SignedDuration;
use platform::clock::Timestamp;
use testkit::World;

fn version(seen: i32, body: &str, from: Option<Timestamp>) -> NewVersion {
    let text = |body: &str| Text {
        title: "Köpvillkor".to_owned(),
        body: body.to_owned(),
    };
    NewVersion {
        kind: "terms",
        sv: text(body),
        en: None,
        from,
        seen,
    }
}

async fn published(world: &World, new: &NewVersion) -> Result<i32, PublishError> {
    let mut tx = world.tx().await;
    let number = publish_version(&mut tx, world.shop_id, new).await?;
    tx.commit().await.unwrap();
    Ok(number)
}

async fn holds(world: &World, locale: &str) -> (i32, String) {
    let mut conn = world.db.read().await.unwrap();
    let now = world.clock.now();
    let found = current(&mut conn, world.shop_id, "terms", locale, now).await;
    let found = found.unwrap().unwrap();
    (found.version, found.locale)
}

#[tokio::test]
async fn the_checkout_takes_the_version_that_holds_at_the_moment_and_tells_of_a_new_one() {
    let world = World::create().await;
    let mug = world.variant("MUG", 10, 24_900).await;
    let cart = world.cart(&[(mug, 1)]).await;
    let later = world.clock.now().plus(SignedDuration::from_hours(2));
    assert_eq!(
        published(&world, &version(1, "Nya villkor", Some(later)))
            .await
            .unwrap(),
        2
    );
    assert_eq!(holds(&world, "en").await, (1, "en".to_owned()));
    let seen = world.confirmation(cart).await;
    world.clock.advance(SignedDuration::from_hours(3));
    // Missing in English: the Swedish one is shown, not the English one of before.
    assert_eq!(holds(&world, "sv").await, (2, "sv".to_owned()));
    assert_eq!(holds(&world, "en").await, (2, "sv".to_owned()));
    let mut tx = world.tx().await;
    let changed = prepare(&mut tx, &seen).await;
    assert!(
        matches!(&changed, Err(PrepareError::Changed { .. })),
        "{changed:?}"
    );
    drop(tx);
    let again = world.confirmation(cart).await;
    let mut tx = world.tx().await;
    prepare(&mut tx, &again).await.unwrap();
    tx.commit().await.unwrap();
    let order: uuid::Uuid = world.database.value("select id from orders").await;
    let mut conn = world.db.read().await.unwrap();
    let accepted = listing::of_order(&mut conn, commerce::ids::OrderId(order)).await;
    assert_eq!(accepted.unwrap().unwrap().version, 2);
}

#[tokio::test]
async fn versions_follow_each_other_and_two_at_once_are_one() {
    let world = World::create().await;
    let now = world.clock.now();
    let past = version(1, "A", Some(now.minus(SignedDuration::from_hours(1))));
    assert!(matches!(
        published(&world, &past).await,
        Err(PublishError::TooEarly(at)) if at == now
    ));
    let same = version(1, "Villkor", None);
    assert!(
        published(&world, &same).await.is_ok(),
        "the English text is said to be missing now"
    );
    assert!(matches!(
        published(&world, &version(1, "B", None)).await,
        Err(PublishError::ChangedMeanwhile)
    ));
    let empty = version(2, " ", None);
    assert!(matches!(
        published(&world, &empty).await,
        Err(PublishError::Faulty)
    ));
    let world = &world;
    let tries = (0..6).map(|n| async move {
        published(world, &version(2, &format!("Text {n}"), None))
            .await
            .is_ok()
    });
    let done = join_all(tries).await;
    assert_eq!(done.iter().filter(|done| **done).count(), 1);
    let texts = "select count(*) from legal_documents where kind = 'terms' and version = 3";
    assert_eq!(world.database.value::<i64>(texts).await, 2);
    let changed = sqlx::query("update legal_documents set title = 'x'");
    assert!(changed.execute(&world.database.pool).await.is_err());
}

#[tokio::test]
async fn kinds_are_named_as_in_the_tables_check() {
    let world = World::create().await;
    let check: String = world
        .database
        .value("select pg_get_constraintdef(oid) from pg_constraint where conname = 'legal_documents_kind_check'")
        .await;
    for kind in KINDS {
        assert!(check.contains(&format!("'{kind}'::text")), "{kind}");
    }
    assert_eq!(check.matches("'::text").count(), KINDS.len(), "{check}");
}
