//! The outbox: what is committed becomes known to each who waits for it, once, and what is not committed has never been.

use commerce::jobs::Deliver;
use platform::audit::Change;
use platform::db::Tx;
use platform::outbox::{Fact, store};
use serde::Serialize;
use serde_json::json;
use testkit::World;
use testkit::pictures::Pictures;
use tokio::task::JoinSet;
use uuid::Uuid;
use workers::outbox::{destinations_of, relay_all};

use crate::mails::context;

/// Something that two destinations wait for.
#[derive(Serialize)]
struct Placed(Uuid);

impl Fact for Placed {
    const NAME: &'static str = "OrderPlaced";
    fn aggregate(&self) -> (&'static str, Uuid) {
        ("order", self.0)
    }
}

/// Something that nobody waits for.
#[derive(Serialize)]
struct Mused(Uuid);

impl Fact for Mused {
    const NAME: &'static str = "TestMused";
    fn aggregate(&self) -> (&'static str, Uuid) {
        ("test", self.0)
    }
}

const ALL: &str = "select (select count(*) from outbox_facts) + (select count(*) from deliveries) + (select count(*) from jobs)
    + (select count(*) from audit_entries where action = 'test.muse')";

/// A fact, a job and an entry of the trail.
async fn do_all(tx: &mut Tx, about: Uuid) {
    tx.emit(&Mused(about)).await.unwrap();
    tx.enqueue(&Deliver { delivery_id: about }).await.unwrap();
    tx.audit(Change::deed("test.muse", "test", about))
        .await
        .unwrap();
}

#[tokio::test]
async fn what_is_not_committed_has_never_been() {
    let world = World::create().await;
    let before: i64 = world.database.value(ALL).await;
    let mut tx = world.tx().await;
    do_all(&mut tx, platform::ids::new_uuid()).await;
    drop(tx);
    assert_eq!(world.database.value::<i64>(ALL).await, before);
    let mut tx = world.tx().await;
    do_all(&mut tx, platform::ids::new_uuid()).await;
    tx.commit().await.unwrap();
    assert_eq!(world.database.value::<i64>(ALL).await, before + 3);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_relays_at_once_make_one_delivery_for_each_who_waits() {
    const FACTS: usize = 450;
    let world = World::create().await;
    relay_all(&world.db).await.unwrap();
    world.database.execute("delete from jobs").await;
    let about = platform::ids::new_uuid();
    let mut tx = world.tx().await;
    for _ in 0..FACTS {
        tx.emit(&Placed(about)).await.unwrap();
    }
    tx.emit(&Mused(about)).await.unwrap();
    tx.commit().await.unwrap();
    let mut relays = JoinSet::new();
    for _ in 0..6 {
        let db = world.db.clone();
        relays.spawn(async move { relay_all(&db).await.unwrap() });
    }
    let relayed: usize = relays.join_all().await.iter().sum();
    assert_eq!(relayed, FACTS + 1);
    let expected = i64::try_from(FACTS * destinations_of(Placed::NAME).len()).unwrap();
    assert!(expected > 0, "somebody waits for it");
    for sql in [
        "select count(*) from deliveries where state = 'pending'",
        "select count(distinct (fact_id, destination)) from deliveries",
        "select count(*) from jobs where name = 'outbox.deliver'",
    ] {
        assert_eq!(world.database.value::<i64>(sql).await, expected, "{sql}");
    }
    assert_eq!(relay_all(&world.db).await.unwrap(), 0, "nothing is left");
    // The sequence of one aggregate has no gap, so that a reader knows when it has all.
    let dense: bool = world
        .database
        .value("select min(sequence) = 1 and max(sequence) = count(*) from outbox_facts where aggregate_kind = 'order'")
        .await;
    assert!(dense);
}

#[tokio::test]
async fn a_receipt_is_kept_and_no_later_failure_undoes_it() {
    let world = World::create().await;
    let mut tx = world.tx().await;
    tx.emit(&Mused(platform::ids::new_uuid())).await.unwrap();
    tx.commit().await.unwrap();
    let fact: i64 = world
        .database
        .value("select id from outbox_facts where name = 'TestMused'")
        .await;
    let mut tx = world.tx().await;
    let to = [(fact, "test.receiver")];
    let id = store::add_deliveries(&mut tx, &to).await.unwrap()[0];
    let again = store::add_deliveries(&mut tx, &to).await;
    assert!(again.unwrap().is_empty(), "one for each destination");
    store::record_failure(&mut tx, id, "away", false)
        .await
        .unwrap();
    store::acknowledge(&mut tx, id, &json!({ "number": 7 }))
        .await
        .unwrap();
    store::record_failure(&mut tx, id, "late", true)
        .await
        .unwrap();
    store::acknowledge(&mut tx, id, &json!({ "number": 8 }))
        .await
        .unwrap();
    assert!(!store::reopen(&mut tx, id).await.unwrap());
    tx.commit().await.unwrap();
    let kept =
        "select concat_ws(' ', state, attempts, last_error, receipt ->> 'number') from deliveries";
    assert_eq!(
        world.database.value::<String>(kept).await,
        "acknowledged 2 7"
    );
}

#[tokio::test]
async fn a_destination_that_is_no_more_drains() {
    let (world, pictures) = (World::create().await, Pictures::new());
    let mut tx = world.tx().await;
    tx.emit(&Mused(platform::ids::new_uuid())).await.unwrap();
    tx.commit().await.unwrap();
    let fact: i64 = world
        .database
        .value("select id from outbox_facts where name = 'TestMused'")
        .await;
    let mut tx = world.tx().await;
    let to = [(fact, "test.retired")];
    let delivery_id = store::add_deliveries(&mut tx, &to).await.unwrap()[0];
    tx.enqueue(&Deliver { delivery_id }).await.unwrap();
    tx.commit().await.unwrap();
    let context = context(&world, &pictures);
    workers::registry(1)
        .run_due(&world.db, &context)
        .await
        .unwrap();
    let kept = "select state || ' ' || (receipt ->> 'note') from deliveries where destination = 'test.retired'";
    assert_eq!(
        world.database.value::<String>(kept).await,
        "acknowledged test.retired is not a destination any more"
    );
    let left = "select count(*) from jobs where name = 'outbox.deliver'";
    assert_eq!(world.database.value::<i64>(left).await, 0);
}

#[tokio::test]
async fn many_facts_are_relayed_by_as_many_statements_as_one() {
    let world = World::create().await;
    relay_all(&world.db).await.unwrap();
    // One connection, so that it is the one that counts.
    let db = platform::db::Db::connect(&world.database.url, 1, world.clock.clone())
        .await
        .unwrap();
    let mut counts = Vec::new();
    for facts in [1, 30] {
        let mut tx = world.tx().await;
        for _ in 0..facts {
            tx.emit(&Placed(platform::ids::new_uuid())).await.unwrap();
        }
        tx.commit().await.unwrap();
        let before = testkit::statements(&mut db.read().await.unwrap()).await;
        assert_eq!(relay_all(&db).await.unwrap(), facts);
        counts.push(testkit::statements(&mut db.read().await.unwrap()).await - before);
    }
    // What waits, the deliveries, their jobs, and that it waits no more.
    assert_eq!(counts, [4, 4]);
}
