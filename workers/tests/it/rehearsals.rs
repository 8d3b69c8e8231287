//! Comparing prices with those of a time to come, by the queue.

use commerce::ids::RehearsalId;
use commerce::jobs::CompareRehearsal;
use commerce::pricing::rehearsal::listing::answer;
use commerce::pricing::rehearsal::{As, KEPT_FOR, Question, ask};
use commerce::pricing::set_price::set_prices;
use commerce::pricing::{NewPrice, SetPrices};
use jiff::SignedDuration;
use platform::jobs::runner::Attempt;
use platform::money::UnitPrice;
use testkit::World;
use testkit::pictures::Pictures;
use workers::rehearsals::compare_rehearsal;
use workers::schedules::Task;

use crate::mails::context;

#[tokio::test]
async fn the_job_compares_all_and_a_second_one_changes_nothing() {
    let (world, pictures) = (World::create().await, Pictures::new());
    let context = context(&world, &pictures);
    let then = world.clock.now().plus(SignedDuration::from_hours(24));
    for sku in ["A", "B"] {
        let variant = world.variant(sku, 1, 10_000).await;
        let prices = [NewPrice {
            variant_id: variant,
            min_quantity: 1,
            unit_price: UnitPrice(90_000_000),
        }];
        let change = SetPrices {
            list: world.list,
            from: Some(then),
            prices: &prices,
        };
        let mut tx = world.tx().await;
        set_prices(&mut tx, &change).await.unwrap();
        tx.commit().await.unwrap();
    }
    let question = Question {
        shop_id: world.shop_id,
        country: "SE".to_owned(),
        seen_as: As::Tier("consumer".to_owned()),
        name: "Konsument".to_owned(),
        now: world.clock.now(),
        at: then,
        margin_bp: None,
    };
    let mut tx = world.tx().await;
    let number = ask(&mut tx, &question, 1, false).await.unwrap().unwrap();
    tx.commit().await.unwrap();
    let registry = workers::registry(1);
    registry.run_due(&world.db, &context).await.unwrap();
    let found = async || {
        let mut conn = world.db.read().await.unwrap();
        answer(&mut conn, &number).await.unwrap()
    };
    let first = found().await.unwrap();
    assert!(first.is_done && (first.looked_at, first.changed) == (2, 2));
    let waiting = "select count(*) from jobs where name = 'commerce.compare-rehearsal'";
    assert_eq!(world.database.value::<i64>(waiting).await, 0);

    let id = world
        .database
        .value::<uuid::Uuid>("select id from rehearsals")
        .await;
    let job = CompareRehearsal {
        rehearsal_id: RehearsalId(id),
    };
    let attempt = Attempt {
        number: 2,
        is_last: false,
        request_id: None,
    };
    compare_rehearsal(context.clone(), job, attempt)
        .await
        .unwrap();
    assert_eq!(found().await.unwrap().changed, 2);

    world
        .clock
        .advance(KEPT_FOR.saturating_add(SignedDuration::from_secs(1)));
    Task::ForgetRehearsals.run(&context).await.unwrap();
    assert!(found().await.is_none(), "it is taken away a week later");
}
